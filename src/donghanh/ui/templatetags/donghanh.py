"""Filters and tags every template has: dates, numbers and moments as offices write them, and the frame's own parts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.forms import BoundField, FileInput
from django.http import HttpRequest, QueryDict
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from donghanh.kit import dates, numbers
from donghanh.kit.text import shorten
from donghanh.ui import shell
from donghanh.ui.lists import ways_out
from donghanh.ui.web import speech

register = template.Library()
register.filter("ngay", speech.day)
register.filter("luc", speech.moment)
register.filter("so", speech.number)
register.filter("rut_gon", shorten)

STATUS_WORDS = {"done": "Xong", "soon": "Sắp đến hạn", "late": "Quá hạn", "open": "Đang làm", "none": "Không hạn"}
SOON_DAYS = 5
LONG_DAYS = 1000  # a date block is narrow: beyond this it counts whole years, and its title still says the days


def day_of(value: date | datetime) -> date:
    """Return the calendar day of a date or an instant."""
    return dates.local_date(value) if isinstance(value, datetime) else value


@register.filter
def thu(day: date | None, short: bool = False) -> str:
    """Name the day of the week: ``Thứ hai``, or ``T2`` where asked to be short."""
    return dates.weekday_name(day, short=short) if day else "—"


@register.filter
def thu_ngan(day: date | None) -> str:
    """Write a day as the explanation of a deadline does: ``T6 20/11``."""
    if day is None:
        return "—"
    return f"{dates.weekday_name(day, short=True)} {day.day:02d}/{day.month:02d}"


@register.filter
def gio(at: datetime | None) -> str:
    """Write only the time of an instant: ``14:05``."""
    return f"{at.astimezone(dates.ZONE):%H:%M}" if at else "—"


@register.filter
def phan(thing: Any, name: str) -> Any:
    """Return one part of a thing that may be absent; a filter's argument may not, in Django's templates."""
    return getattr(thing, name, None) if thing is not None else None


@register.filter
def thoi_diem(when: date | datetime | None) -> str:
    """Write an instant with its time, a day without."""
    return speech.moment(when) if isinstance(when, datetime) else speech.day(when)


@register.filter
def phan_tram(part: int | Decimal | None, whole: int | Decimal | None) -> str:
    """Write a share as a percentage: ``{{ done|phan_tram:total }}``."""
    return numbers.show_percent(part or 0, whole or 0)


@register.filter
def dung_luong(size: int | None) -> str:
    """Write a number of bytes: ``2,4 MB``."""
    if size is None:
        return "—"
    for unit, limit in (("byte", 1024), ("KB", 1024**2), ("MB", 1024**3)):
        if size < limit:
            whole = limit // 1024
            return f"{speech.number(size if unit == 'byte' else round(Decimal(size) / whole, 1))} {unit}"
    return f"{speech.number(round(Decimal(size) / 1024**3, 1))} GB"


@register.filter
def hash_ngan(digest: str | None) -> str:
    """Show the ends of a digest: ``7f3a…c19e``."""
    return f"{digest[:4]}…{digest[-4:]}" if digest and len(digest) > 9 else digest or "—"


@register.filter
def con_lai(day: date | None, today: date | None = None) -> str:
    """Say how far a deadline is in calendar days: ``còn 3 ngày``, ``hôm nay``, ``trễ 6 ngày``."""
    if day is None:
        return "không hạn"
    days = (day_of(day) - (today or dates.today())).days
    if days == 0:
        return "hôm nay"
    return f"còn {numbers.show_number(days)} ngày" if days > 0 else f"trễ {numbers.show_number(-days)} ngày"


@register.filter
def chu_dau(name: str) -> str:
    """Return the letters of a person's round sign: family name and given name, as Vietnamese names end."""
    words = name.split()
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper() if words else "?"


@register.filter
def tu_trang_thai(kind: str) -> str:
    """Give the house's word for a status colour, where the page has none of its own."""
    return STATUS_WORDS.get(kind or "none", STATUS_WORDS["none"])


