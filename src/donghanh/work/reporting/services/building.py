"""The province's report: asked for, built return by return so that a killed worker goes on, edited, issued."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from donghanh.ground.accounts.models import User
from donghanh.kit import journal
from donghanh.kit.dates import local_date
from donghanh.kit.errors import Invalid, NotNow
from donghanh.kit.text import nfc, squeeze
from donghanh.record.papers.api import table_as_data
from donghanh.work.reporting import domain, events
from donghanh.work.reporting.models import Move, Period, Report, ReportParagraph, ReportPart, Return
from donghanh.work.reporting.policies import may
from donghanh.work.reporting.queries import tables
from donghanh.work.reporting.services.checks import save_checked, words

_READY = (domain.State.ACCEPTED, domain.State.LOCKED)


def day_of_report(period: Period, today: date) -> date:
    """Return as of which day a period's report is told where nobody names one (``domain.told_on``)."""
    return domain.told_on(
        today=today,
        locked_on=local_date(period.locked_at) if period.locked_at else None,
        ends_on=period.ends_on,
        due_on=period.due_on,
        last_step=Move.objects.filter(returned__period=period).aggregate(last=Max("on"))["last"],
    )


@transaction.atomic
def request_report(period: Period, *, by: User | None, at: datetime, as_of: date | None = None) -> Report:
    """Ask for the province's report of a period from the returns accepted so far; a worker builds it.

    ``as_of`` is the day of its figures; where nobody names one it is the day that the period itself gives.
    """
    if by is not None:
        may("reporting.consolidate", by, period, on=local_date(at)).or_refuse()
    ready = Return.objects.filter(period=period, state__in=_READY).count()
    if not ready:
        raise NotNow("reporting.nothing-accepted", "Chưa có báo cáo nào của kỳ này được tiếp nhận để tổng hợp.")
    told = as_of or day_of_report(period, local_date(at))
    if told > local_date(at):
        message = "Ngày lấy số liệu không thể sau hôm nay."
        raise Invalid("reporting.as-of", message, fields={"as_of": message})
    report = Report(period=period, as_of=told, asked_at=at, asked_by=by, total=ready, changed_at=at)
    save_checked(report)
    journal.record(events.ReportRequested(period.rules.name, period.label), about=report, by=by, at=at)
    return report


def build_next(report: Report, *, at: datetime) -> bool:
    """Take in one more return, or, when all are in, count the tables; says whether there is more to do.

    Each step is one transaction and knows by itself what is done: a worker killed anywhere goes on from there, and two
    workers on the same report do every step once.
    """
    report.refresh_from_db()
    if report.state != Report.State.BUILDING:
        return False
    taken = report.parts.values("returned_id")
    row = (
        Return.objects.filter(period_id=report.period_id, state__in=_READY).exclude(pk__in=taken).order_by("pk").first()
    )
    if row is None:
        _finish(report, at)
        return False
    try:
        with transaction.atomic():
            _take_in(report, row)
    except IntegrityError:
        return True  # another worker was first with this one
    return True


def _take_in(report: Report, row: Return) -> None:
    ReportPart.objects.create(report=report, returned=row, edition=row.edition)
    _write_paragraphs(report, row, skip=frozenset())
    Report.objects.filter(pk=report.pk).update(done=report.parts.count())


def _write_paragraphs(report: Report, row: Return, *, skip: frozenset[int]) -> None:
    ReportParagraph.objects.bulk_create(
        ReportParagraph(
            report=report,
            code=part.code,
            index_order=part.index_order,
            index_name=part.index_name,
            duty_order=part.duty_order or part.order,
            title=part.title,
            agency_id=row.agency_id,
            returned=row,
            section=part,
            source_text=part.text,
            text=part.text,
        )
        for part in row.sections.all()
        if squeeze(part.text) and part.pk not in skip
    )


@transaction.atomic
def _finish(report: Report, at: datetime) -> None:
    report = Report.objects.select_for_update(of=("self",)).select_related("period").get(pk=report.pk)
    if report.state != Report.State.BUILDING:
        return
    found = tables.tables(report.period, as_of=report.as_of)
    report.tables = {code: table_as_data(table) for code, table in found.items()}
    report.state, report.built_at, report.changed_at = Report.State.DRAFT, at, at
    report.done = report.total = report.parts.count()
    save_checked(report)


def _editable(report: Report, by: User, at: datetime) -> Report:
    report = Report.objects.select_for_update(of=("self",)).select_related("period").get(pk=report.pk)
    may("reporting.consolidate", by, report, on=local_date(at)).or_refuse()
    if report.state == Report.State.ISSUED:
        raise NotNow("reporting.report-issued", f"Báo cáo đã ban hành ({report.number}); hãy thu hồi trước khi sửa.")
    return report


