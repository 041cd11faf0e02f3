"""Where an agency works on its lists: row by row, by spreadsheet, and the publication of what was made."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from donghanh.kit import policy
from donghanh.kit.errors import Invalid, NotAllowed
from donghanh.kit.text import slugify_vi
from donghanh.record.registers import forms, queries, services
from donghanh.record.registers.engine import exports, staging, stored
from donghanh.record.registers.engine import schema as schemas
from donghanh.record.registers.engine.schema import Schema
from donghanh.record.registers.models import Register, Upload, own_agencies
from donghanh.record.registers.views.pages import (
    can,
    cells,
    columns,
    day,
    label,
    moment,
    person,
    register_at,
    said,
    shown,
    standing,
)
from donghanh.record.registers.views.public import SHOWN_CHANGES, Lines, change_lines, paged
from donghanh.ui.forms import refuse
from donghanh.ui.web.guard import guard

MOST_SHOWN = 200


@guard("registers.work")
def work(request: HttpRequest) -> HttpResponse:
    """List the registers of the reader's agency first; those who keep or check them see all."""
    on = day(request)
    rows = Register.objects.visible_to(request.user, on=on).with_context().select_related("draft")
    own = own_agencies(request.user, on)
    mine = [_line(r, on) for r in rows if r.owner_id in own]
    others = [_line(r, on) for r in rows if r.owner_id not in own] if can(request, "keep") or not mine else []
    return shown(request, "work.html", ours=mine, others=others, keeps=can(request, "keep"))


def _line(register: Register, on: Any) -> dict[str, Any]:
    return {"row": register, "draft": getattr(register, "draft", None), **standing(register, on)}


def _editable(request: HttpRequest, slug: str, verb: str = "edit") -> Register:
    """Return a register that the reader may work on; a foreign one is refused, a hidden one does not exist."""
    one = register_at(request, slug)
    policy.may(f"registers.{verb}", request.user, one, on=day(request)).or_refuse()
    return one


