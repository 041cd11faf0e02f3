"""Demonstration progress for a trial instance: made by a seeded generator, through the same verbs as real work.

Everything it writes is invented except the plan itself and the agencies: who reported, when, with what. A trial says
so on every page, the people it makes are marked as trial accounts that cannot sign in, and a production start refuses
a database that holds any of it (``config.checks``).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from donghanh.ground.accounts.models import Post, User
from donghanh.ground.orgs import api as orgs
from donghanh.ground.orgs.models import Agency
from donghanh.ground.workcal import api as workcal
from donghanh.kit.dates import ZONE
from donghanh.kit.text import search_key
from donghanh.record.journal import api as journal
from donghanh.record.journal.domain import DONE, WAITING
from donghanh.record.journal.models import Delivery
from donghanh.work.plan import services
from donghanh.work.plan.domain import State
from donghanh.work.plan.models import Obligation, Plan

Progress = Callable[[int, int], None]
SEED = 124
LATE_FROM, MISSING_FROM = 0.82, 0.93
MERGED_ON, DISTRICTS_ENDED_ON = date(2025, 3, 1), date(2025, 7, 1)
# Reports of earlier periods would only make the first start slow.
TRACKED_FROM = date(2026, 1, 1)
# Duties that are fulfilled by a return (``demo_reports``): the report to the focal agency.
RETURNED = frozenset({"part_C__clause_1"})
# Districts whose work the demonstration hands to their communes; the others wait for a trial user to do it.
HANDED_DISTRICTS = 1


@dataclass
class _Story:
    """The state of one telling: the plan, the dice, who acts for whom, and how far the bar is."""

    plan: Plan
    dice: random.Random
    people: dict[int, User]
    tracker: User
    authority: User
    until: datetime


def run_demo(compiled: Mapping[str, Any], *, at: datetime, progress: Progress) -> int:
    """Tell a plan's story from its signing to ``at``; returns the number of obligations."""
    signed = date.fromisoformat(compiled["document"]["date"])
    plan = services.load_register(compiled, at=_moment(signed, 15))
    services.activate(plan, at=_moment(signed, 16), tracked_from=TRACKED_FROM)
    tracker = User.objects.get(posts__role="coordinator", posts__valid_to__isnull=True, is_trial=True)
    authority = User.objects.get(posts__role="leader", is_trial=True)
    story = _Story(plan, random.Random(SEED), _people(), tracker, authority, at)  # noqa: S311 - a demonstration
    milestones = [d for d in _quarter_starts(signed, at.date()) if d != DISTRICTS_ENDED_ON]
    milestones = sorted({*milestones, MERGED_ON, DISTRICTS_ENDED_ON, at.date()})
    begun = signed
    for done, milestone in enumerate(milestones, start=1):
        _work(story, begun, min(milestone, at.date()))
        if milestone == MERGED_ON:
            services.hand_over_successions(plan, at=_moment(milestone, 8) + timedelta(days=2), by=tracker)
        elif milestone == DISTRICTS_ENDED_ON:
            _hand_districts(story)
        services.open_periods(
            plan, at=_moment(milestone, 7) + timedelta(days=2 * (milestone in (MERGED_ON, DISTRICTS_ENDED_ON)))
        )
        journal.seal(at=min(_moment(milestone, 23), at))
        begun = milestone
        progress(done, len(milestones) + 1)
    _today(story)
    past = Delivery.objects.filter(state=WAITING, entry__at__lt=at - timedelta(days=3))
    past.update(state=DONE, done_at=at)  # nobody wants a letter about work of years ago
    progress(1, 1)
    return Obligation.objects.filter(duty__plan=plan).count()


def _moment(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)


def _quarter_starts(since: date, until: date) -> list[date]:
    days = [date(y, m, 1) for y in range(since.year, until.year + 1) for m in (1, 4, 7, 10)]
    return [d for d in days if since < d <= until]


