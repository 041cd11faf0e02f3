"""What every screen of the room needs: who asks and when, one version's rows as people read them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import translate_url
from django.utils.translation import gettext

from donghanh.ground.accounts.models import User
from donghanh.kit import dates, policy
from donghanh.kit.errors import NotAllowed
from donghanh.record.registers import domain
from donghanh.record.registers.engine.books import house
from donghanh.record.registers.engine.schema import Field, Schema
from donghanh.record.registers.engine.values import canonical
from donghanh.record.registers.models import Register
from donghanh.ui.web import speech
from donghanh.ui.web.speech import english

MOST_COLUMNS = 7


def moment(request: HttpRequest) -> datetime:
    """Return the one instant of this request."""
    return request.now  # type: ignore[attr-defined, no-any-return]


def day(request: HttpRequest) -> date:
    """Return the day of this request."""
    return moment(request).date()


def can(request: HttpRequest, verb: str, obj: Any = None) -> bool:
    """Say whether the reader may do a verb of this room."""
    return bool(policy.may(f"registers.{verb}", request.user, obj, on=day(request)))


def person(request: HttpRequest) -> User:
    """Return who is signed in; behind a guard there is always somebody."""
    if not isinstance(request.user, User):
        raise NotAllowed("not-signed-in", "Hãy đăng nhập rồi làm tiếp.")
    return request.user


def shown(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    """Draw a page."""
    return render(request, f"registers/{template}", {"on": day(request), **context}, status=status)


def register_at(request: HttpRequest, slug: str) -> Register:
    """Return a register the reader may know of; to anybody else it does not exist."""
    found = Register.objects.visible_to(request.user, on=day(request)).with_context().filter(slug=slug).first()
    if found is None:
        raise NotAllowed("registers.not-found", "Không tìm thấy danh mục này.", hidden=True)
    if found.current is not None:
        found.current.register = found
    return found


def in_vietnamese(view: Callable[..., Any]) -> Callable[..., Any]:
    """Lead who asks for a page under ``/en/`` whose words are Vietnamese alone to its one address."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if english() and request.method in ("GET", "HEAD"):
            return redirect(translate_url(request.get_full_path(), "vi"))
        return view(request, *args, **kwargs)

    return inner


def spoken(field: Field) -> Field:
    """Return a column as it is called in the language of the page."""
    if not english():
        return field
    return replace(
        field,
        title=field.title_en or field.title,
        unit=field.unit_en or field.unit,
        description="" if field.title_en else field.description,
    )


def title_of(schema: Schema, title: str = "") -> str:
    """Return what a register is called in the language of the page."""
    return (schema.title_en if english() else "") or title or schema.title


def said(field: Field, value: Any) -> str:
    """Write a value as people read it."""
    if value is None:
        return "—"
    if isinstance(value, bool):
        return gettext("có") if value else gettext("không")
    if field.values_en and english():
        return field.values_en.get(canonical(value), canonical(value))
    if field.type in ("number", "integer"):
        return speech.number(value)
    if isinstance(value, datetime):
        on, hour = speech.day(value.date()), f"{value:%H:%M}"  # a cell's instant has no zone: as it was written
        return f"{on}, {hour}" if english() else f"{hour} ngày {on}"
    if isinstance(value, date):
        return speech.day(value)
    if field.book:
        book = house().get(field.book)
        return book.codes.get(str(value), str(value)) if book else str(value)
    if field.type == "yearmonth":
        year, _, month = str(value).partition("-")
        return f"{month}/{year}"
    return canonical(value)


@dataclass(frozen=True)
class Cell:
    """One cell on screen: its field, what it says, and how it stands."""

    field: Field
    text: str
    right: bool
    link: str = ""
    short: bool = False


def cells(row: Mapping[str, Any], fields: Sequence[Field]) -> list[Cell]:
    """Write a row's cells for people."""
    found = []
    for f in fields:
        value = row.get(f.name)
        link = str(value) if f.format == "uri" and value and str(value).startswith(("http://", "https://")) else ""
        text = said(f, value)
        found.append(Cell(spoken(f), text, f.type in ("number", "integer"), link, len(text) <= 16))
    return found


def columns(schema: Schema) -> list[Field]:
    """Return the columns that a list shows: the name first, then those that tell most, never shapes or notes."""
    public = [f for f in schema.public_fields if not f.hidden and f.type != "geojson"]
    first = schema.by_name[(schema.label_field_en if english() else "") or schema.label_field]
    rest = [f for f in public if f.name != first.name]
    keys = [f for f in rest if f.name in schema.primary_key]
    told = [f for f in rest if f.required or f.facet or f.unit or f.type == "date"]
    chosen = dict.fromkeys(f.name for f in [*(keys if len(keys) > 1 else []), *told, *rest])
    found = [first, *(schema.by_name[name] for name in list(chosen)[: MOST_COLUMNS - 1])]
    return [spoken(f) for f in found]


def label(schema: Schema, row: Mapping[str, Any]) -> str:
    """Return what a row is called; in English by its English name, where it has one."""
    name = schema.label_field_en if english() and row.get(schema.label_field_en) else schema.label_field
    return said(schema.by_name[name], row.get(name))


def standing(register: Register, on: date) -> dict[str, Any]:
    """Say how fresh a register is: colour, word, day of its version and of the next."""
    published = dates.local_date(register.current.published_at) if register.current else None
    kind, word = domain.FRESHNESS_WORDS[domain.freshness(register.schema, published, on)]
    return {
        "kind": kind,
        "word": gettext(word),
        "published": published,
        "due": domain.due_on(register.schema, published),
    }
