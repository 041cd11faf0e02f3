"""Demonstration dialogues and reforms of a trial instance: invented, marked, told by the same verbs as real work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from donghanh.ground.accounts.models import User
from donghanh.ground.orgs.models import Agency
from donghanh.ground.workcal import api as workcal
from donghanh.kit.data import read_yaml
from donghanh.kit.dates import ZONE, local_date
from donghanh.record.journal.domain import DONE, WAITING
from donghanh.record.journal.models import Delivery
from donghanh.record.notify.models import Letter
from donghanh.work.dialogues import services
from donghanh.work.dialogues.models import Cluster, Conclusion, Dialogue, Reform
from donghanh.work.plan import services as plan_services
from donghanh.work.plan.models import Obligation

MARK = "(minh họa)"


@dataclass
class _Story:
    """Who acts, and up to when."""

    coordinator: User
    leader: User
    officer: User
    head: User
    organiser: Agency
    at: datetime


def _moment(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), ZONE)


def run(*, at: datetime) -> int:
    """Tell the dialogues of a year up to ``at``; returns how many. Nothing happens where there are some already."""
    if Dialogue.objects.exists():
        return 0
    people = {
        login: User.objects.filter(email=f"{login}@trial.donghanh.localhost").first()
        for login in ("dieuphoi", "lanhdao", "chuyenvien", "lanhdaoso")
    }
    organiser = Agency.objects.filter(code="ubnd-tinh-lang-son").first() or (
        Agency.objects.filter(kind="province", valid_to__isnull=True).order_by("pk").first()
    )
    if organiser is None or None in people.values():
        return 0
    coordinator, leader, officer, head = (people[k] for k in ("dieuphoi", "lanhdao", "chuyenvien", "lanhdaoso"))
    story = _Story(coordinator, leader, officer, head, organiser, at)
    for told in read_yaml("dialogues", "demo.yaml")["dialogues"]:
        _tell(story, told)
    services.gather(on=local_date(at))
    _reforms(story)
    Delivery.objects.filter(state=WAITING).update(state=DONE)
    Letter.objects.all().delete()  # nobody outside is written to by a trial
    return Dialogue.objects.count()


def _agency(story: _Story) -> Agency:
    """Return the agency whose officer a trial user can be, so that the work is seen on a desk."""
    found: Agency = Agency.objects.get(pk=min(story.officer.agency_ids(local_date(story.at))))
    return found


def _tell(story: _Story, told: dict[str, Any]) -> None:
    """One dialogue: announced three weeks before its day, asked, held, concluded, published as far as time has come."""
    day = workcal.add_working_days(local_date(story.at) + timedelta(days=told["in_days"]), 1)
    early = day - timedelta(days=24) if told["in_days"] < 0 else local_date(story.at) - timedelta(days=5)
    opened = _moment(early, 9)
    facts = services.Facts(
        title=f"{told['title']} {MARK}",
        topic=told["topic"],
        place=told["place"],
        starts_at=_moment(day, 8, 30),
        ends_at=_moment(day, 11, 30),
        questions_until=day - timedelta(days=2),
        provincial=True,
    )
    row = services.open_dialogue(facts, organiser=story.organiser, by=story.coordinator, at=opened)
    services.invite(row, agency=_agency(story), by=story.coordinator, at=opened)
    services.invite(row, name=f"Doanh nghiệp {MARK}", email="khach@minh-hoa.example", by=story.coordinator, at=opened)
    if told.get("draft"):
        return
    row = services.announce(row, by=story.coordinator, at=opened + timedelta(hours=2))
    for n, question in enumerate(told["questions"]):
        _ask(story, row, question, opened + timedelta(days=1, hours=n))
    if told["in_days"] < 0:
        _hold(story, row, told, day)


def _ask(story: _Story, row: Dialogue, told: dict[str, Any], at: datetime) -> None:
    who = services.Who(f"Người hỏi {MARK}", "", "")
    question = services.ask(row, text=told["text"], who=who, at=at)
    if not told.get("answer"):
        return
    later = at + timedelta(days=2)
    if later >= story.at:
        return
    question = services.choose(
        question, agency=_agency(story), public_text=told["text"], by=story.coordinator, at=later
    )
    services.answer(question, text=told["answer"], by=story.officer, at=later + timedelta(hours=3))


def _hold(story: _Story, row: Dialogue, told: dict[str, Any], day: date) -> None:
    row = services.hold(
        row, minutes=told["minutes"], attended=told["attended"], by=story.coordinator, at=_moment(day, 16)
    )
    signed = workcal.add_working_days(day, 3)
    after = _moment(workcal.add_working_days(day, 5), 9)
    if after >= story.at:
        return
    for said in told["conclusions"]:
        services.conclude(
            row,
            text=said["text"],
            agency=_agency(story),
            due_on=day + timedelta(days=said["days"]),
            by=story.coordinator,
            at=after,
        )
    if not told.get("notice"):
        return
    row = services.enter_notice(
        row,
        number=told["notice"],
        signed_on=signed,
        signer=f"Lãnh đạo UBND tỉnh {MARK}",
        issuer="Ủy ban nhân dân tỉnh",
        by=story.coordinator,
        at=after,
    )
    for one, said in zip(row.conclusions.order_by("order"), told["conclusions"], strict=True):
        _carry_out(story, one, said, after)
    services.publish(row, public_minutes=told["minutes"], by=story.coordinator, at=after + timedelta(hours=6))


def _carry_out(story: _Story, one: Conclusion, said: dict[str, Any], at: datetime) -> None:
    work = services.order(one, by=story.coordinator, at=at + timedelta(minutes=10 * one.order))
    done = at + timedelta(days=said.get("done_after", 0))
    if said.get("done_after") and done < story.at:
        _finish(story, work.key, said["document"], done)
        services.settle(one, result=said["result"], result_on=local_date(done), by=story.coordinator, at=done)


def _finish(story: _Story, key: str, document: str, at: datetime) -> None:
    row = plan_services.accept(Obligation.objects.get(key=key), by=story.head, at=at)
    plan_services.submit(
        row, text=f"Đã xong {MARK}.", document_number=document, by=story.head, at=at + timedelta(minutes=20)
    )
    plan_services.confirm(row, by=story.coordinator, at=at + timedelta(minutes=50))


def _reforms(story: _Story) -> None:
    """One proposal agreed and ordered, one that waits for a leader; the other topics stay without any."""
    told = read_yaml("dialogues", "demo.yaml")["reforms"]
    topics = list(Cluster.objects.alive().exclude(agency=None).select_related("agency")[: len(told)])
    for said, topic in zip(told, topics, strict=False):
        assert topic.agency is not None  # noqa: S101 - the query asked
        idea = services.Idea(
            kind=said["kind"],
            title=f"{said['title']}: {topic.label.lower()}"[:180] + f" {MARK}",
            text=said["text"],
            agency=topic.agency,
            due_on=local_date(story.at) + timedelta(days=60),
        )
        row = services.propose(topic, idea, by=story.coordinator, at=story.at - timedelta(days=6))
        if said.get("agreed"):
            _agree(story, row, said)


def _agree(story: _Story, row: Reform, said: dict[str, Any]) -> None:
    at = story.at - timedelta(days=4)
    row = services.decide(row, agreed=True, reason=said["agreed"], by=story.leader, at=at)
    services.order_reform(
        row,
        number=said["document"],
        signed_on=local_date(at),
        signer=f"Lãnh đạo UBND tỉnh {MARK}",
        issuer="Ủy ban nhân dân tỉnh",
        by=story.coordinator,
        at=at + timedelta(days=1),
    )
