"""What everybody reads: the lists, their rows, versions, differences, files and feeds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from donghanh.kit import dates
from donghanh.kit.errors import NotAllowed, NotNow
from donghanh.record.journal import api as journal
from donghanh.record.registers import domain, forms, queries
from donghanh.record.registers.engine import exports, stored
from donghanh.record.registers.engine.schema import Schema
from donghanh.record.registers.models import Register, Version
from donghanh.record.registers.views.pages import (
    can,
    cells,
    columns,
    day,
    label,
    register_at,
    said,
    shown,
    spoken,
    standing,
    title_of,
)
from donghanh.ui.lists import leave, leaving
from donghanh.ui.web.guard import public
from donghanh.ui.web.speech import english

PER_PAGE = 50
MAPPED = 5000
SHOWN_CHANGES = 100
SHOWN_KINDS = ("xlsx", "csv", "ods", "json", "geojson", "parquet")


class Lines:
    """Rows of a version as a paginator wants them: counted once, read a page at a time."""

    def __init__(self, path: Any, schema: Schema, query: stored.Query) -> None:
        self.path, self.schema, self.query = path, schema, query
        self._first = stored.page(path, schema, stored.Query(**{**vars(query), "limit": 0}))

    def __len__(self) -> int:
        return self._first.total

    def __getitem__(self, wanted: slice) -> list[dict[str, Any]]:
        begin, end = wanted.start or 0, wanted.stop or 0
        asked = stored.Query(**{**vars(self.query), "offset": begin, "limit": max(end - begin, 0)})
        return stored.page(self.path, self.schema, asked).rows


def paged(request: HttpRequest, rows: Any, per_page: int = PER_PAGE) -> Any:
    """Return the page that the address asks for; one past the end shows the last."""
    return Paginator(rows, per_page).get_page(request.GET.get("trang"))


@public
def registers(request: HttpRequest) -> HttpResponse:
    """List the registers by group, with owner, freshness and number of rows."""
    form = forms.ListForm(request.GET or None)
    given = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = Register.objects.visible_to(request.user, on=day(request)).published().with_context()
    if given.get("q"):
        found = found.matching(given["q"])
    if given.get("nhom"):
        found = found.filter(category=given["nhom"])
    lines = [
        {
            "row": r,
            "info": r.schema,
            "title": title_of(r.schema, r.title),
            "cadence": gettext(r.schema.cadence.label),
            **standing(r, day(request)),
        }
        for r in found
    ]
    if leaving(request):
        head = ["Danh mục", "Cơ quan giữ", "Cập nhật", "Bản", "Số dòng", "Công bố", "Tình trạng"]
        rows = [
            [
                line["row"].title,
                line["row"].owner.name if line["row"].owner else "",
                line["info"].cadence.label,
                line["row"].current.number,
                line["row"].current.rows,
                line["published"],
                line["word"],
            ]
            for line in lines
        ]
        return leave(request, [head, *rows], "Danh mục công khai")
    groups = [
        {"code": code, "name": gettext(name), "icon": domain.CATEGORY_ICONS[code], "lines": mine}
        for code, name in domain.CATEGORIES.items()
        if (mine := [line for line in lines if line["row"].category == code])
    ]
    return shown(
        request,
        "list.html",
        form=form,
        groups=groups,
        count=len(lines),
        rows=sum(line["row"].current.rows for line in lines),
        stale=sum(line["kind"] == "late" for line in lines),
        filtered=any(given.values()),
        works=can(request, "work"),
    )


def chosen(request: HttpRequest, register: Register, key: str) -> Version:
    """Return the version that the address asks for; its rows are there, or the page says that they are lost."""
    version = _asked_for(request, register, key)
    if not version.path.exists():
        raise NotNow(
            "registers.lost",
            f"Các dòng của bản {version.number} không còn trên đĩa của máy chủ; "
            "đơn vị vận hành cần phục hồi từ bản sao lưu.",
        )
    return version


def _asked_for(request: HttpRequest, register: Register, key: str) -> Version:
    """Find the version by its key, as of a day, else the current one."""
    if key:
        found = register.versions.select_related("schema_edition").filter(key=key).first()
        if found is None:
            raise NotAllowed("registers.no-version", "Không có bản này của danh mục.", hidden=True)
        found.register = register
        return found
    if register.current is None:
        raise NotAllowed("registers.not-published", "Danh mục này chưa được công bố.", hidden=True)
    form = forms.AsOfForm(request.GET)
    on = form.cleaned_data.get("ngay") if form.is_valid() else None
    if on is None:
        return register.current
    found = queries.at_instant(register, datetime.combine(on, time.max, tzinfo=dates.ZONE))
    if found is None:
        raise NotAllowed(
            "registers.not-yet", f"Đến hết ngày {dates.show_date(on)} danh mục này chưa được công bố.", hidden=True
        )
    found.register = register
    return found


def asked(request: HttpRequest, version: Version) -> tuple[stored.Query, Any, list[Any]]:
    """Read filters, words and order from the address; returns them with the form and the columns with counts."""
    schema = version.schema
    names = [f.name for f in schema.fields if f.facet][:5]
    counted = stored.facets(version.path, schema, names) if names else {}
    form = forms.filter_form([(schema.by_name[n], counted[n]) for n in names], request.GET)
    given = form.cleaned_data if form.is_valid() else {k: request.GET.get(k, "") for k in form.fields}
    filters = tuple((n, given[n]) for n in names if given.get(n))
    sort = tuple(s for s in request.GET.get("xep", "").split(",") if s)[:3]
    return stored.Query(filters, given.get("q", "") or "", sort), form, list(filters)


@public
def register(request: HttpRequest, slug: str, key: str = "") -> HttpResponse:
    """Show one register: what it is, and its rows with filters, order and pages; or a version of it."""
    one = register_at(request, slug)
    if one.current is None:
        if can(request, "edit", one):
            return redirect("registers:draft", slug=slug)
        raise NotAllowed("registers.not-published", "Danh mục này chưa được công bố.", hidden=True)
    version = chosen(request, one, key)
    schema = version.schema
    query, form, filters = asked(request, version)
    if leaving(request):
        return _filtered(request, version, query)
    shown_columns = columns(schema)
    page = paged(request, Lines(version.path, schema, query))
    rows = [{"key": r["_key"], "label": label(schema, r), "cells": cells(r, shown_columns)} for r in page.object_list]
    current = version.pk == one.current_id
    return shown(
        request,
        "register.html",
        register=one,
        title=title_of(schema, one.title),
        description=(schema.description_en if english() else "") or schema.description,
        cadence=gettext(one.schema.cadence.label),
        version=version,
        schema=schema,
        latest=one.schema,
        current=current,
        columns=shown_columns,
        page=page,
        rows=rows,
        form=form,
        filtered=bool(filters or query.words),
        sort=request.GET.get("xep", ""),
        as_of=forms.AsOfForm(request.GET if request.GET.get("ngay") else None),
        kinds=[
            k for k in ("xlsx", "csv", "ods", "json", "geojson", "parquet") if k != "geojson" or schema.has_geometry
        ],
        edits=can(request, "edit", one),
        map=_map(one, version, schema) if schema.has_geometry else None,
        files_base=_files_base(one, version, current=current),
        versions=one.versions.order_by("-number")[:6],
        **standing(one, day(request)),
    )


def _files_base(one: Register, version: Version, *, current: bool) -> str:
    if current:
        return reverse("registers:register", args=[one.slug])
    return reverse("registers:version", args=[one.slug, version.key])


def _map(one: Register, version: Version, schema: Schema) -> dict[str, Any]:
    placed = stored.page(version.path, schema, stored.Query(limit=MAPPED)).rows
    count = sum(exports.geometry(r, schema) is not None for r in placed)
    return {"count": count, "url": reverse("registers:map", args=[one.slug, version.key])}


def _filtered(request: HttpRequest, version: Version, query: stored.Query) -> HttpResponse:
    """Give exactly the rows that are filtered, as a spreadsheet for people, or as an annex."""
    schema = version.schema
    head = [f.label for f in schema.fields]

    def lines() -> Iterator[list[Any]]:
        yield head
        for row in stored.stream(version.path, schema, query):
            yield [row[f.name] for f in schema.fields]

    return leave(request, lines(), f"{version.register.title} đã lọc")


@public
def by_key(request: HttpRequest, key: str) -> HttpResponse:
    """Lead from a register's public key, as the journal knows it, to its page."""
    found = Register.objects.visible_to(request.user, on=day(request)).filter(key=key).first()
    if found is None:
        raise NotAllowed("registers.not-found", "Không tìm thấy danh mục này.", hidden=True)
    return redirect("registers:register", slug=found.slug)


