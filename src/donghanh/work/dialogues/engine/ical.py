"""Meetings as iCalendar (RFC 5545, 5546): an invitation that a mail program can accept, a feed that a phone can follow.

One meeting keeps one UID for ever; each change raises SEQUENCE, so that a calendar replaces what it holds; a meeting
that is called off is sent once more with STATUS:CANCELLED. Instants are written in UTC, so no time zone table travels.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from icalendar import Calendar, Event, vCalAddress, vText

REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"
_PRODUCT = "-//Dong Hanh//Doi thoai voi doanh nghiep//VI"


@dataclass(frozen=True)
class Meeting:
    """One meeting; ``stamp`` is when these facts were last changed, ``sequence`` how often."""

    uid: str
    title: str
    description: str
    place: str
    starts_at: datetime
    ends_at: datetime
    stamp: datetime
    sequence: int
    url: str = ""
    cancelled: bool = False


def invitation(meeting: Meeting, *, organiser: str, organiser_mail: str, guest: str, guest_mail: str) -> str:
    """Return the file that goes with a letter: one meeting, one guest, to be answered in their calendar."""
    method = CANCEL if meeting.cancelled else REQUEST
    event = _event(meeting)
    host = vCalAddress(f"mailto:{organiser_mail}")
    host.params["CN"] = vText(organiser)
    event.add("organizer", host)
    attendee = vCalAddress(f"mailto:{guest_mail}")
    attendee.params["CN"] = vText(guest or guest_mail)
    attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
    attendee.params["PARTSTAT"] = vText("NEEDS-ACTION")
    attendee.params["RSVP"] = vText("TRUE")
    event.add("attendee", attendee)
    return _calendar([event], method=method, name="")


def feed(meetings: Iterable[Meeting], *, name: str) -> str:
    """Return a calendar to subscribe to, or one meeting to keep; it names no guest."""
    return _calendar([_event(m) for m in meetings], method=PUBLISH, name=name)


def _event(meeting: Meeting) -> Event:
    event = Event()
    event.add("uid", meeting.uid)
    event.add("dtstamp", meeting.stamp.astimezone(UTC))
    event.add("dtstart", meeting.starts_at.astimezone(UTC))
    event.add("dtend", meeting.ends_at.astimezone(UTC))
    event.add("sequence", meeting.sequence)
    event.add("summary", meeting.title)
    event.add("description", meeting.description)
    event.add("location", meeting.place)
    event.add("status", "CANCELLED" if meeting.cancelled else "CONFIRMED")
    if meeting.url:
        event.add("url", meeting.url)
    return event


def _calendar(events: list[Event], *, method: str, name: str) -> str:
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    if name:
        calendar.add("x-wr-calname", name)
    for event in events:
        calendar.add_component(event)
    return str(calendar.to_ical().decode("utf-8"))