@register.filter
def html_attrs(attrs: Any) -> SafeString:
    """Write a component's remaining attributes, each escaped; ``{{ attrs }}`` itself trusts its values."""
    rest = attrs.attrs_dict() if hasattr(attrs, "attrs_dict") else dict(attrs or {})
    kept = [(k, v) for k, v in rest.items() if v not in (False, None) and k != "class"]
    return format_html_join(
        "", "{}", ((format_html(" {}", k) if v is True else format_html(' {}="{}"', k, v),) for k, v in kept)
    )


@register.filter
def is_check(field: BoundField) -> bool:
    """Say whether a field is one tick box, whose label stands beside it."""
    return field.widget_type == "checkbox"


@register.filter
def is_file(field: BoundField) -> bool:
    """Say whether a field takes a file."""
    return isinstance(field.field.widget, FileInput)


@register.filter
def how_read(field: BoundField) -> str:
    """Say how a doubtful number was read, so that nobody is surprised later."""
    said = getattr(field.field, "how_read", None)
    return said(field.value()) if said and field.form.is_bound and not field.errors else ""


@register.simple_tag
def asset(name: str) -> str:
    """Return the address of a static file: the hashed one where files were collected, the plain one where not."""
    try:
        return staticfiles_storage.url(name)
    except ValueError:
        return f"{settings.STATIC_URL}{name}"


@register.simple_tag
def house_url(name: str, *args: Any, **kwargs: Any) -> str:
    """Return a named address, or nothing where that room is not installed; the link is then not drawn."""
    try:
        return reverse(name, args=args, kwargs=kwargs)
    except NoReverseMatch:
        return ""


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: Any) -> str:
    """Return this page's query string with parts changed; ``None`` drops one, and any change drops the page number."""
    request: HttpRequest | None = context.get("request")
    kept = request.GET.copy() if request else QueryDict(mutable=True)
    if "trang" not in changes:
        kept.pop("trang", None)
    for name, value in changes.items():
        if value in (None, ""):
            kept.pop(name, None)
        else:
            kept[name] = str(value)
    return f"?{kept.urlencode()}" if kept else "?"


@register.simple_tag(takes_context=True)
def sort_link(context: template.Context, column: Any) -> str:
    """Return the address that sorts a list by a column, or turns its order around."""
    return query(context, xep=column.order_by_alias.next)


@register.simple_tag(takes_context=True)
def rail(context: template.Context) -> list[dict[str, Any]]:
    """Return the menu in groups; the line whose address is the longest beginning of this page's is the current one."""
    request: HttpRequest | None = context.get("request")
    path = request.path if request else ""
    menu = context.get("menu") or []
    lines: list[dict[str, Any]] = []
    for entry in menu() if callable(menu) else menu:
        url = house_url(entry.item.url_name)
        if url:
            lines.append({"url": url, "item": entry.item, "count": entry.count, "current": ""})
    near = [line for line in lines if path == line["url"] or (path.startswith(line["url"]) and line["url"] != "/")]
    if near:
        best = max(near, key=lambda line: len(line["url"]))
        best["current"] = "page" if best["url"] == path else "true"
    groups: dict[str, list[dict[str, Any]]] = {}
    for line in lines:
        groups.setdefault(line["item"].group, []).append(line)
    return [{"name": name, "lines": members} for name, members in groups.items()]


_ENGLISH_LINKS = {"registers:list", "opendata:catalogue", "opendata:interfaces"}


@register.simple_tag
def house_province() -> str:
    """Name the province whose house this is; a tag, which no word of a page can take the place of."""
    return str(settings.PROVINCE)


@register.simple_tag
def list_forms() -> list[tuple[str, str]]:
    """Name the forms in which a screen's list leaves, for ``<c-leave>``."""
    return [(code, gettext(label)) for code, label in ways_out()]


@register.simple_tag
def public_links(most: int = 50) -> list[dict[str, str]]:
    """Return the public links that exist, the first ones; in English those that speak it."""
    links = shell.public_links()
    if get_language() == "en":
        links = [link for link in links if link.url_name in _ENGLISH_LINKS]
    found = [{"url": house_url(link.url_name), "label": gettext(link.label)} for link in links]
    return [link for link in found if link["url"]][:most]