@public
def row(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one row: every public cell, where it lies, and how it changed from version to version."""
    one = register_at(request, slug)
    version = chosen(request, one, request.GET.get("ban", ""))
    schema, key = version.schema, request.GET.get("khoa", "")
    found = queries.row(version.path, schema, key)
    if found is None:
        raise NotAllowed("registers.no-row", "Không có dòng này trong bản đang xem.", hidden=True)
    fields = [f for f in schema.fields if f.type != "geojson"]
    place = exports.geometry(found, schema)
    shape = json.dumps({"type": "Feature", "geometry": place, "properties": {"ten": label(schema, found)}})
    return shown(
        request,
        "row.html",
        register=one,
        title=title_of(schema, one.title),
        version=version,
        key=key,
        label=label(schema, found),
        cells=cells(found, fields),
        place=place,
        feature=shape if place else "",
        current=version.pk == one.current_id,
        history=_row_history(one, key),
    )


def _row_history(one: Register, key: str, most: int = 12) -> list[dict[str, Any]]:
    """Follow one row back through the last versions."""
    found, after = [], None
    for version in one.versions.select_related("schema_edition").order_by("number")[:most]:
        version.register = one
        now = queries.row(version.path, version.schema, key)
        if now is None and after is not None:
            found.append({"version": version, "kind": "removed", "cells": []})
        elif now is not None and after is None:
            found.append({"version": version, "kind": "added", "cells": []})
        elif now is not None and after is not None and now != after:
            changed = [
                {"field": spoken(f), "before": said(f, after.get(f.name)), "after": said(f, now.get(f.name))}
                for f in version.schema.fields
                if now.get(f.name) != after.get(f.name)
            ]
            found.append({"version": version, "kind": "changed", "cells": changed})
        after = now
    return list(reversed(found))


@public
def history(request: HttpRequest, slug: str) -> HttpResponse:
    """List the versions with what each changed, its hash, and the proof that nobody rewrote it."""
    one = register_at(request, slug)
    if one.current is None:
        raise NotAllowed("registers.not-published", "Danh mục này chưa được công bố.", hidden=True)
    versions = list(one.versions.select_related("schema_edition"))
    for version in versions:
        version.register = one
    lines = journal.history(one, request.user, on=day(request))
    return shown(request, "history.html", register=one, versions=versions, lines=lines[-30:])


@public
def difference(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Show how a version differs from the one before, or from another one named."""
    one = register_at(request, slug)
    version = chosen(request, one, key)
    others = one.versions.select_related("schema_edition").exclude(pk=version.pk)
    before = others.filter(key=request.GET["voi"]).first() if request.GET.get("voi") else None
    before = before or others.filter(number__lt=version.number).order_by("-number").first()
    if before is not None:
        before.register = one
    at = request.GET.get("trang", "1")
    number = max(int(at), 1) if at.isdigit() and len(at) < 6 else 1
    found = queries.difference(version, before, offset=(number - 1) * SHOWN_CHANGES, limit=SHOWN_CHANGES)
    total = found.added + found.changed + found.removed
    return shown(
        request,
        "difference.html",
        register=one,
        version=version,
        before=before,
        others=others,
        found=found,
        changes=change_lines(version.schema, found.changes),
        page=Paginator(range(total), SHOWN_CHANGES).get_page(number),
    )


def change_lines(schema: Schema, changes: Any) -> list[dict[str, Any]]:
    """Write changes for people: what happened to which row, and the cells before and after."""
    words = {"added": ("done", "Thêm"), "removed": ("late", "Bỏ"), "changed": ("soon", "Sửa")}
    lines = []
    for change in changes:
        held = change.after or change.before or {}
        told = [
            {
                "field": schema.by_name[n],
                "before": said(schema.by_name[n], (change.before or {}).get(n)),
                "after": said(schema.by_name[n], (change.after or {}).get(n)),
            }
            for n in change.cells
        ]
        kind, word = words[change.kind]
        lines.append({"kind": kind, "word": word, "key": change.key, "label": label(schema, held), "cells": told,
                      "gone": change.kind == "removed"})  # fmt: skip
    return lines
