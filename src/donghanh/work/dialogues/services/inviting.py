"""Who is asked to come, and the letters that carry the calendar file."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from donghanh.ground.accounts import api as accounts
from donghanh.ground.accounts.models import User
from donghanh.ground.orgs.models import Agency
from donghanh.kit.dates import local_date, show_date, show_moment
from donghanh.kit.errors import Invalid, NotNow
from donghanh.record.notify import api as notify
from donghanh.work.dialogues import domain, events
from donghanh.work.dialogues.engine import ical
from donghanh.work.dialogues.models import Dialogue, Invitation
from donghanh.work.dialogues.services.checks import line, record, save_checked, take

MOST = 500
_OPEN = (domain.Stage.DRAFT, domain.Stage.ANNOUNCED)
_ROLES = ("head", "association")


@transaction.atomic
def invite(
    row: Dialogue, *, by: User, at: datetime, agency: Agency | None = None, name: str = "", email: str = ""
) -> Invitation:
    """Ask an agency or an address to come; the letter leaves with the announcement, or at once where it was made."""
    row = take(row, "invite", by, at)
    if row.state not in _OPEN:
        raise NotNow("dialogues.over", "Buổi đối thoại đã họp hoặc đã hủy nên không mời thêm được.")
    if agency is None and not email.strip():
        message = "Chọn một cơ quan, hoặc ghi thư điện tử của người được mời."
        raise Invalid("dialogues.nobody", message, fields={"email": message})
    held = row.invitations.filter(agency=agency) if agency else row.invitations.filter(email=email.strip().lower())
    if found := held.first():
        return found
    if row.invitations.count() >= MOST:
        raise NotNow("dialogues.many", f"Mỗi buổi mời nhiều nhất {MOST} nơi.")
    one = Invitation(dialogue=row, agency=agency, name="" if agency else line(name), email=email.strip().lower())
    save_checked(one)
    if row.state == domain.Stage.ANNOUNCED:
        tell_invited(row, by=by, at=at)
    return one


@transaction.atomic
def uninvite(one: Invitation, *, by: User, at: datetime) -> None:
    """Take somebody off the list before anything was sent."""
    row = take(one.dialogue, "invite", by, at)
    if one.sent_at is not None:
        raise NotNow("dialogues.sent", "Giấy mời này đã gửi nên không xóa được.")
    row.invitations.filter(pk=one.pk).delete()


def tell_invited(row: Dialogue, *, by: User, at: datetime) -> int:
    """Write to everybody who has not heard of the dialogue as it now stands; returns how many invitations left.

    An agency's heads are told in the house and written to; an address outside is written to. Part of the caller's
    transaction: either everything is queued or nothing happened.
    """
    waiting = [i for i in row.invitations.select_related("agency") if i.sent_sequence != row.sequence]
    if row.state == domain.Stage.CANCELLED:  # who never heard of it need not hear that it is off
        waiting = [i for i in waiting if i.sent_at is not None]
    for one in waiting:
        if one.agency_id is None:
            _write(row, one.name, one.email, at=at)
        else:
            people = accounts.people_at(one.agency_id, on=local_date(at), roles=_ROLES)
            for guest in User.objects.filter(pk__in=people, is_active=True).order_by("pk"):
                _tell(row, guest, by=by, at=at)
                if guest.email:
                    _write(row, guest.full_name, guest.email, at=at)
        one.sent_at, one.sent_sequence = at, row.sequence
        one.save(update_fields=["sent_at", "sent_sequence"])
    if waiting:
        record(row, events.InvitationsSent(row.title, invited=len(waiting), sequence=row.sequence), by=by, at=at)
    return len(waiting)


def meeting_of(row: Dialogue) -> ical.Meeting:
    """Return a dialogue as calendars read it; its facts are those of the public page."""
    host = notify.site().partition("://")[2].partition(":")[0].partition("/")[0]
    url = f"{notify.site()}{reverse('dialogues:dialogue', args=[row.key])}"
    return ical.Meeting(
        uid=f"doi-thoai-{row.key}@{host}",
        title=row.title,
        description=f"{row.topic}\n\nNhận câu hỏi đến hết ngày {show_date(row.questions_until)}: {url}",
        place=row.place,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        stamp=row.changed_at,
        sequence=row.sequence,
        url=url,
        cancelled=row.state == domain.Stage.CANCELLED,
    )


def _word(row: Dialogue) -> str:
    if row.state == domain.Stage.CANCELLED:
        return "Hủy đối thoại"
    return "Đổi lịch đối thoại" if row.sequence else "Giấy mời đối thoại"


def _tell(row: Dialogue, guest: User, *, by: User, at: datetime) -> None:
    notify.notify(
        guest.pk,
        kind="dialogues.invited",
        title=f"{_word(row)} ngày {show_date(row.day)}: {row.title}",
        url=reverse("dialogues:dialogue", args=[row.key]),
        at=at,
        actor_id=by.pk,  # about nothing that could be hidden: what was announced is public
        source=f"dialogues.invited:{row.key}:{row.sequence}:{guest.pk}",
    )


def _write(row: Dialogue, guest: str, to: str, *, at: datetime) -> None:
    url = f"{notify.site()}{reverse('dialogues:dialogue', args=[row.key])}"
    lines = [f"Kính gửi {guest or 'quý vị'},", ""]
    if row.state == domain.Stage.CANCELLED:
        lines += [f"{row.organiser.name} xin báo hủy buổi đối thoại dưới đây. Lý do: {row.reason}"]
    elif row.sequence:
        lines += [f"{row.organiser.name} xin báo thay đổi lịch buổi đối thoại dưới đây."]
    else:
        lines += [f"{row.organiser.name} trân trọng kính mời dự buổi đối thoại với doanh nghiệp."]
    lines += [
        "",
        f"Nội dung: {row.title}",
        f"Thời gian: {show_moment(row.starts_at)}",
        f"Địa điểm: {row.place}",
    ]
    if row.state != domain.Stage.CANCELLED:
        lines += [f"Gửi câu hỏi trước, đến hết ngày {show_date(row.questions_until)}: {url}"]
    lines += ["", "Tệp lịch kèm thư mở được bằng điện thoại và máy tính. Thư này gửi tự động; xin không trả lời."]
    invitation = ical.invitation(
        meeting_of(row),
        organiser=row.organiser.name,
        organiser_mail=settings.MAIL_BOX,
        guest=guest,
        guest_mail=to,
    )
    method = ical.CANCEL if row.state == domain.Stage.CANCELLED else ical.REQUEST
    notify.write(
        to,
        subject=f"{_word(row)} ngày {show_date(row.day)}: {row.title}",
        body="\n".join(lines) + "\n",
        source=f"dialogues:{row.key}:{row.sequence}",
        at=at,
        enclosure=notify.Enclosure("doi-thoai.ics", f"text/calendar; method={method}", invitation),
    )
