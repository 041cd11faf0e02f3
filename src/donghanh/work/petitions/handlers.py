"""After commit: tell the people whose turn it is, and derive clocks anew when the calendar changes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from donghanh.ground.accounts import api as accounts
from donghanh.ground.workcal import events as workcal_events
from donghanh.kit import journal
from donghanh.kit.dates import local_date
from donghanh.work.petitions import events, services
from donghanh.work.petitions.models import Petition
from donghanh.work.petitions.services import mailroom
from donghanh.work.petitions.services.telling import tell


def _row(entry: Any) -> Petition | None:
    return Petition.objects.with_context().filter(key=entry.about_key).first()


def _tell(entry: Any, people: Iterable[int | None], words: str) -> None:
    row = _row(entry)
    if row is not None:
        others = set(people) - {entry.actor_id}
        tell(row, others, f"{words}: {row.number}", kind=entry.kind, now=entry.at)


def _heads(entry: Any) -> set[int | None]:
    row = _row(entry)
    if row is None or row.lead_id is None:
        return set()
    return set(accounts.people_at(row.lead_id, on=local_date(entry.at), roles=("head",)))


def _officer(entry: Any) -> set[int | None]:
    row = _row(entry)
    return {row.officer_id} if row is not None and row.officer_id else _heads(entry)


def _hub(entry: Any) -> set[int | None]:
    return set(accounts.people_in_role("office", on=local_date(entry.at)))


@journal.on(events.Routed, "petitions.tell_routed")
def tell_routed(entry: Any) -> None:
    """A petition came to an agency."""
    _tell(entry, _heads(entry), "Kiến nghị được chuyển đến")


@journal.on(events.Transferred, "petitions.tell_transferred")
def tell_transferred(entry: Any) -> None:
    """A petition came from another agency."""
    _tell(entry, _heads(entry), "Kiến nghị được chuyển đến")


@journal.on(events.HandedOver, "petitions.tell_handed")
def tell_handed(entry: Any) -> None:
    """A petition came by a reorganisation."""
    _tell(entry, _heads(entry), "Nhận bàn giao kiến nghị")


@journal.on(events.SentBack, "petitions.tell_hub")
def tell_hub(entry: Any) -> None:
    """A petition came back to the hub."""
    _tell(entry, _hub(entry), "Kiến nghị bị trả lại nơi phân loại")


@journal.on(events.OfficerNamed, "petitions.tell_officer")
def tell_officer(entry: Any) -> None:
    """An officer was named."""
    _tell(entry, _officer(entry), "Được phân công xử lý kiến nghị")


@journal.on(events.PetitionerReplied, "petitions.tell_reply")
def tell_reply(entry: Any) -> None:
    """The petitioner replied."""
    _tell(entry, _officer(entry), "Thời hạn chạy tiếp")


@journal.on(events.PartGiven, "petitions.tell_part")
def tell_part(entry: Any) -> None:
    """A co-answering agency gave its part."""
    _tell(entry, _officer(entry), "Cơ quan phối hợp đã trả lời")


@journal.on(events.AnswerSubmitted, "petitions.tell_head")
def tell_head(entry: Any) -> None:
    """An answer waits for the head."""
    _tell(entry, _heads(entry), "Trả lời kiến nghị chờ duyệt")


@journal.on(events.AnswerRejected, "petitions.tell_rejected")
def tell_rejected(entry: Any) -> None:
    """The head sent a draft back."""
    _tell(entry, _officer(entry), "Thủ trưởng trả lại dự thảo")


@journal.on(events.Reopened, "petitions.tell_reopened")
def tell_reopened(entry: Any) -> None:
    """A petition is open again."""
    _tell(entry, _officer(entry) | _heads(entry), "Người gửi mở lại kiến nghị")


@journal.on(workcal_events.DayDeclared, "petitions.recheck_declared")
def recheck_declared(entry: Any) -> None:
    """A day was declared off or worked: open clocks are derived anew."""
    services.recheck(at=entry.at)
    services.tell_earlier(entry.at)


@journal.on(workcal_events.DayWithdrawn, "petitions.recheck_withdrawn")
def recheck_withdrawn(entry: Any) -> None:
    """A declaration was taken back: open clocks are derived anew."""
    services.recheck(at=entry.at)
    services.tell_earlier(entry.at)


def _write(entry: Any, words: str) -> None:
    """Leave a letter for the petitioner: that something happened, never what; once for an entry."""
    row = _row(entry)
    if row is not None and getattr(row, "petitioner", None) is not None:
        mailroom.tell_petitioner(row, words, at=entry.at, source=f"{entry.kind}:{entry.key}")


@journal.on(events.PetitionerAsked, "petitions.write_asked")
def write_asked(entry: Any) -> None:
    """The petitioner is asked for something: the clock waits for them."""
    _write(entry, "Cơ quan xử lý cần bạn bổ sung; hạn trả lời tạm dừng đến khi bạn trả lời.")


@journal.on(events.AnswerApproved, "petitions.write_answered")
def write_answered(entry: Any) -> None:
    """The answer is there."""
    _write(entry, "Kiến nghị của bạn đã có trả lời. Hãy cho biết việc đã được giải quyết hay chưa.")


@journal.on(events.TermExtended, "petitions.write_extended")
def write_extended(entry: Any) -> None:
    """The term was extended, with a reason."""
    _write(entry, "Hạn trả lời kiến nghị của bạn được gia hạn, kèm lý do.")
