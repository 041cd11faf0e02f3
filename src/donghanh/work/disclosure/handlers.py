"""After commit: the agency hears of a request, invited associations of a draft, drafters of words to cover."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.urls import reverse

from donghanh.ground.accounts import api as accounts
from donghanh.kit import journal
from donghanh.kit.dates import local_date, show_date
from donghanh.kit.numbers import show_number
from donghanh.record.notify import api as notify
from donghanh.work.disclosure import events
from donghanh.work.disclosure.domain import letters
from donghanh.work.disclosure.models import Comment, Consultation, InfoRequest
from donghanh.work.disclosure.queries import mailed
from donghanh.work.disclosure.queries import requests as reads


def _tell(entry: Any, people: Iterable[int], *, title: str, url: str, about: tuple[str, str]) -> None:
    for user_id in set(people) - {entry.actor_id}:
        notify.notify(
            user_id, kind=entry.kind, title=title[:200], url=url, about_type=about[0], about_key=about[1], at=entry.at
        )


def _of_request(entry: Any, title: str) -> None:
    row = InfoRequest.objects.filter(key=entry.about_key).first()
    if row is not None:
        people = accounts.people_at(row.agency_id, on=local_date(entry.at))
        url = reverse("disclosure:request", args=[row.key])
        _tell(entry, people, title=f"{title} {row.number}", url=url, about=("disclosure.inforequest", row.key))


@journal.on(events.RequestReceived, "disclosure.tell_received")
def tell_received(entry: Any) -> None:
    """A request came: the agency that must answer hears of it, by its number alone."""
    _of_request(entry, "Yêu cầu cung cấp thông tin mới:")


@journal.on(events.RequestMoved, "disclosure.tell_moved")
def tell_moved(entry: Any) -> None:
    """A request was passed on, or its sender added something: whoever has it now hears of it."""
    words = {"transfer": "Yêu cầu thông tin được chuyển đến:", "supplement": "Người yêu cầu đã bổ sung:"}
    title = words.get(str(entry.payload.get("step", "")))
    if title:
        _of_request(entry, title)


@journal.on(events.RequestReceived, "disclosure.write_received")
def write_received(entry: Any) -> None:
    """A request came with an address: its number and day go there, never its secret."""
    _write(entry, "send")


@journal.on(events.RequestMoved, "disclosure.write_moved")
def write_moved(entry: Any) -> None:
    """A request took a step that its sender waits for: a letter says which, and gives what was asked for by mail."""
    _write(entry, str(entry.payload.get("step", "")))


def _write(entry: Any, step: str) -> None:
    row = InfoRequest.objects.with_context().filter(key=entry.about_key).exclude(email="").first()
    if row is None:
        return
    look_up = f"{notify.site()}{reverse('disclosure:look_up')}"
    letter = letters.write(step, _told(row, step, entry), look_up=look_up)
    if letter is not None:
        source = f"disclosure.request:{row.key}:{entry.pk}"
        notify.write(row.email, subject=letter.subject, body=letter.body, source=source, at=entry.at)


def _told(row: InfoRequest, step: str, entry: Any) -> letters.Told:
    move = row.moves.filter(verb=step, at=entry.at).last()
    by_mail = row.delivery == "email"
    until = local_date(entry.at) + timedelta(days=letters.FILES_DAYS)
    given = row.files.select_related("file") if step == "answer" and by_mail else ()
    return letters.Told(
        number=row.number,
        subject=row.subject,
        agency=row.agency.name,
        due_on=reads.clock(row).due_on,
        note=move.note if move else "",
        fee=f"{show_number(row.fee_vnd)} đồng, {row.fee_note}" if row.fee_vnd else "",
        decision=row.get_decision_display().lower(),
        grounds=tuple(row.grounds),
        answer=row.answer,
        document_number=row.document_number,
        files=tuple(f"{f.file.name}: {notify.site()}{mailed.address(f.key, until)}" for f in given),
        by_mail=by_mail,
    )


@journal.on(events.ConsultationOpened, "disclosure.tell_invited")
def tell_invited(entry: Any) -> None:
    """A draft was opened: the associations asked by name hear until when."""
    row = Consultation.objects.filter(key=entry.about_key).first()
    if row is None:
        return
    on = local_date(entry.at)
    people = [p for one in row.invitations.all() for p in accounts.people_at(one.agency_id, on=on)]
    title = f"Được mời góp ý đến hết {show_date(row.closes_on)}: {row.title}"
    url = reverse("disclosure:consultation", args=[row.key])
    _tell(entry, people, title=title, url=url, about=("disclosure.consultation", row.key))


@journal.on(events.CommentMade, "disclosure.tell_held")
def tell_held(entry: Any) -> None:
    """A comment waits because it may name somebody: the drafting agency hears of it."""
    made = Comment.objects.select_related("consultation").filter(key=entry.about_key, state="held").first()
    if made is None:
        return
    row = made.consultation
    people = accounts.people_at(row.agency_id, on=local_date(entry.at))
    url = f"{reverse('disclosure:comments', args=[row.key])}?loc=che"
    title = f"Ý kiến số {made.number} chờ che thông tin cá nhân: {row.title}"
    _tell(entry, people, title=title, url=url, about=("disclosure.consultation", row.key))