@transaction.atomic
def edit_paragraph(
    paragraph: ReportParagraph, *, text: str, version: int, by: User, at: datetime, left_out: bool = False
) -> ReportParagraph:
    """Change one paragraph of a draft; the agency's own words stay beside it, and leaving out is not deleting."""
    report = _editable(paragraph.report, by, at)
    paragraph = ReportParagraph.objects.select_for_update(of=("self",)).get(pk=paragraph.pk)
    text = nfc(text).replace("\r\n", "\n").strip()
    if paragraph.version != version and text != paragraph.text:
        raise NotNow("reporting.paragraph-changed", "Đoạn này vừa được người khác sửa; hãy tải lại trang rồi sửa tiếp.")
    paragraph.left_out = left_out
    paragraph.text = text or paragraph.source_text
    edited = paragraph.text != paragraph.source_text or left_out
    paragraph.edited_at, paragraph.edited_by = (at, by) if edited else (None, None)
    paragraph.version += 1
    save_checked(paragraph)
    Report.objects.filter(pk=report.pk).update(changed_at=at)
    what = "left_out" if left_out else "edited" if edited else "put_back"
    event = events.ParagraphEdited(paragraph.key, agency_name=paragraph.agency.name, what=what)
    journal.record(event, about=report, by=by, at=at)
    return paragraph


@transaction.atomic
def take_again(report: Report, row: Return, *, by: User, at: datetime) -> Report:
    """Take a return that was sent again, or is new, into the draft; paragraphs the coordinator edited stay edited."""
    report = _editable(report, by, at)
    row = Return.objects.locked(row.pk)
    if row.period_id != report.period_id or row.state not in _READY:
        raise NotNow("reporting.not-accepted", "Báo cáo này chưa được tiếp nhận nên chưa đưa vào bản tổng hợp được.")
    ReportPart.objects.update_or_create(report=report, returned=row, defaults={"edition": row.edition})
    kept = list(report.paragraphs.filter(returned=row, edited_at__isnull=False).select_related("section"))
    report.paragraphs.filter(returned=row, edited_at__isnull=True).delete()
    for paragraph in kept:
        paragraph.source_text = paragraph.section.text if paragraph.section else ""
        paragraph.version += 1
        paragraph.save(update_fields=["source_text", "version"])
    _write_paragraphs(report, row, skip=frozenset(p.section_id for p in kept if p.section_id))
    found = tables.tables(report.period, as_of=report.as_of)
    report.tables = {code: table_as_data(table) for code, table in found.items()}
    report.done = report.total = report.parts.count()
    report.changed_at = at
    save_checked(report)
    journal.record(events.ReturnTakenAgain(row.number, row.edition), about=report, by=by, at=at)
    return report


@transaction.atomic
def issue(report: Report, *, number: str, signed_on: date, by: User, at: datetime) -> Report:
    """Enter the number and day of the signed report; only a locked period can have one, and only one."""
    report = Report.objects.select_for_update(of=("self",)).select_related("period").get(pk=report.pk)
    may("reporting.issue", by, report, on=local_date(at)).or_refuse()
    if report.state != Report.State.DRAFT:
        raise NotNow("reporting.not-draft", "Chỉ ban hành được bản dự thảo đã tổng hợp xong.")
    if not report.period.is_locked:
        raise NotNow("reporting.period-open", "Hãy khóa kỳ trước khi ban hành, để số liệu không đổi nữa.")
    if report.period.reports.filter(state=Report.State.ISSUED).exists():
        raise NotNow("reporting.issued-already", "Kỳ này đã có báo cáo ban hành; hãy thu hồi bản đó trước.")
    number = squeeze(nfc(number))
    if not number:
        message = "Hãy ghi số, ký hiệu văn bản."
        raise Invalid("reporting.number", message, fields={"number": message})
    if signed_on > local_date(at):
        message = "Ngày ký không thể sau hôm nay."
        raise Invalid("reporting.signed-on", message, fields={"signed_on": message})
    report.number, report.signed_on, report.state, report.changed_at = number, signed_on, Report.State.ISSUED, at
    save_checked(report)
    period = report.period
    journal.record(events.ReportIssued(period.rules.name, period.label, number), about=report, by=by, at=at)
    return report


@transaction.atomic
def withdraw(report: Report, *, reason: str, by: User, at: datetime) -> Report:
    """Withdraw an issued report, so that its period can be opened again; the journal keeps its number."""
    report = Report.objects.select_for_update(of=("self",)).select_related("period").get(pk=report.pk)
    may("reporting.issue", by, report, on=local_date(at)).or_refuse()
    if report.state != Report.State.ISSUED:
        raise NotNow("reporting.not-issued", "Báo cáo này chưa ban hành.")
    words(reason, field="reason", message="Hãy ghi lý do thu hồi.")
    number = report.number
    report.number, report.signed_on, report.state, report.changed_at = "", None, Report.State.DRAFT, at
    save_checked(report)
    period = report.period
    journal.record(events.ReportWithdrawn(period.rules.name, period.label, number), about=report, by=by, at=at)
    return report