def _people() -> dict[int, User]:
    """One invented head for each agency that can act; marked as trial, without a password."""
    found: dict[int, User] = {}
    for agency in Agency.objects.exclude(command="requested", kind="judicial").exclude(
        kind__in=("ministry", "foreign")
    ):
        name = f"Cán bộ minh họa {agency.short_name or agency.name}"[:118]
        user = User(
            email=f"minh-hoa-{agency.code}@trial.donghanh.localhost"[:250],
            full_name=name,
            name_folded=search_key(name),
            is_trial=True,
        )
        user.set_unusable_password()
        user.save()
        role = "association" if agency.kind == "association" else "head"
        Post.objects.create(
            user=user, agency=agency, role=role, title="Minh họa", valid_from=agency.valid_from or date(2010, 1, 1)
        )
        found[agency.pk] = user
    return found


def _work(story: _Story, since: date, until: date) -> None:
    """Let a stretch of time pass: everybody does some of what lies on their desk."""
    for row in Obligation.objects.open().filter(duty__plan=story.plan).with_context():
        person = story.people.get(row.holder_id)
        if person is None or not row.holder.exists_on(until - timedelta(days=1)):
            continue
        if row.due_on is not None and row.period:
            _one_period(story, row, person, since, until)
        elif row.due_on is not None:
            _one_dated(story, row, person, since, until)
        else:
            _one_standing(story, row, person, since, until)


def _day(story: _Story, since: date, until: date) -> datetime | None:
    """Pick an office hour on a working day in ``[since, until)`` that is not after the story's end."""
    span = (until - since).days
    for _ in range(8):
        day = since + timedelta(days=story.dice.randrange(max(span, 1)))
        if workcal.is_working_day(day) and since <= day:
            moment = _moment(day, 8).replace(hour=story.dice.randint(8, 16), minute=story.dice.randint(0, 59))
            return moment if moment < story.until else None
    return None


def _fate(row: Obligation) -> float:
    """Roll an obligation's fate once: the same number each time it is looked at."""
    return random.Random(f"{SEED} {row.number}").random()  # noqa: S311 - a demonstration


def _one_period(story: _Story, row: Obligation, person: User, since: date, until: date) -> None:
    """A periodic report: mostly on time, sometimes late, now and then missing; returns tell their own story."""
    assert row.due_on is not None  # noqa: S101 - the caller asked
    if row.duty.eid in RETURNED:
        return
    fate = _fate(row)
    if fate > MISSING_FROM:
        return
    first, last = (-12, 1) if fate < LATE_FROM else (1, 12)
    begins = max(since, row.period_starts_on or since, row.due_on + timedelta(days=first))
    when = _day(story, begins, min(until, row.due_on + timedelta(days=last)))
    if when is not None and when.date() >= begins:
        _finish(story, row, person, when, "Báo cáo tình hình, kết quả thực hiện kỳ này.")


def _one_dated(story: _Story, row: Obligation, person: User, since: date, until: date) -> None:
    """A duty with one date: done around it, or never."""
    assert row.due_on is not None  # noqa: S101 - the caller asked
    fate = _fate(row)
    if fate > MISSING_FROM:
        return
    first, last = (-9, 1) if fate < LATE_FROM else (1, 25)
    begins = max(since, row.due_on + timedelta(days=first))
    when = _day(story, begins, min(until, row.due_on + timedelta(days=last)))
    if when is not None and when.date() >= begins:
        _finish(story, row, person, when, "Đã ban hành và triển khai theo yêu cầu.")


def _one_standing(story: _Story, row: Obligation, person: User, since: date, until: date) -> None:
    """Standing work moves slowly; some of it is finished, proposed or waits for confirmation."""
    if story.dice.random() > 0.04:
        return
    when = _day(story, since, until)
    if when is None:
        return
    if row.percent and story.dice.random() < 0.6:
        _finish(story, row, person, when, "Đã hoàn thành nội dung được giao, có sản phẩm kèm theo.")
        return
    percent = min(95, row.percent + story.dice.choice((15, 20, 25, 30, 35)))
    if row.state in (State.ASSIGNED, State.DOING):
        services.report(row, percent=percent, text=story.dice.choice(_WORDS), by=person, at=when)


