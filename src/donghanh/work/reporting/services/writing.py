"""Writing a return: every field carries the version it was read at, so that two people never overwrite one another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from donghanh.ground.accounts.models import User
from donghanh.kit import journal
from donghanh.kit.dates import local_date
from donghanh.kit.errors import Invalid, NotNow
from donghanh.kit.numbers import show_number
from donghanh.kit.text import nfc, squeeze
from donghanh.work.reporting import domain, events
from donghanh.work.reporting.engine.cells import stamp_of
from donghanh.work.reporting.models import Attachment, Period, Return, ReturnFigure, ReturnRow, Section
from donghanh.work.reporting.queries import figures as figure_queries
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
    """Two people wrote the same part: the text that is kept, who wrote it, and the text that came second.

    ``anchor`` is where the part stands on the page.
    """

    anchor: str
    title: str
    kept: str
    kept_by: str
    kept_at: datetime | None
    yours: str


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
    """Keep what was written; a part that somebody else changed meanwhile is not overwritten but handed back.

    Each part keeps who wrote it last and when; the journal begins with the sending, not at every pause in typing.
    """
    row = take(row, "write", by, at)
    editable(row)
    done = Saved()
    parts = {s.order: s for s in row.sections.select_related("changed_by")}
    for given in sections:
        part = parts.get(given.order)
        if part is not None:
            _write_section(part, given, done, by, at)
    held = {f.code: f for f in row.figures.select_related("changed_by")}
    before = figure_queries.before_of(row) if held else {}
    for entered in figures:
        figure = held.get(entered.code)
        if figure is not None and figure_queries.counted_by(figure.code) is None:
            _write_figure(figure, _whole(row, entered, at), before.get(entered.code), done, by, at)
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
                f"p-{part.order}",
                part.title,
                part.text,
                part.changed_by.full_name if part.changed_by else "",
                part.changed_at,
                text,
            )
        )
        return
    part.text, part.version, part.changed_at, part.changed_by = text, part.version + 1, at, by
    part.save(update_fields=["text", "version", "changed_at", "changed_by"])
    done.versions[f"v-{part.order}"] = part.version


def _whole(row: Return, given: FigureInput, at: datetime) -> FigureInput:
    """Complete a figure: the value from its parts, and an estimate where the period's figures are not yet closed."""
    form, value = domain.figure_forms()[given.code], given.value
    if given.denominator is not None and given.denominator <= 0:
        message = f"“{form.denominator}” phải lớn hơn 0."
        raise Invalid("reporting.denominator", message, fields={f"d-{form.code}": message})
    if given.numerator is not None and given.denominator is not None:
        value = (given.numerator * 100 / given.denominator).quantize(Decimal("0.000001"))
    open_still = row.period.estimates and local_date(at) <= row.period.data_until
    evidence, reason = squeeze(nfc(given.evidence))[:300], squeeze(nfc(given.reason))[:500]
    return replace(given, value=value, estimated=given.estimated or open_still, evidence=evidence, reason=reason)


def figure_words(figure: FigureInput | ReturnFigure) -> str:
    """Write a figure as one line, so that two can be held side by side."""
    if figure.value is None and figure.numerator is None and figure.denominator is None:
        return "(trống)"
    parts = [f"{show_number(figure.numerator)} / {show_number(figure.denominator)}" if figure.denominator else ""]
    parts += ["số ước" if figure.estimated else "", figure.evidence, figure.reason]
    return "; ".join([show_number(figure.value) if figure.value is not None else "—", *(p for p in parts if p)])


def _write_figure(
    figure: ReturnFigure, given: FigureInput, last: Decimal | None, done: Saved, by: User, at: datetime
) -> None:
    form, value, reason = figure.form, given.value, given.reason
    entered = (value, given.numerator, given.denominator, given.estimated, given.evidence, reason)
    before = (figure.value, figure.numerator, figure.denominator, figure.estimated, figure.evidence, figure.reason)
    if value is not None:
        question = domain.question_about(form, value, last)
        if question and not reason:
            done.questions.append(question)
    if entered == before:
        return
    if given.version != figure.version:
        who = figure.changed_by.full_name if figure.changed_by else ""
        clash = (figure_words(figure), who, figure.changed_at, figure_words(given))
        done.conflicts.append(Conflict(f"s-{form.code}", form.label, *clash))
        return
    (figure.value, figure.numerator, figure.denominator, figure.estimated, figure.evidence, figure.reason) = entered
    figure.version, figure.changed_at, figure.changed_by = figure.version + 1, at, by
    save_checked(figure)
    done.versions[f"vf-{form.code}"] = figure.version


@transaction.atomic
def save_rows(
    row: Return, *, table: str, rows: Iterable[Mapping[str, str]], by: User, at: datetime, seen: str = ""
) -> list[ReturnRow]:
    """Put a table's rows in place of those there; cells are texts that read back alike.

    ``seen`` is the stamp of the rows the writer had read: where others stand there by now, nothing is overwritten.
    """
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
    held = [r.cells for r in row.rows.filter(table=table)]
    if held == [r.cells for r in made]:
        return made
    if seen and seen != stamp_of(held):
        raise NotNow(
            "reporting.table-changed", f"Biểu “{form.title}” vừa được người khác sửa (nay có {len(held)} dòng)."
        )
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
    journal.record(events.FileAttached(row.number, file.sha256), about=row, by=by, at=at, agency=row.agency)
    return found


@transaction.atomic
def detach(piece: Attachment, *, by: User, at: datetime) -> None:
    """Take a file away from a return that is still being written."""
    row = take(piece.returned, "write", by, at)
    editable(row)
    gone = events.FileTakenAway(row.number, piece.file.sha256)
    piece.delete()
    journal.record(gone, about=row, by=by, at=at, agency=row.agency)


@transaction.atomic
def confirm_figures(row: Return, *, final: Iterable[FigureInput], by: User, at: datetime) -> int:
    """Confirm estimates after the cut-off, with the final figure where it differs; not in a locked period."""
    row = take(row, "submit", by, at)
    period: Period = row.period
    if period.is_locked:
        editable(row)
    if local_date(at) <= period.data_until:
        raise NotNow("reporting.before-cutoff", "Chưa đến ngày chốt số liệu nên số vẫn là số ước.")
    estimates = list(row.figures.filter(estimated=True, value__isnull=False))
    given = {f.code: f for f in (_whole(row, f, at) for f in final)}
    for figure in estimates:
        last = given.get(figure.code)
        if last is not None and last.value is not None:
            figure.value, figure.numerator, figure.denominator = last.value, last.numerator, last.denominator
            figure.evidence, figure.reason = last.evidence or figure.evidence, last.reason or figure.reason
        figure.estimated, figure.version = False, figure.version + 1
        figure.changed_at, figure.changed_by = at, by
        save_checked(figure)
    if estimates:
        journal.record(events.FiguresConfirmed(row.number, len(estimates)), about=row, by=by, at=at, agency=row.agency)
    return len(estimates)
