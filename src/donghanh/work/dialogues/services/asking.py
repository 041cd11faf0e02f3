"""Questions before a dialogue: asked by anybody, put to an agency, answered, or made into a petition."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.crypto import constant_time_compare, salted_hmac

from donghanh.ground.accounts import api as accounts
from donghanh.ground.accounts.models import User
from donghanh.ground.orgs.models import Agency
from donghanh.kit import journal
from donghanh.kit.dates import local_date, show_date
from donghanh.kit.errors import Invalid, NotNow
from donghanh.kit.text import shorten
from donghanh.work.dialogues import domain, events
from donghanh.work.dialogues.models import Asker, Dialogue, Question
from donghanh.work.dialogues.policies import may
from donghanh.work.dialogues.services.checks import line, record, save_checked, take_question, words
from donghanh.work.petitions import api as petitions

MOST_A_DIALOGUE = 5000
_WORDS = "Hãy viết câu hỏi."


@dataclass(frozen=True)
class Who:
    """Who asks; private by default on every surface."""

    name: str = ""
    phone: str = ""
    email: str = ""


def secret_of(row: Question) -> str:
    """Return what opens a question's own page besides its key; derived, never stored."""
    return salted_hmac("dialogues.question", row.key, algorithm="sha256").hexdigest()[:20]


def by_secret(key: str, secret: str) -> Question | None:
    """Return the question that a link was given out for, else nothing."""
    row = Question.objects.select_related("dialogue__organiser", "agency").filter(key=key).first()
    if row is None or not constant_time_compare(secret_of(row), secret):
        return None
    return row


@transaction.atomic
def ask(row: Dialogue, *, text: str, who: Who, at: datetime, by: Any = None) -> Question:
    """Send a question before a dialogue; ``by`` is nobody for the public, or an association's own person."""
    user = by if getattr(by, "is_authenticated", False) else None
    on = local_date(at)
    row = Dialogue.objects.locked(row.pk)
    may("dialogues.ask", user, row, on=on).or_refuse()
    if not row.takes_questions(on):
        raise NotNow(
            "dialogues.closed",
            f"Buổi này nhận câu hỏi đến hết ngày {show_date(row.questions_until)}; "
            "hãy gửi kiến nghị, cơ quan sẽ trả lời theo hạn.",
        )
    text = words(text, field="text", message=_WORDS, most=4000)
    if petitions.accuses(text):
        message = "Nội dung này giống tố cáo, không đưa ra hỏi công khai; hãy dùng mục “Gửi tố cáo kín”."
        raise Invalid("dialogues.accuses", message, fields={"text": message})
    last = row.questions.aggregate(last=Max("order"))["last"] or 0
    if last >= MOST_A_DIALOGUE:
        raise NotNow("dialogues.full", "Buổi này đã nhận đủ câu hỏi; hãy gửi kiến nghị.")
    sent_by = accounts.agency_ids(user, on, "association") if user else frozenset()
    question = Question(
        dialogue=row,
        order=last + 1,
        text=text,
        association_id=next(iter(sorted(sent_by)), None),
        asked_by=user,
        asked_at=at,
    )
    save_checked(question)
    asker = Asker(
        question=question,
        name=line(who.name),
        phone=line(who.phone, most=30),
        email=line(who.email),
    )
    save_checked(asker)
    journal.record(events.QuestionAsked(question.order), about=question, by=user, at=at, agency=question.association)
    return question


@transaction.atomic
def choose(row: Question, *, agency: Agency, public_text: str, by: User, at: datetime) -> Question:
    """Put a question to the agency that answers; ``public_text`` are the words released, empty to keep them inside."""
    row = take_question(row, "choose", by, at)
    row.state = domain.QUESTION.step(row.state, "choose")
    row.agency = agency
    row.public_text = words(public_text, field="public_text", message=_WORDS, most=4000) if public_text.strip() else ""
    save_checked(row)
    record(row, events.QuestionChosen(row.order, agency.name, shown=bool(row.public_text)), by=by, at=at)
    return row


@transaction.atomic
def decline(row: Question, *, reason: str, by: User, at: datetime) -> Question:
    """Leave a question out of the dialogue, with a reason that its sender reads."""
    row = take_question(row, "decline", by, at)
    row.state = domain.QUESTION.step(row.state, "decline")
    row.reason = words(reason, field="reason", message="Hãy viết lý do để người hỏi biết.", most=500)
    save_checked(row)
    record(row, events.QuestionDeclined(row.order), by=by, at=at)
    return row


@transaction.atomic
def answer(row: Question, *, text: str, by: User, at: datetime) -> Question:
    """Write what is answered; anybody reads it once the results are published, its sender at once."""
    row = take_question(row, "answer", by, at)
    if row.dialogue.state not in (domain.Stage.ANNOUNCED, domain.Stage.HELD):
        raise NotNow("dialogues.answered-late", "Kết quả đã công bố hoặc buổi đã hủy nên không sửa câu trả lời được.")
    row.state = domain.QUESTION.step(row.state, "answer")
    row.answer = words(text, field="answer", message="Hãy viết câu trả lời.")
    row.answered_at, row.answered_by = at, by
    save_checked(row)
    record(row, events.QuestionAnswered(row.order), by=by, at=at)
    return row


@transaction.atomic
def to_petition(row: Question, *, by: User, at: datetime) -> Question:
    """Make a question that needs an answer in writing into a petition: its clock begins, its sender stays private."""
    row = take_question(row, "to_petition", by, at)
    row.state = domain.QUESTION.step(row.state, "to_petition")
    asker = row.asker
    receipt = petitions.receive(
        petitions.Submission(
            channel="meeting",
            text=row.text,
            title=shorten(row.text, 120),
            regime="question",
            identity=petitions.Identity(
                name=asker.name or "Người hỏi tại đối thoại", phone=asker.phone, email=asker.email
            ),
            external_id=f"dialogues-{row.key}",
            association_id=row.association_id,
            submitted_by=row.asked_by,
            dialogue_key=row.dialogue.key,
        ),
        by=by,
        at=at,
    )
    row.petition_key, row.petition_number = receipt.key, receipt.number
    save_checked(row)
    record(row, events.QuestionPetitioned(row.order, receipt.number), by=by, at=at)
    return row