_WORDS = (
    "Đã rà soát, lập danh mục và phân công người làm.",
    "Đã phối hợp với các đơn vị liên quan, đang hoàn thiện.",
    "Đã đăng tải phần đầu lên trang thông tin điện tử của cơ quan.",
    "Đã tổ chức làm việc với doanh nghiệp, đang tổng hợp ý kiến.",
)


def _finish(story: _Story, row: Obligation, person: User, when: datetime, words: str) -> None:
    """Report, submit, and usually have it confirmed some days later."""
    if row.state == State.ASSIGNED:
        services.accept(row, by=person, at=when)
    number = f"{story.dice.randint(20, 980)}/BC-MH"
    services.submit(row, text=words, document_number=number, by=person, at=when + timedelta(minutes=20))
    confirmed = when + timedelta(days=story.dice.randint(1, 6))
    chance = story.dice.random()
    if confirmed >= story.until:
        return
    if chance < 0.05:
        services.return_result(row, reason="Thiếu số liệu minh chứng (minh họa).", by=story.tracker, at=confirmed)
    else:
        services.confirm(row, by=story.tracker, at=confirmed)


def _hand_districts(story: _Story) -> None:
    """Hand the work of a few ended districts to their communes; leave the rest for somebody to try."""
    when = _moment(DISTRICTS_ENDED_ON, 9) + timedelta(days=1)
    ended = Agency.objects.filter(kind="district", valid_to=DISTRICTS_ENDED_ON).order_by("unit_code")[:HANDED_DISTRICTS]
    for district in ended:
        communes = [r.id for r in orgs.descend(district.pk, DISTRICTS_ENDED_ON) if r.kind == "commune"]
        receivers = list(Agency.objects.filter(pk__in=communes).order_by("unit_code"))
        for row in Obligation.objects.open().filter(duty__plan=story.plan, holder=district):
            services.hand_over(
                row,
                to=receivers,
                effective_on=DISTRICTS_ENDED_ON,
                basis="Nghị quyết 1672/NQ-UBTVQH15 (bàn giao minh họa)",
                by=story.tracker,
                at=when,
            )


def _today(story: _Story) -> None:
    """Leave something on the desks of the trial accounts: work in hand, results to approve and to confirm."""
    day = workcal.add_working_days(story.until.date(), -2)
    for login, head in (("chuyenvien", "lanhdaoso"), ("chuyenvien2", None)):
        officer = User.objects.get(email=f"{login}@trial.donghanh.localhost")
        agencies = officer.agency_ids(day)
        rows = list(
            Obligation.objects.open()
            .filter(duty__plan=story.plan, holder__in=agencies, due_on__isnull=True, percent=0)
            .with_context()[:7]
        )
        for order, row in enumerate(rows):
            when = _moment(day, 9) + timedelta(minutes=11 * order)
            services.report(row, percent=20 + 10 * order, text=_WORDS[order % len(_WORDS)], by=officer, at=when)
            if order in (1, 4):
                services.propose(
                    row,
                    text="Đã xong phần việc, trình thủ trưởng xem xét (minh họa).",
                    document_number=f"{310 + order}/TTr-MH",
                    by=officer,
                    at=when + timedelta(minutes=5),
                )
            if order == 5 and head:
                services.submit(
                    row,
                    text="Đã hoàn thành, có văn bản kèm theo (minh họa).",
                    document_number="412/BC-MH",
                    by=User.objects.get(email=f"{head}@trial.donghanh.localhost"),
                    at=when + timedelta(minutes=9),
                )
    soon = Obligation.objects.open().filter(duty__plan=story.plan, due_on__gt=day, requested=False).with_context()
    for row in soon.order_by("holder__name")[3:5]:
        person = story.people.get(row.holder_id)
        if person is not None and row.due_on is not None:
            services.ask_extension(
                row,
                wanted_on=workcal.add_working_days(row.due_on, 5),
                by=person,
                at=_moment(day, 15),
                reason="Chờ số liệu chính thức của cơ quan thống kê (minh họa).",
            )
