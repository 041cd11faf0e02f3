"""The verbs of a consultation: a draft compiled into passages, opened, commented, every comment answered, ended."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max

from donghanh.ground.accounts import api as accounts
from donghanh.ground.accounts.models import User
from donghanh.ground.orgs.models import Agency
from donghanh.ground.workcal import api as workcal
from donghanh.kit import journal
from donghanh.kit.dates import local_date, show_date
from donghanh.kit.errors import Invalid, NotNow
from donghanh.kit.text import nfc, squeeze
from donghanh.work.disclosure import events
from donghanh.work.disclosure.domain import consultations as domain
from donghanh.work.disclosure.domain.requests import personal
from donghanh.work.disclosure.engine import addresses
from donghanh.work.disclosure.models import Comment, Consultation, FinalPassage, Invitation, Passage
from donghanh.work.disclosure.policies import may
from donghanh.work.disclosure.services.checks import save_checked, words
from donghanh.work.plan import api as plans

MOST_PASSAGES = 3000


@transaction.atomic
def draft(
    *, agency: Agency, title: str, kind: str, file: Any, by: User, at: datetime, summary: str = ""
) -> Consultation:
    """Take a draft in; the plan compiler reads it into passages that can be commented one by one."""
    on = local_date(at)
    may("disclosure.draft", by, agency, on=on).or_refuse()
    row = Consultation(
        agency=agency,
        title=squeeze(words(title, field="title", message="Hãy ghi tên dự thảo.", most=400)),
        summary=nfc(summary).strip()[:5000],
        kind=kind,
        draft=file,
        at=at,
        by=by,
    )
    save_checked(row)
    count = _read_in(Passage, row, file, on)
    journal.record(events.ConsultationDrafted(row.title, count), about=row, by=by, at=at, agency=agency)
    return row


def _read_in(kind: type[Any], row: Consultation, file: Any, on: date) -> int:
    """Compile a text into its provisions and keep them; returns how many there are."""
    passages = plans.draft_passages(file.path, name=file.name, on=on)
    if not passages:
        said = "Không đọc được đoạn nào trong tệp; hãy tải bản có chữ (Word, ODF hoặc PDF không phải bản quét)."
        raise Invalid("disclosure.no-passages", said, fields={"file": said})
    kind._default_manager.bulk_create(
        [
            kind(
                consultation=row, eid=p.eid[:120], order=n, depth=min(p.depth, 9), label=p.label[:60],
                heading=p.heading, text=p.text,
            )
            for n, p in enumerate(passages[:MOST_PASSAGES], start=1)
        ],
        batch_size=500,
    )  # fmt: skip
    return len(passages)


def _take(row: Consultation, verb: str, by: User, at: datetime) -> Consultation:
    row = Consultation.objects.locked(row.pk)
    may(f"disclosure.{verb}", by, row, on=local_date(at)).or_refuse()
    return row


@transaction.atomic
def open_consultation(
    row: Consultation, *, closes_on: date, by: User, at: datetime, invited: Iterable[Agency] = ()
) -> Consultation:
    """Open a draft to everybody for at least as long as the law says, and invite associations by name."""
    row = _take(row, "open_consultation", by, at)
    on = local_date(at)
    row.state = domain.CONSULTATIONS.step(row.state, "open")
    try:
        term = workcal.term(domain.TERMS[row.kind], on=on)
    except LookupError:
        term = None
    least = int(term.value) if term else 0
    first = on + timedelta(days=least)
    if closes_on < first:
        basis = f" ({term.source})" if term else ""
        said = f"Phải lấy ý kiến ít nhất {least} ngày{basis}, tức đến hết {show_date(first)} trở đi."
        raise Invalid("disclosure.too-short", said, fields={"closes_on": said})
    row.opens_on, row.closes_on = on, closes_on
    row.least_days, row.least_source = least, term.source if term else ""
    save_checked(row)
    for agency in invited:
        Invitation.objects.get_or_create(consultation=row, agency=agency, defaults={"at": at, "by": by})
    journal.record(
        events.ConsultationOpened(row.title, row.agency.name, on.isoformat(), closes_on.isoformat()),
        about=row, by=by, at=at, agency=row.agency,
    )  # fmt: skip
    return row


@transaction.atomic
def comment(
    row: Consultation,
    *,
    text: str,
    at: datetime,
    passage: Passage | None = None,
    full_name: str = "",
    contact: str = "",
    organisation: str = "",
    by: User | None = None,
) -> Comment:
    """Say something about a passage or the whole; words that seem to name a person wait until somebody has looked."""
    row = Consultation.objects.locked(row.pk)
    on = local_date(at)
    if not row.takes_comments(on):
        raise NotNow("disclosure.not-open", "Dự thảo này hiện không nhận ý kiến.")
    if passage is not None and passage.consultation_id != row.pk:
        raise Invalid("disclosure.passage", "Đoạn này không thuộc dự thảo.", fields={"passage": "Đoạn không đúng."})
    said = words(text, field="text", message="Hãy ghi ý kiến góp ý.", most=5000)
    seat = next((s for s in accounts.seats(by, on) if s.agency_id), None) if by is not None else None
    agency = Agency.objects.get(pk=seat.agency_id) if seat and seat.agency_id else None
    found = personal(said)
    last = row.comments.aggregate(last=Max("number"))["last"] or 0
    made = Comment(
        consultation=row,
        passage=passage,
        number=last + 1,
        text=said,
        state=domain.CommentState.HELD if found else domain.CommentState.SHOWN,
        held_why=", ".join(found),
        full_name=squeeze(nfc(full_name))[:150],
        contact=squeeze(contact)[:150],
        organisation=squeeze(nfc(organisation))[:250],
        agency=agency,
        invited=agency is not None and row.invitations.filter(agency=agency).exists(),
        at=at,
        by=by,
    )
    save_checked(made)
    journal.record(events.CommentMade(row.key, made.number), about=made, by=by, at=at, agency=agency)
    return made


def _comment(made: Comment, verb: str, by: User, at: datetime) -> tuple[Comment, Consultation]:
    row = _take(made.consultation, verb, by, at)
    return Comment.objects.select_for_update().get(pk=made.pk), row


@transaction.atomic
def moderate(made: Comment, *, public_text: str, hide: bool, reason: str, by: User, at: datetime) -> Comment:
    """Cover personal data in a comment before it is shown, or hide what is off the subject, with the reason."""
    made, row = _comment(made, "moderate", by, at)
    if hide:
        made.state, made.held_why = (
            domain.CommentState.HIDDEN,
            words(reason, field="reason", message="Hãy ghi lý do không hiện ý kiến này.", most=200),
        )
    else:
        covered = words(public_text, field="public_text", message="Hãy ghi ý kiến sau khi che.", most=5000)
        found = personal(covered)
        if found:
            said = f"Vẫn còn {', '.join(found)}; hãy che hết."
            raise Invalid("disclosure.personal", said, fields={"public_text": said})
        made.state, made.public_text, made.held_why = domain.CommentState.SHOWN, covered, ""
    made.moderated_by = by
    save_checked(made)
    journal.record(
        events.CommentModerated(row.key, made.number, str(made.state)), about=made, by=by, at=at, agency=row.agency
    )
    return made


@transaction.atomic
def answer_comment(made: Comment, *, answer: str, reason: str, by: User, at: datetime) -> Comment:
    """Accept a comment, a part of it, or not, always with a reason that everybody reads."""
    made, row = _comment(made, "answer_comment", by, at)
    if row.state not in domain.ANSWERING:
        raise NotNow("disclosure.consultation-over", "Dự thảo đã kết thúc nên không sửa giải trình được nữa.")
    if answer not in domain.ANSWERS:
        raise Invalid("disclosure.answer", "Hãy chọn tiếp thu hay không.", fields={"answer": "Hãy chọn một mục."})
    made.answer = answer
    made.reason = words(reason, field="reason", message="Hãy ghi lý do, nội dung giải trình.", most=5000)
    made.answered_at, made.answered_by = at, by
    save_checked(made)
    journal.record(events.CommentAnswered(row.key, made.number, answer), about=made, by=by, at=at, agency=row.agency)
    return made


@transaction.atomic
def close(row: Consultation, *, by: User, at: datetime) -> Consultation:
    """Stop taking comments once the last day is over; answering goes on."""
    row = _take(row, "close_consultation", by, at)
    if row.closes_on is not None and local_date(at) <= row.closes_on:
        raise NotNow("disclosure.still-open", f"Đã hứa nhận ý kiến đến hết {show_date(row.closes_on)}; chưa dừng được.")
    row.state = domain.CONSULTATIONS.step(row.state, "close")
    save_checked(row)
    journal.record(
        events.ConsultationClosed(row.title, row.comments.count()), about=row, by=by, at=at, agency=row.agency
    )
    return row


@transaction.atomic
def finish(
    row: Consultation, *, number: str, final_on: date, by: User, at: datetime, url: str = "", file: Any = None
) -> Consultation:
    """Link the final text back to the draft, provision by provision where its file is given.

    Nobody can, while one comment has no answer with a reason.
    """
    row = _take(row, "finish_consultation", by, at)
    row.state = domain.CONSULTATIONS.step(row.state, "finish")
    left = row.comments.unanswered()
    waiting = left.count()
    if waiting:
        number_of_first = left.order_by("number").values_list("number", flat=True).first()
        raise NotNow(
            "disclosure.unanswered",
            f"Còn {waiting} ý kiến chưa giải trình, đầu tiên là ý kiến số {number_of_first}; "
            "trả lời hết mới kết thúc được.",
        )
    row.final_number = squeeze(words(number, field="number", message="Hãy ghi số, ký hiệu văn bản.", most=60))
    if final_on > local_date(at):
        raise Invalid("disclosure.future", "Ngày này chưa tới.", fields={"final_on": "Hãy ghi ngày ký thật."})
    if url:
        url = addresses.normal(url)
        if not url:
            raise Invalid("disclosure.address", "Địa chỉ không đúng.", fields={"url": "Hãy chép từ thanh địa chỉ."})
    row.final_on, row.final_url, row.final = final_on, url, file
    save_checked(row)
    if file is not None:
        _read_in(FinalPassage, row, file, local_date(at))
    journal.record(
        events.ConsultationFinished(row.title, row.final_number, row.comments.count()),
        about=row, by=by, at=at, agency=row.agency,
    )  # fmt: skip
    return row


@transaction.atomic
def cancel(row: Consultation, *, reason: str, by: User, at: datetime) -> Consultation:
    """Give a draft up, with the reason; what was said stays readable."""
    row = _take(row, "finish_consultation", by, at)
    row.state = domain.CONSULTATIONS.step(row.state, "cancel")
    row.reason = words(reason, field="reason", message="Hãy ghi lý do dừng.", most=2000)
    save_checked(row)
    journal.record(events.ConsultationCancelled(row.title), about=row, by=by, at=at, agency=row.agency)
    return row
