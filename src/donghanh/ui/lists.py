"""Lists: one anatomy for every table, and what leaves as a spreadsheet: exactly the rows that were filtered."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

import django_tables2 as tables
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString

from donghanh.kit import dates, numbers
from donghanh.ui import shell
from donghanh.ui.sheets import attached, export_csv, export_xlsx

PER_PAGE = 50
MOST_ON_PAPER = 5000  # rows of an annex; a longer list leaves as a spreadsheet
SUM = "Cộng"


@dataclass(frozen=True)
class Leaving:
    """What a list says of itself on paper: its name, its filters in words, of what day it is, who took it when."""

    name: str
    filters: tuple[tuple[str, str], ...]
    as_of: date
    by: str
    at: datetime
    trial: bool
    note: str = ""  # what the reader of the paper must know of it besides: what lettered columns mean


@dataclass(frozen=True)
class ListForm:
    """One more form in which every list can leave: ``?tai=<code>``; a room of a higher floor knows how to write it."""

    code: str
    label: str
    media: str
    write: Callable[[tables.Table, Leaving], bytes]


_forms: dict[str, ListForm] = {}


def add_form(form: ListForm) -> None:
    """Let every list leave in this form too; the same code twice replaces."""
    _forms[form.code] = form


class HouseTable(tables.Table):
    """A list as every screen shows it: caption, sticky head and first column, sorting by links, totals, pages.

    In a view: ``table = DutyTable(rows, request=request)`` then ``tables.RequestConfig(request, paginate=house_pages())
    .configure(table)`` or simply :func:`listed`; in a template ``{% render_table table %}``. ``caption`` is said
    before the table; ``nothing`` is the sentence of an empty list and ``nothing_href``/``nothing_action`` its next
    step; ``as_rows`` turns each row into a block on small screens; ``word`` is what the pager counts.
    """

    caption = ""
    hide_caption = False
    keep_first = True
    as_rows = False
    tall = False
    nothing_title = "Chưa có dòng nào"
    nothing = "Không có dòng nào khớp với bộ lọc đang chọn."
    nothing_href = ""
    nothing_action = ""
    word = "dòng"
    leaves = False  # whether the page answers ``?tai=``; :func:`exported` says so

    class Meta:
        template_name = "ui/table.html"
        order_by_field = "xep"
        page_field = "trang"
        per_page_field = "dong"
        orderable = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # A Meta of a subclass need not extend ours: the house's names hold all the same.
        kwargs.setdefault("template_name", "ui/table.html")
        kwargs.setdefault("order_by_field", "xep")
        kwargs.setdefault("page_field", "trang")
        kwargs.setdefault("per_page_field", "dong")
        super().__init__(*args, **kwargs)


def ways_out() -> list[tuple[str, str]]:
    """Name every form in which a list can leave: code and label."""
    return [("xlsx", "Excel"), ("csv", "CSV"), *((f.code, f.label) for f in _forms.values())]


class Capped(Paginator[Any]):
    """Pages of a list that stops counting where nobody reads on: to count a million rows costs more than to show fifty.

    ``most`` is how far it counts and pages; ``found`` what the page knows already, counted at least to ``most`` + 1.
    """

    def __init__(self, object_list: Any, per_page: int, *, most: int, found: int | None = None, **more: Any) -> None:
        super().__init__(object_list, per_page, **more)
        self.most, self.found = most, found

    @cached_property
    def _seen(self) -> int:
        if self.found is not None:
            return self.found
        rows: Any = self.object_list
        rows = getattr(getattr(rows, "data", None), "data", rows)  # a table's rows stand before its queryset
        seen: int = rows.order_by()[: self.most + 1].count()
        return seen

    @property
    def count(self) -> int:
        """Return how many are paged."""
        return min(self._seen, self.most)

    @property
    def more(self) -> bool:
        """Say whether there are more than are counted."""
        return self._seen > self.most


def listed(
    request: Any, table: HouseTable, *, per_page: int = PER_PAGE, most: int = 0, found: int | None = None
) -> HouseTable:
    """Sort and page a table as the address asks (``xep``, ``trang``); a page past the end shows the last.

    A list that may hold very many rows says how far it counts (``most``); see :class:`Capped`.
    """
    paginate: dict[str, Any] = {"per_page": per_page, "silent": True}
    if most:
        paginate |= {"paginator_class": Capped, "most": most, "found": found}
    tables.RequestConfig(request, paginate=paginate).configure(table)
    return table


class NumberColumn(tables.Column):
    """Numbers, right-aligned, written as offices do; ``total=True`` adds the sum of the whole list."""

    def __init__(self, *args: Any, places: int | None = None, total: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("attrs", {"th": {"class": "r"}, "td": {"class": "r nowrap"}, "tf": {"class": "r"}})
        if total:
            kwargs["footer"] = self._sum
        super().__init__(*args, **kwargs)
        self.places = places
        self.total = total

    def _sum(self, bound_column: Any, table: Any) -> str:
        values = (bound_column.accessor.resolve(row, quiet=True) for row in table.data)
        return numbers.show_number(sum((Decimal(str(v)) for v in values if v is not None), Decimal(0)), self.places)

    def render(self, value: Any) -> str:
        """Write the number for people."""
        return numbers.show_number(value, self.places)

    def value(self, value: Any) -> Any:
        """Give a spreadsheet the number itself."""
        return value


class DateColumn(tables.Column):
    """Days or instants as ``31/12/2026``."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("attrs", {"td": {"class": "nowrap"}})
        super().__init__(*args, **kwargs)

    def render(self, value: Any) -> str:
        """Write the day for people."""
        return dates.show_date(dates.local_date(value) if isinstance(value, datetime) else value)

    def value(self, value: Any) -> Any:
        """Give a spreadsheet the date itself."""
        return value


