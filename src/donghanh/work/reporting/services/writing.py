"""Writing a return: every field carries the version it was read at, so that two people never overwrite one another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from donghanh.ground.accounts.models import User
from donghanh.kit import journal
from donghanh.kit.errors import Invalid, NotNow
from donghanh.kit.text import nfc, squeeze
from donghanh.work.reporting import domain, events
from donghanh.work.reporting.models import Attachment, Period, Return, ReturnFigure, ReturnRow, Section
from donghanh.work.reporting.services.checks import editable, save_checked, take

MOST_WORDS = 20_000
MOST_ROWS = 2000


@dataclass(frozen=True)
class SectionInput:
    """One part as somebody wrote it, and the version they had read."""

    order: int
    text: str
    version: int


@dataclass(frozen=True)
class FigureInput:
    """One target figure as somebody entered it, and the version they had read."""

    code: str
    value: Decimal | None
    version: int
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    estimated: bool = False
    evidence: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Conflict:
    """Two people wrote the same part: the text that is kept, who wrote it, and the text that came second."""

    order: int
    title: str
    kept: str
    kept_by: str
    kept_at: datetime | None
    yours: str
    version: int


@dataclass
class Saved:
    """What a saving did: new versions by field, questions about figures, and parts that somebody else changed."""

    versions: dict[str, int] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)


@transaction.atomic
def save_draft(
    row: Return,
    *,
    by: User,
    at: datetime,
    sections: Iterable[SectionInput] = (),
    figures: Iterable[FigureInput] = (),
) -> Saved:
    """Keep what was written; a part that somebody else changed meanwhile is not overwritten but handed back."""
    row = take(row, "write", by, at)
    editable(row)
    done = Saved()
    parts = {s.order: s for s in row.sections.select_related("changed_by")}
    for given in sections:
        part = parts.get(given.order)
        if part is not None:
            _write_section(part, given, done, by, at)
    held = {f.code: f for f in row.figures.all()}
    for entered in figures:
        figure = held.get(entered.code)
        if figure is not None:
            _write_figure(figure, entered, done, by, at)
    Return.objects.filter(pk=row.pk).update(changed_at=at)
    return done


def _write_section(part: Section, given: SectionInput, done: Saved, by: User, at: datetime) -> None:
    text = nfc(given.text).replace("\r\n", "\n").strip()
    if len(text) > MOST_WORDS:
        message = f"Mục “{part.title}” dài quá {MOST_WORDS} ký tự; hãy đưa phần chi tiết vào tệp đính kèm."
        raise Invalid("reporting.too-long", message, fields={f"t-{part.order}": message})
    if text == part.text:
        return
    if given.version != part.version:
        done.conflicts.append(
            Conflict(
                part.order,
                part.title,
                part.text,
                part.changed_by.full_name if part.changed_by else "",
                part.changed_at,
                text,
                part.version,
            )
        )
        return
    part.text, part.version, part.changed_at, part.changed_by = text, part.version + 1, at, by
    part.save(update_fields=["text", "version", "changed_at", "changed_by"])
    done.versions[f"v-{part.order}"] = part.version


def _write_figure(figure: ReturnFigure, given: FigureInput, done: Saved, by: User, at: datetime) -> None:
    form = figure.form
    value = given.value
    if given.denominator is not None and given.denominator <= 0:
        message = f"“{form.denominator}” phải lớn hơn 0."
        raise Invalid("reporting.denominator", message, fields={f"d-{form.code}": message})
    if given.numerator is not None and given.denominator is not None:
        value = (given.numerator * 100 / given.denominator).quantize(Decimal("0.000001"))
    evidence, reason = squeeze(nfc(given.evidence))[:300], squeeze(nfc(given.reason))[:500]
    entered = (value, given.numerator, given.denominator, given.estimated, evidence, reason)
    before = (figure.value, figure.numerator, figure.denominator, figure.estimated, figure.evidence, figure.reason)
    if value is not None:
        question = domain.question_about(form, value, None)
        if question and not reason:
            done.questions.append(question)
    if entered == before:
        return
    if given.version != figure.version:
        raise NotNow(
            "reporting.figure-changed",
            f"“{form.label}” vừa được người khác sửa thành {figure.value}; hãy tải lại trang rồi nhập lại.",
        )
    (figure.value, figure.numerator, figure.denominator, figure.estimated, figure.evidence, figure.reason) = entered
    figure.version, figure.changed_at, figure.changed_by = figure.version + 1, at, by
    save_checked(figure)
    done.versions[f"vf-{form.code}"] = figure.version


@transaction.atomic
def save_rows(row: Return, *, table: str, rows: Iterable[Mapping[str, str]], by: User, at: datetime) -> list[ReturnRow]:
    """Put a table's rows in place of those there; cells are texts that read back alike."""
    row = take(row, "write", by, at)
    editable(row)
    form = next((t for t in row.period.rules.tables if t.code == table), None)
    if form is None:
        raise Invalid("reporting.no-such-table", "Báo cáo này không có biểu đó.")
    known = {c.code for c in form.columns}
    made = [
        ReturnRow(returned=row, table=table, order=n, cells={k: v for k, v in cells.items() if k in known and v})
        for n, cells in enumerate(rows, start=1)
    ]
    if len(made) > MOST_ROWS:
        raise Invalid("reporting.many-rows", f"Biểu có {len(made)} dòng, quá mức {MOST_ROWS}.")
    row.rows.filter(table=table).delete()
    ReturnRow.objects.bulk_create(made, batch_size=500)
    Return.objects.filter(pk=row.pk).update(changed_at=at)
    return made


@transaction.atomic
def attach(row: Return, *, file: Any, by: User, at: datetime) -> Attachment:
    """Put a stored file with a return."""
    row = take(row, "write", by, at)
    editable(row)
    found = Attachment(returned=row, file=file, at=at, by=by)
    save_checked(found)
    return found


@transaction.atomic
def detach(piece: Attachment, *, by: User, at: datetime) -> None:
    """Take a file away from a return that is still being written."""
    row = take(piece.returned, "write", by, at)
    editable(row)
    piece.delete()


@transaction.atomic
def confirm_figures(row: Return, *, values: Mapping[str, Decimal], by: User, at: datetime) -> int:
    """Confirm estimates after the cut-off, with the final value where it differs; not in a locked period."""
    row = take(row, "submit", by, at)
    period: Period = row.period
    if period.is_locked:
        editable(row)
    if at.date() <= period.data_until:
        raise NotNow("reporting.before-cutoff", "Chưa đến ngày chốt số liệu nên số vẫn là số ước.")
    estimates = list(row.figures.filter(estimated=True, value__isnull=False))
    for figure in estimates:
        final = values.get(figure.code)
        if final is not None and final != figure.value:
            figure.value, figure.numerator, figure.denominator = final, None, None
        figure.estimated, figure.version = False, figure.version + 1
        figure.changed_at, figure.changed_by = at, by
        save_checked(figure)
    if estimates:
        journal.record(events.FiguresConfirmed(row.number, len(estimates)), about=row, by=by, at=at, agency=row.agency)
    return len(estimates)
