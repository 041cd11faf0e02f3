"""After commit: tell the people whose turn it is, and write to those who left an address."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from donghanh.ground.accounts import api as accounts
from donghanh.kit import journal
from donghanh.kit.dates import local_date, show_date
from donghanh.record.notify import api as notify
from donghanh.work.dialogues import domain, events, services
from donghanh.work.dialogues.models import Question, Reform
from donghanh.work.plan import api as plans
from donghanh.work.plan import events as plan_events

_HEADS = ("head", "association")


def _question(entry: Any) -> Question | None:
    return Question.objects.select_related("dialogue", "agency", "asker").filter(key=entry.about_key).first()


def _reform(entry: Any) -> Reform | None:
    return Reform.objects.select_related("agency").filter(key=entry.about_key).first()


def _tell(entry: Any, people: Iterable[int | None], title: str, url: str, about: tuple[str, str]) -> None:
    for user_id in set(people) - {entry.actor_id, None}:
        notify.notify(
            user_id, kind=entry.kind, title=title, url=url, at=entry.at, about_type=about[0], about_key=about[1]
        )


@journal.on(events.QuestionChosen, "dialogues.tell_chosen")
def tell_chosen(entry: Any) -> None:
    """A question waits for an agency's answer."""
    row = _question(entry)
    if row is None or row.agency_id is None:
        return
    url = reverse("dialogues:question", args=[row.dialogue.key, row.order])
    people = accounts.people_at(row.agency_id, on=local_date(entry.at), roles=("officer", *_HEADS))
    title = f"Câu hỏi đối thoại ngày {show_date(row.dialogue.day)} chờ trả lời: số {row.order}"
    _tell(entry, people, title, url, ("dialogues.question", row.key))


def _write_asker(entry: Any, what: str) -> None:
    """Write to whoever left an address: that something happened and where to read it, never the words."""
    row = _question(entry)
    if row is None or not row.asker.email:
        return
    path = reverse("dialogues:own_question", args=[row.key, services.secret_of(row)])
    notify.write(
        row.asker.email,
        subject=f"Câu hỏi của bạn cho buổi đối thoại ngày {show_date(row.dialogue.day)}",
        body=f"Kính gửi quý vị,\n\n{what}\nXem tại: {notify.site()}{path}\n\nThư này gửi tự động; xin không trả lời.\n",
        source=f"dialogues.question:{row.key}:{entry.kind}",
        at=entry.at,
    )


@journal.on(events.QuestionAnswered, "dialogues.write_answered")
def write_answered(entry: Any) -> None:
    """The answer is there."""
    _write_asker(entry, "Câu hỏi quý vị gửi trước buổi đối thoại đã có trả lời.")


@journal.on(events.QuestionDeclined, "dialogues.write_declined")
def write_declined(entry: Any) -> None:
    """The question was left out, with a reason."""
    _write_asker(entry, "Câu hỏi quý vị gửi không thuộc nội dung buổi đối thoại; lý do ở trang dưới đây.")


@journal.on(events.QuestionPetitioned, "dialogues.write_petitioned")
def write_petitioned(entry: Any) -> None:
    """The question became a petition."""
    _write_asker(entry, "Câu hỏi quý vị gửi được chuyển thành kiến nghị và sẽ được trả lời bằng văn bản theo hạn.")


@journal.on(events.ReformProposed, "dialogues.tell_proposed")
def tell_proposed(entry: Any) -> None:
    """A proposal waits for a leader."""
    if row := _reform(entry):
        leaders = accounts.people_in_role("leader", on=local_date(entry.at))
        _tell(entry, leaders, f"Chờ quyết định: {row.title}", *_of(row))


def _of(row: Reform) -> tuple[str, tuple[str, str]]:
    return reverse("dialogues:reform", args=[row.key]), ("dialogues.reform", row.key)


@journal.on(events.ReformAgreed, "dialogues.tell_agreed")
def tell_agreed(entry: Any) -> None:
    """A proposal was agreed: the coordinator makes work of it, who proposed it hears."""
    if row := _reform(entry):
        people = {*accounts.people_in_role("coordinator", on=local_date(entry.at)), row.proposed_by_id}
        _tell(entry, people, f"Đã đồng ý đề xuất: {row.title}", *_of(row))


@journal.on(events.ReformDeclined, "dialogues.tell_declined")
def tell_declined(entry: Any) -> None:
    """A proposal was declined."""
    if row := _reform(entry):
        _tell(entry, {row.proposed_by_id}, f"Không đồng ý đề xuất: {row.title}", *_of(row))


@journal.on(plan_events.ResultConfirmed, "dialogues.tell_worked")
def tell_worked(entry: Any) -> None:
    """Work that a proposal became was confirmed: the coordinator may now say what changed."""
    open_reforms = Reform.objects.filter(state=domain.Change.AGREED, ordered_on__isnull=False)
    keys = {r.key: r for r in open_reforms}
    if not keys:
        return
    works = plans.ordered(domain.SOURCE_REFORM, keys, None, on=local_date(entry.at))
    for work in works.values():
        if work.key == entry.about_key:
            row = keys[work.source_key]
            people = accounts.people_in_role("coordinator", on=local_date(entry.at))
            _tell(entry, people, f"Việc của đề xuất đã xong, ghi kết quả: {row.title}", *_of(row))