class StatusColumn(tables.Column):
    """A status pill: ``kind`` names the accessor of its colour, the column's own value is its word."""

    def __init__(self, *args: Any, kind: str = "kind", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = tables.A(kind)

    def render(self, value: Any, record: Any) -> SafeString:
        """Draw colour, shape and word."""
        return status_pill(self.kind.resolve(record, quiet=True) or "none", value)

    def value(self, value: Any) -> Any:
        """Give a spreadsheet the word."""
        return str(value)


class MainColumn(tables.Column):
    """What the row is about: a link where the row can say its address (``linkify``), and room to breathe."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("attrs", {"th": {"class": "main"}, "td": {"class": "main"}})
        super().__init__(*args, **kwargs)


def status_pill(kind: str, word: str) -> SafeString:
    """Draw a status as ``<c-status>`` does, for cells built in Python."""
    return format_html('<span class="status {}">{}</span>', kind, word)


def exported(
    request: Any, table: tables.Table, filename: str, *, form: Any = None, as_of: date | None = None
) -> HttpResponse | None:
    """Answer ``?tai=`` with the whole filtered list as a file; ``None`` when the page itself is wanted.

    On paper the list says by what it was filtered, in the words of ``form``, and of what day it is.
    """
    table.leaves = True
    if not leaving(request):
        return None
    tables.RequestConfig(request, paginate=False).configure(table)  # in the order of the screen
    return leave(request, table, filename, form=form, as_of=as_of)


def leaving(request: Any) -> bool:
    """Say whether the address asks for a file in which lists leave, so that a screen makes its lines only then."""
    return request.GET.get("tai") in dict(ways_out())


def leave(
    request: Any,
    source: tables.Table | Iterable[Iterable[Any]],
    filename: str,
    *,
    form: Any = None,
    as_of: date | None = None,
    asked: Any = None,
    note: str = "",
) -> HttpResponse:
    """Hand a list out in the form that the address asks for; on paper it is an official annex called ``filename``.

    A screen whose list is no table of ours (a matrix, a board) gives plain lines; the first is the head. ``asked`` is
    what the screen is filtered by where that is more than the address says (a year chosen by itself); ``note`` stands
    on paper only.
    """
    wanted = request.GET["tai"]
    if wanted == "csv":
        return export_csv(source, filename)
    if wanted == "xlsx":
        return export_xlsx(source, filename)
    if not isinstance(source, tables.Table):
        # The head, and one line too many, which the annex refuses with a sentence.
        source = table_of_lines(islice(source, MOST_ON_PAPER + 2))
    about = Leaving(
        name=filename,
        filters=filters_in_words(request.GET if asked is None else asked, form),
        as_of=as_of or request.now.date(),
        by=_taker(request),
        at=request.now,
        trial=settings.TRIAL,
        note=note,
    )
    chosen = _forms[wanted]
    return attached(chosen.write(source, about), chosen.media, filename, f".{chosen.code}")


def table_of_lines(lines: Iterable[Iterable[Any]]) -> HouseTable:
    """Put plain lines under their head as a list: columns of numbers and days stand as such.

    A last line called ``SUM`` adds the others up and is no row of the list.
    """
    head, *body = [list(line) for line in lines]
    columns = []
    for x, title in enumerate(head):
        filled = [line[x] for line in body if line[x] not in (None, "")]
        kind: type[tables.Column] = tables.Column
        if filled and all(isinstance(v, (int, float, Decimal)) and not isinstance(v, bool) for v in filled):
            kind = NumberColumn
        elif filled and all(isinstance(v, date) for v in filled):
            kind = DateColumn
        columns.append((f"c{x}", kind(verbose_name=str(title), default="", orderable=False)))
    rows: list[dict[str, Any]] = [{f"c{x}": value for x, value in enumerate(line)} for line in body]
    if rows and body[-1][0] == SUM:
        rows[-1]["adds_up"] = True
    return HouseTable(rows, extra_columns=columns)


def filters_in_words(asked: Any, form: Any = None) -> tuple[tuple[str, str], ...]:
    """Say what a list was filtered by: label and value, as the form's fields call them."""
    aside = {"tai", "xep", "trang", "dong"}
    found = []
    for name in asked:
        value = " ".join(asked.getlist(name)).strip()
        if name in aside or not value:
            continue
        field = form.fields.get(name) if form is not None else None
        label = str(field.label or "") if field is not None else ""
        choices = {str(code): str(words) for code, words in getattr(field, "choices", ()) if not _is_group(words)}
        for _, group in (c for c in getattr(field, "choices", ()) if _is_group(c[1])):
            choices |= {str(code): str(words) for code, words in group}
        if field is not None and type(field).__name__ == "BooleanField":
            value = "có"
        found.append((label or {"q": "Tìm", "ten": "Tên cơ quan"}.get(name, name), choices.get(value, value)))
    return tuple(found)


def _is_group(words: Any) -> bool:
    return isinstance(words, (list, tuple))


def _taker(request: Any) -> str:
    """Say who takes a list, by name, post and agency; a visitor has none."""
    told = shell.introduce(getattr(request, "user", None), request.now.date())
    return ", ".join(part for part in (told.name, told.post, told.agency) if part)


def icon(name: str, *, label: str = "") -> SafeString:
    """Draw ``<c-icon>`` for cells built in Python."""
    return SafeString(render_to_string("cotton/icon.html", {"name": name, "label": label, "size": ""}))
