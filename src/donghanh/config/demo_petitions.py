"""Demonstration petitions of a trial instance: invented, marked, told through the same verbs as real work."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from email.message import EmailMessage
from typing import Any

from django.conf import settings

from donghanh.ground.accounts.models import Post, User
from donghanh.ground.orgs.models import Agency
from donghanh.ground.workcal import api as workcal
from donghanh.kit.data import read_yaml
from donghanh.kit.dates import ZONE
from donghanh.kit.text import search_key
from donghanh.record.journal.domain import DONE, WAITING
from donghanh.record.journal.models import Delivery
from donghanh.work.petitions import domain, services
from donghanh.work.petitions.domain import Identity, Submission
from donghanh.work.petitions.engine import batch as sheets
from donghanh.work.petitions.models import Petition
from donghanh.work.petitions.queries.proposals import proposal
from donghanh.work.petitions.queries.publishing import masked
from donghanh.work.petitions.services import batches, mailroom, sealing

SEED = 310
CHANNELS = ("web", "web", "email", "hotline", "paper", "meeting", "zalo")
MERGED_ON = date(2025, 3, 1)


@dataclass
class _Story:
    """The dice, the clerk at the hub, and who works where."""

    dice: random.Random
    clerk: User
    at: datetime
    made: dict[tuple[int, str], User] = field(default_factory=dict)

    def person(self, agency: Agency, role: str) -> User:
        """Return somebody who holds a role at an agency, invented where nobody does."""
        key = (agency.pk, role)
        if key not in self.made:
            post = Post.objects.filter(agency=agency, role=role, valid_to__isnull=True).select_related("user").first()
            self.made[key] = post.user if post else _invented(agency, role)
        return self.made[key]


def _invented(agency: Agency, role: str) -> User:
    name = f"{'Thủ trưởng' if role == 'head' else 'Chuyên viên'} minh họa {agency.short_name or agency.name}"[:118]
    user = User(
        email=f"minh-hoa-{role}-{agency.code}@trial.donghanh.localhost"[:250],
        full_name=name,
        name_folded=search_key(name),
        is_trial=True,
    )
    user.set_unusable_password()
    user.save()
    Post.objects.create(
        user=user, agency=agency, role=role, title="Minh họa", valid_from=agency.valid_from or date(2010, 1, 1)
    )
    return user


def run(*, at: datetime) -> int:
    """Tell some forty petitions up to ``at``; returns how many. Nothing happens where petitions stand already."""
    if Petition.objects.exists():
        return 0
    clerk = User.objects.filter(posts__role="office", is_trial=True).order_by("pk").first()
    if clerk is None:
        return 0
    story = _Story(random.Random(SEED), clerk, at)  # noqa: S311 - a demonstration
    cases = read_yaml("petitions", "demo.yaml")["cases"]
    _handed_over(story, cases[4])
    for n, case in enumerate(cases):
        _tell(story, case, n, days_ago=210 - 8 * n)
    for n, case in enumerate(cases):
        _tell(story, case, n + len(cases), days_ago=max(0, 44 - 2 * n))
    _sheets(at)
    _letters(at)
    if sealing.has_key():
        sealing.seal("Nội dung minh họa, không có thật.", contact="Minh họa", at=at)
    Delivery.objects.filter(state=WAITING).update(state=DONE)
    return Petition.objects.count()


def _moment(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), ZONE)


def _submission(case: dict[str, Any], n: int, channel: str, day: date) -> Submission:
    kind = ("business", "household", "cooperative")[n % 3]
    name = {"business": "Công ty TNHH", "household": "Hộ kinh doanh", "cooperative": "Hợp tác xã"}[kind]
    who = Identity(
        name=f"{name} minh họa số {n + 1:02d}",
        kind=kind,
        representative=f"Người đại diện minh họa {n + 1:02d}",
        phone=f"09000{n + 1:05d}",
        email=f"minh-hoa-{n + 1:02d}@doanh-nghiep.example",
        public_name=n % 5 == 0,
    )
    title = case["title"] if n < 20 else f"{case['title']} (đợt hai)"
    text = case["text"] if n < 20 else f"{case['text']} Đây là lần gửi thứ hai."
    return Submission(
        channel=channel,
        title=title,
        text=text,
        subject=case["subject"],
        place=case["place"],
        identity=who,
        external_id=f"minh-hoa-{n + 1}-{day:%Y%m%d}",
        regime="question" if not case["subject"] else "petition",
    )


def _tell(story: _Story, case: dict[str, Any], n: int, *, days_ago: int) -> None:
    """Let one petition live as far as its days allow."""
    day = story.at.date() - timedelta(days=days_ago)
    row = services.receive(
        _submission(case, n, story.dice.choice(CHANNELS), day), at=min(_moment(day, 8 + n % 9, n % 60), story.at)
    ).petition
    sorted_on = workcal.add_working_days(day, 1 + n % 2)
    if not case["subject"] or not _past(story, sorted_on):
        return
    found = proposal(row, on=sorted_on)
    if found.lead is None:
        return
    row = services.route(
        row, to=found.lead, support=found.support[:1] if n % 3 == 0 else (), by=story.clerk, at=_moment(sorted_on, 10)
    )
    officer, head = story.person(found.lead, "officer"), story.person(found.lead, "head")
    taken_on = workcal.add_working_days(sorted_on, 1)
    if n % 11 == 5 or not _past(story, taken_on):
        return
    row = services.accept(row, by=officer, at=_moment(taken_on, 9))
    row = services.name_officer(row, officer=officer, by=head, at=_moment(taken_on, 10))
    _answer(story, row, case, n, officer, head, taken_on)


def _past(story: _Story, day: date) -> bool:
    return _moment(day, 18) < story.at


def _answer(story: _Story, row: Petition, case: dict[str, Any], n: int, officer: User, head: User, day: date) -> None:
    if n % 4 == 1 and _past(story, asked_on := workcal.add_working_days(day, 2)):
        row = services.ask(
            row,
            text="Đề nghị gửi thêm bản sao giấy hẹn và cho biết số hồ sơ để chúng tôi tra cứu.",
            by=officer,
            at=_moment(asked_on, 9),
        )
        replied_on = workcal.add_working_days(asked_on, 3)
        if not _past(story, replied_on) or n % 8 == 5:
            return
        services.reply(row, text="Chúng tôi gửi kèm số hồ sơ và ảnh giấy hẹn.", at=_moment(replied_on, 15), sender=True)
        row.refresh_from_db()
        day = replied_on
    if not case.get("answer"):
        return
    drafted_on = workcal.add_working_days(day, 6 + n % 9)
    if not _past(story, drafted_on):
        return
    services.draft(row, text=case["answer"], outcome=case["outcome"], version=0, by=officer, at=_moment(drafted_on, 9))
    row = services.submit(row, by=officer, at=_moment(drafted_on, 11))
    if n % 13 == 9:
        return
    row = services.approve(row, by=head, at=_moment(drafted_on, 16))
    answer = row.answers.get(state=domain.AnswerState.APPROVED)
    shown = masked(row, answer)
    words = services.PublicWords(
        shown.title.text, shown.question.text, shown.text.text, name=shown.name, redactions=shown.log()
    )
    services.publish(answer, public=words, by=officer, at=_moment(drafted_on, 17))
    rated_on = drafted_on + timedelta(days=4)
    if not case["solved"] or not _past(story, rated_on):
        return
    services.rate(row, solved=case["solved"], at=_moment(rated_on, 20), sender=True)
    if case["solved"] == "no" and n % 2 == 0 and _past(story, again := rated_on + timedelta(days=10)):
        services.reopen(row, reason="Việc vẫn chưa xong, xin xem lại.", at=_moment(again, 9), sender=True)


def _handed_over(story: _Story, case: dict[str, Any]) -> None:
    """One petition of February 2025: its department ended on 1/3/2025, the case went on at the successor."""
    day = date(2025, 2, 20)
    if story.at.date() < date(2025, 4, 1):
        return
    row = services.receive(_submission(case, 90, "paper", day), at=_moment(day, 9)).petition
    before = Agency.objects.filter(code="so-ke-hoach-va-dau-tu").first()
    if before is None:
        return
    row = services.route(row, to=before, by=story.clerk, at=_moment(day, 14))
    services.hand_over_successions(at=_moment(MERGED_ON + timedelta(days=2), 8), by=story.clerk)
    row.refresh_from_db()
    if row.lead is None or row.lead == before:
        return
    officer, head = story.person(row.lead, "officer"), story.person(row.lead, "head")
    row = services.accept(row, by=officer, at=_moment(date(2025, 3, 4), 9))
    services.draft(
        row, text=case["answer"], outcome="explained", version=0, by=officer, at=_moment(date(2025, 3, 12), 9)
    )
    row = services.submit(row, by=officer, at=_moment(date(2025, 3, 12), 10))
    services.approve(row, by=head, at=_moment(date(2025, 3, 12), 16))


def _sheets(at: datetime) -> None:
    """Let an association send two spreadsheets: one made into cases, one that waits with a row to be mended."""
    association = Agency.objects.on(at.date()).filter(kind="association").order_by("pk").first()
    if association is None:
        return
    good = [
        {"business": f"Hợp tác xã minh họa {n}", "subject": subject, "text": f"{text} (minh họa)"}
        for n, (subject, text) in enumerate(
            (
                ("land", "Chờ xác nhận diện tích thuê đất làm kho lạnh đã ba tháng."),
                ("tax", "Hồ sơ hoàn thuế quý trước đã bổ sung, chưa có kết quả."),
                ("credit", "Ngân hàng yêu cầu thêm tài sản thế chấp so với hướng dẫn."),
                ("customs", "Bãi chờ ở cửa khẩu thiếu chỗ cho xe hàng đông lạnh."),
            ),
            start=1,
        )
    ]
    for rows, period in (
        (good, "quý trước"),
        ([{**good[0], "text": f"{good[0]['text']} Nhắc lại."}, {"text": "?"}], ""),
    ):
        body = sheets.filled(rows)
        row = batches.upload(body, name="kho-khan.xlsx", association=association, by=None, at=at, period=period)
        row = batches.read(row, at=at)
        if period and row.total:
            row = batches.confirm(row, by=None, at=at)
            while batches.make_next(row, at=at):
                row.refresh_from_db()


def _letters(at: datetime) -> None:
    """Let two letters come: one becomes a case, one is an answering machine's and is set aside."""
    for number, (subject, text, heads) in enumerate(
        (
            ("Hỏi về hỗ trợ lãi suất", "Hợp tác xã cần biết điều kiện hỗ trợ lãi suất năm nay (minh họa).", {}),
            ("Trả lời tự động: vắng mặt", "Tôi vắng mặt (minh họa).", {"Auto-Submitted": "auto-replied"}),
        )
    ):
        letter = EmailMessage()
        letter["From"], letter["To"] = f"Minh họa <minh-hoa-{number}@vi-du.example>", settings.MAIL_BOX
        letter["Subject"], letter["Message-ID"] = subject, f"<minh-hoa-{number}@vi-du.example>"
        for name, value in heads.items():
            letter[name] = value
        letter.set_content(text)
        mailroom.take_letter(bytes(letter), at=at)
