"""Where a duty to publish stands on a day, computed from what was published and what the auditor saw; never stored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from donghanh.kit.dates import show_date
from donghanh.work.disclosure.engine.catalogue import Rule


class Standing(StrEnum):
    """Where a duty stands."""

    ON_TIME = "on_time"
    LATE = "late"
    STALE = "stale"
    BROKEN = "broken"
    WRONG_FORMAT = "wrong_format"
    MISSING = "missing"
    UNCHECKED = "unchecked"
    NOT_DUE = "not_due"


LABELS = {
    Standing.ON_TIME: "Công khai đúng hạn",
    Standing.LATE: "Công khai muộn",
    Standing.STALE: "Quá hạn cập nhật",
    Standing.BROKEN: "Không mở được",
    Standing.WRONG_FORMAT: "Sai định dạng",
    Standing.MISSING: "Chưa công khai",
    Standing.UNCHECKED: "Chưa kiểm tra",
    Standing.NOT_DUE: "Chưa đến hạn",
}
TONES = {
    Standing.ON_TIME: "done",
    Standing.LATE: "done",
    Standing.STALE: "late",
    Standing.BROKEN: "late",
    Standing.WRONG_FORMAT: "soon",
    Standing.MISSING: "late",
    Standing.UNCHECKED: "open",
    Standing.NOT_DUE: "none",
}
PUBLISHED = (Standing.ON_TIME, Standing.LATE)
OWING = (Standing.MISSING, Standing.STALE, Standing.BROKEN, Standing.WRONG_FORMAT)
DENOMINATOR = tuple(s for s in Standing if s is not Standing.NOT_DUE)


@dataclass(frozen=True)
class Shown:
    """One thing that was published for a duty: when, of which day its content is, and whether it lies elsewhere."""

    published_on: date
    dated_on: date | None
    outside: bool

    @property
    def content_on(self) -> date:
        """Return the day that the content speaks for."""
        return self.dated_on or self.published_on


@dataclass(frozen=True)
class Checked:
    """What the auditor saw of a category on an agency's site."""

    on: date
    state: str
    newest_on: date | None


@dataclass(frozen=True)
class Stand:
    """Where a duty stands, since when it counts, and the sentence that says why."""

    standing: Standing
    why: str
    due_on: date

    @property
    def label(self) -> str:
        """Return the word on screen."""
        return LABELS[self.standing]

    @property
    def tone(self) -> str:
        """Return the colour and shape on screen."""
        return TONES[self.standing]


def stand(rule: Rule, shown: Sequence[Shown], checked: Checked | None, *, on: date) -> Stand:
    """Say where a duty stands on a day.

    What the auditor saw outweighs what the agency says: an address that does not open is not published. What lies on
    another site and was never looked at is not counted as published either.
    """
    mine = sorted((s for s in shown if s.published_on <= on), key=lambda s: (s.published_on, s.content_on))
    first_due = rule.first_due + timedelta(days=rule.grace_days)
    seen = checked if checked is not None and checked.on <= on else None
    fresh_until = _fresh_until(rule, mine, seen)
    due_on = fresh_until or first_due
    if not mine:
        return _nothing(first_due, seen, on)
    last = mine[-1]
    outside = last.outside
    if outside and (seen is None or seen.on < last.published_on):
        return Stand(Standing.UNCHECKED, "Cơ quan đã ghi địa chỉ; lần kiểm tra tới mới tính là công khai.", due_on)
    if outside and seen is not None and seen.state in ("broken", "missing"):
        said = "không mở được" if seen.state == "broken" else "không tìm thấy mục này hoặc mục trống"
        return Stand(Standing.BROKEN, f"Kiểm tra ngày {show_date(seen.on)}: {said}.", seen.on)
    if fresh_until is not None and on > fresh_until:
        day = show_date(_newest(mine, seen))
        return Stand(
            Standing.STALE,
            f"Nội dung mới nhất là ngày {day}; phải có nội dung mới trước {show_date(fresh_until)}.",
            due_on,
        )
    if outside and seen is not None and seen.state == "format":
        said = f"Kiểm tra ngày {show_date(seen.on)}: là số liệu nhưng không có tệp máy đọc được."
        return Stand(Standing.WRONG_FORMAT, said, seen.on)
    return _in_time(rule, mine, first_due, due_on)


def _nothing(first_due: date, seen: Checked | None, on: date) -> Stand:
    if on <= first_due:
        return Stand(Standing.NOT_DUE, f"Phải có trước hết ngày {show_date(first_due)}.", first_due)
    if seen is not None and seen.state in ("ok", "format", "stale"):
        said = f"Kiểm tra ngày {show_date(seen.on)} thấy mục này trên trang, nhưng cơ quan chưa ghi nhận."
        return Stand(Standing.UNCHECKED, said, first_due)
    return Stand(Standing.MISSING, f"Chưa công khai gì; phải có từ {show_date(first_due)}.", first_due)


def _newest(mine: Sequence[Shown], seen: Checked | None) -> date:
    days = [s.content_on for s in mine] + ([seen.newest_on] if seen and seen.newest_on else [])
    return max(days)


def _fresh_until(rule: Rule, mine: Sequence[Shown], seen: Checked | None) -> date | None:
    if rule.fresh_days is None or not mine:
        return None
    return _newest(mine, seen) + timedelta(days=rule.fresh_days)


def _in_time(rule: Rule, mine: Sequence[Shown], first_due: date, due_on: date) -> Stand:
    """Was the newest publication made before the one before it grew stale (the first: before the first due date)."""
    last, before = mine[-1], mine[:-1]
    owed = first_due
    if before and rule.fresh_days is not None:
        owed = max(s.content_on for s in before) + timedelta(days=rule.fresh_days)
    elif before:
        owed = min(before[0].published_on, first_due) if before[0].published_on <= first_due else first_due
        last = before[0]
    if last.published_on <= max(owed, first_due if not before else owed):
        return Stand(Standing.ON_TIME, f"Công khai ngày {show_date(mine[-1].published_on)}, trong hạn.", due_on)
    said = f"Công khai ngày {show_date(last.published_on)}, phải có từ {show_date(owed)}."
    return Stand(Standing.LATE, said, due_on)


@dataclass(frozen=True)
class Count:
    """How many duties stand where; what is not due is told apart and counts nowhere."""

    by: dict[Standing, int]

    @classmethod
    def of(cls, standings: Iterable[Standing]) -> Count:
        """Count standings."""
        counted = dict.fromkeys(Standing, 0)
        for one in standings:
            counted[one] += 1
        return cls(counted)

    @property
    def due(self) -> int:
        """Return the honest denominator: everything that had to be public by this day."""
        return sum(self.by[s] for s in DENOMINATOR)

    @property
    def published(self) -> int:
        """Return what is public, opens, and is fresh."""
        return sum(self.by[s] for s in PUBLISHED)

    @property
    def on_time(self) -> int:
        """Return what was public in time."""
        return self.by[Standing.ON_TIME]

    @property
    def owing(self) -> int:
        """Return what an agency still owes."""
        return sum(self.by[s] for s in OWING)

    @property
    def unchecked(self) -> int:
        """Return what is claimed and not yet looked at."""
        return self.by[Standing.UNCHECKED]

    @property
    def rate(self) -> float | None:
        """Return published of due in per cent; none where nothing was due."""
        return self.published * 100 / self.due if self.due else None