@guard("registers.edit")
def draft(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the rows being worked on, with what differs from the published version."""
    one = _editable(request, slug)
    schema, source = one.schema, queries.draft_source(one)
    held = queries.draft_of(one)
    words = request.GET.get("q", "")[:80]
    query = stored.Query(words=words, sort=(request.GET.get("xep", ""),) if request.GET.get("xep") else ())
    changed = dict(held.rows.values_list("row_key", "values")) if held else {}
    fields = columns(schema)[:6]  # room for what can be done with a row
    if source is None:
        page, rows = paged(request, []), []
    else:
        page = paged(request, Lines(source, schema, query))
        rows = [
            {"key": r["_key"], "cells": cells(r, fields), "changed": r["_key"] in changed} for r in page.object_list
        ]
    removed = [key for key, values in changed.items() if values is None][:MOST_SHOWN]
    return shown(
        request,
        "draft.html",
        register=one,
        draft=held,
        columns=fields,
        page=page,
        rows=rows,
        words=words,
        find=forms.FindForm({"q": words}),
        removed=removed,
        found=_against_current(one, source, limit=0) if held else None,
        publishes=can(request, "publish", one),
        uploads=one.uploads.order_by("-sent_at")[:3],
        **standing(one, day(request)),
    )


def _against_current(
    one: Register, source: stored.Source | None, *, limit: int = SHOWN_CHANGES, schema: Schema | None = None
) -> stored.Difference:
    """Compare the working rows with the published ones."""
    with staging.workbench() as (con, _):
        before = one.current.full_path if one.current else None
        return stored.difference(con, before, source, schema or one.schema, limit=limit)


def _texts(schema: Schema, row: dict[str, Any]) -> dict[str, str]:
    """Write a row's values as a form shows them: as people write, so that what is read back is the same."""
    found = {}
    for f in schema.fields:
        value = row.get(f.name)
        if value is None:
            found[f.name] = ""
        elif f.type in ("number", "integer") or (f.type in ("boolean", "date", "datetime") and value is not None):
            found[f.name] = _typed(f, value)
        else:
            found[f.name] = str(value)
    return found


def _typed(f: schemas.Field, value: Any) -> str:
    if f.type in ("date", "datetime"):
        return f"{value:%d/%m/%Y %H:%M:%S}" if f.type == "datetime" else f"{value:%d/%m/%Y}"
    return said(f, value).replace("−", "-")


@guard("registers.edit")
def edit_row(request: HttpRequest, slug: str) -> HttpResponse:
    """Write one row of the draft, or a new one."""
    one = _editable(request, slug)
    schema, key = one.schema, request.GET.get("khoa", "")
    source = queries.draft_source(one)
    held = queries.row(source, schema, key) if source is not None and key else None
    if key and held is None:
        raise NotAllowed("registers.no-row", "Không có dòng này trong bản đang soạn.", hidden=True)
    form = forms.RowForm(schema, _texts(schema, held or {}), request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        # Required and typed cells are judged by the engine, which says why; Django's own sentences would differ.
        values = {f.name: str(request.POST.get(f.name, "")) for f in schema.fields}
        try:
            saved, notes = services.save_row(one, key=key, values=values, by=person(request), at=moment(request))
        except Invalid as refusal:
            form.errors.clear()
            refuse(form, refusal)
            status = 422
        else:
            for note in notes:
                messages.info(request, note)
            messages.success(request, f"Đã ghi dòng {saved} vào bản đang soạn; chưa công bố.")
            return redirect("registers:draft", slug=slug)
    return shown(request, "edit_row.html", status, register=one, form=form, key=key, held=held,
                 label=label(schema, held) if held else "")  # fmt: skip


@guard("registers.edit")
def drop_row(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a row out of the draft, or bring it back."""
    one = _editable(request, slug)
    key = request.POST.get("khoa", "")
    if request.method == "POST" and key:
        if request.POST.get("lam") == "tra":
            services.restore_row(one, key=key, by=person(request), at=moment(request))
            messages.success(request, "Đã bỏ thay đổi của dòng này.")
        else:
            services.remove_row(one, key=key, by=person(request), at=moment(request))
            messages.success(request, "Đã bỏ dòng khỏi bản đang soạn; bản đã công bố vẫn giữ dòng này.")
    return redirect("registers:draft", slug=slug)


@guard("registers.edit")
def take_away(request: HttpRequest, slug: str, kind: str) -> HttpResponseBase:
    """Give the working rows as a sheet to edit; personal columns stay here and are kept at the upload."""
    one = _editable(request, slug)
    if kind not in ("xlsx", "ods", "csv"):
        raise NotAllowed("registers.no-kind", "Không có tệp loại này.", hidden=True)
    source = queries.draft_source(one)
    if source is None:
        source = stored.overlaid(None, one.schema, {})
    with tempfile.TemporaryDirectory(prefix="donghanh-") as folder:
        path = Path(folder) / f"rows.{kind}"
        exports.write(kind, source, one.schema.public(), path)
        file = path.open("rb")  # the open file outlives its name
    name = f"{slugify_vi(one.title)}-dang-soan.{kind}"
    return FileResponse(file, as_attachment=True, filename=name, content_type=exports.KINDS[kind])


@guard("registers.edit")
def upload(request: HttpRequest, slug: str) -> HttpResponse:
    """Send a sheet; it is looked through and compared, nothing is changed yet."""
    one = _editable(request, slug)
    form = forms.UploadForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    status = 200
    if form.is_bound and form.is_valid():
        sheet = form.sheet
        try:
            sent = services.receive_upload(
                one, file=sheet, name=sheet.name or "bang.xlsx", by=person(request), at=moment(request)
            )
        except Invalid as refusal:
            form.add_error("tep", refusal.message)
            status = 422
        else:
            return redirect("registers:upload_preview", slug=slug, key=sent.key)
    elif form.is_bound:
        status = 422
    return shown(request, "upload.html", status, register=one, form=form)


def _upload_at(one: Register, key: str) -> Upload:
    found = one.uploads.select_related("schema_edition", "sent_by").filter(key=key).first()
    if found is None:
        raise NotAllowed("registers.no-upload", "Không có bảng tính này.", hidden=True)
    found.register = one
    return found


@guard("registers.edit")
def upload_preview(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Show what a sheet would add, change and take out, and its errors by cell; take it in on the button."""
    one = _editable(request, slug)
    sent = _upload_at(one, key)
    if request.method == "POST":
        services.take_upload(sent, by=person(request), at=moment(request))
        messages.success(request, "Đã nạp bảng tính vào bản đang soạn. Xem lại rồi công bố.")
        return redirect("registers:draft", slug=slug)
    schema = one.schema
    changes: list[dict[str, Any]] = []
    if sent.clean_sheet and sent.taken_at is None and sent.file:
        path = queries.upload_path(sent)
        if path.exists():
            with staging.workbench() as (con, _):
                found = stored.difference(con, queries.draft_source(one), path, schema, limit=SHOWN_CHANGES)
            changes = change_lines(schema, found.changes)
    errors = [_error(schema, e) for e in sent.report.get("findings", ())[:MOST_SHOWN]]
    notes = [_error(schema, e) for e in sent.report.get("notes", ())[:50]]
    return shown(
        request,
        "upload_preview.html",
        register=one,
        sent=sent,
        changes=changes,
        errors=errors,
        notes=notes,
        more=max(sent.report.get("errors", 0) - len(errors), 0),
        total=sent.added + sent.changed + sent.removed,
        shown_changes=SHOWN_CHANGES,
    )


def _error(schema: Schema, found: dict[str, Any]) -> dict[str, Any]:
    field = schema.by_name.get(found["column"])
    return {**found, "title": field.title if field else found["column"]}


@guard("registers.publish")
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what would be published and publish it."""
    one = _editable(request, slug, "publish")
    held = queries.draft_of(one)
    if held is None:
        messages.info(request, "Chưa có thay đổi nào để công bố.")
        return redirect("registers:draft", slug=slug)
    form = forms.PublishForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound and form.is_valid():
        try:
            version = services.publish(one, by=person(request), at=moment(request), note=form.cleaned_data["ghi_chu"])
        except Invalid as refusal:
            form.add_error(None, refusal.message)
            status = 422
        else:
            messages.success(request, f"Đã công bố bản {version.number}; mã băm đã ghi vào sổ minh bạch.")
            return redirect("registers:register", slug=slug)
    source = queries.draft_source(one)
    found = _against_current(one, source, schema=one.schema)
    return shown(
        request,
        "publish.html",
        status,
        register=one,
        form=form,
        found=found,
        changes=change_lines(one.schema, found.changes),
        shown_changes=SHOWN_CHANGES,
        total=found.added + found.changed + found.removed,
        personal=one.schema.personal_fields,
    )


@guard("registers.edit")
def drop(request: HttpRequest, slug: str) -> HttpResponse:
    """Throw the draft away."""
    one = _editable(request, slug)
    if request.method == "POST":
        services.drop_draft(one, by=person(request), at=moment(request))
        messages.success(request, "Đã bỏ bản đang soạn.")
        return redirect(
            "registers:register" if one.current_id else "registers:work", *([slug] if one.current_id else [])
        )
    return redirect("registers:draft", slug=slug)


@guard("registers.keep")
def change_schema(request: HttpRequest, slug: str) -> HttpResponse:
    """Look at what a new schema does to the rows that are there, then decide."""
    one = _editable(request, slug, "keep")
    form = forms.SchemaForm(*((request.POST, request.FILES) if request.FILES else ()))
    context: dict[str, Any] = {
        "register": one,
        "form": form,
        "migration": None,
        "text": "",
        "fields": one.schema.fields,
    }
    status = 200
    text = request.POST.get("luoc_do", "")
    if form.is_bound and form.is_valid():
        text = form.cleaned_data["tep"].read(1_000_000).decode("utf-8-sig", "replace")
    if request.method == "POST" and text:
        try:
            wanted = schemas.parse_text(text, where=one.slug)
            if wanted.name != one.slug:
                raise Invalid("registers.other", f"Lược đồ này là của “{wanted.name}”, không phải “{one.slug}”.")
            if request.POST.get("lam") == "doi":
                services.change_schema(one, wanted, by=person(request), at=moment(request))
                messages.success(request, "Đã đổi lược đồ; bản công bố tiếp theo phải theo lược đồ mới.")
                return redirect("registers:draft" if can(request, "edit", one) else "registers:register", slug=slug)
            context |= {"migration": services.preview_schema(one, wanted), "text": text}
        except Invalid as refusal:
            form = forms.SchemaForm(request.POST, request.FILES)
            form.errors.clear()
            form.add_error(None, refusal.message)
            context["form"] = form
            status = 422
    return shown(request, "schema.html", status, **context)