# Pages whose words are in the English catalogue; a switch on any other page leads to the English home.
_SPEAKS_ENGLISH = {
    *(f"portal:{name}" for name in ("home", "door", "search")),
    *(f"opendata:{name}" for name in ("catalogue", "dataset", "interfaces")),
    *(f"registers:{name}" for name in ("list", "register", "version", "row")),
}


@register.simple_tag(takes_context=True)
def other_language(context: template.Context) -> dict[str, str]:
    """Return the address of this page in the other language: English where it is there, else the English home."""
    request: HttpRequest | None = context.get("request")
    if request is None:
        return {}
    if get_language() == "en":
        return {"url": translate_url(request.get_full_path(), "vi"), "label": "Tiếng Việt", "code": "vi"}
    match = request.resolver_match
    speaks = match is not None and f"{match.app_name}:{match.url_name}" in _SPEAKS_ENGLISH
    url = translate_url(request.get_full_path() if speaks else "/", "en")
    return {"url": url, "label": "English", "code": "en"}


@register.simple_tag(takes_context=True)
def cards(context: template.Context, place: str) -> SafeString:
    """Draw the cards that rooms registered for a slot of this page, in order."""
    request = context["request"]
    drawn = "".join(card.render(request, context.flatten()) for card in shell.cards_at(place))
    return SafeString(drawn)


@register.simple_tag(takes_context=True)
def introduced(context: template.Context) -> shell.Introduction:
    """Return who is signed in, in words: name, post and agency."""
    return shell.introduce(context.get("user"), context.get("today") or dates.today())


@register.simple_tag
def due_parts(on: date | None, today: date | None, kind: str, word: str) -> dict[str, str]:
    """Return what a date block shows: day, month, word, colour; asked for nothing else, it judges by calendar days."""
    if not on:
        return {"day": "—", "month": "", "word": word or "không hạn", "kind": kind or "none", "iso": "", "full": ""}
    day, now = day_of(on), today or dates.today()
    left = (day - now).days
    judged = "late" if left < 0 else "soon" if left <= SOON_DAYS else "open"
    years = f"{'trễ' if left < 0 else 'còn'} {abs(left) // 365} năm"
    month = f"tháng {day.month}" if day.year == now.year else f"{day.month}/{day.year}"
    return {
        "day": f"{day.day:02d}",
        "month": month,
        "word": word or (con_lai(day, now) if abs(left) < LONG_DAYS else years),
        "kind": kind or judged,
        "iso": day.isoformat(),
        "full": f"{dates.weekday_name(day)}, {dates.show_date(day)}, {con_lai(day, now)}",
    }


def _count(value: Any) -> Decimal:
    try:
        return max(Decimal(str(value).replace(",", ".")), Decimal(0)) if value not in (None, "") else Decimal(0)
    except ArithmeticError:
        return Decimal(0)


@register.simple_tag
def bar_svg(total: Any, label: str, extra: str = "", **parts: Any) -> SafeString:
    """Draw a bar of parts as SVG, since a strict policy for styles leaves no widths in HTML; words say the same."""
    words = {"done": "xong", "soon": "sắp đến hạn", "open": "đang làm", "late": "trễ", "accent": ""}
    counts = {kind: _count(value) for kind, value in parts.items()}
    whole = max(_count(total), sum(counts.values(), Decimal(0)))
    said = label or ", ".join(
        f"{numbers.show_number(counts[k])} {words[k]}".strip() for k in counts if counts[k] or k in ("done", "late")
    )
    left, shapes, seam = Decimal(0), [], Decimal("0.6")
    for kind, count in counts.items():
        if count and whole:
            width = count * 100 / whole
            last = left + width >= 100
            shapes.append((kind, f"{left:.2f}%", f"{width if last else max(width - seam, seam):.2f}%"))
            left += width
    drawn = format_html_join("", '<rect class="{}" x="{}" width="{}" height="100%"/>', shapes)
    return format_html('<svg class="bar {}" role="img" aria-label="{}">{}</svg>', extra, said, drawn)


@register.simple_tag
def page_window(page: Any) -> Iterable[int | str]:
    """Return the page numbers worth a link: the ends and those near."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))
