"""Demonstration returns and reports: quarters of the past as they might have gone, told through the same verbs.

Every sentence and figure here is invented and says so (*minh họa*); the agencies, the regimes and the dates are real.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from donghanh.ground.accounts.models import User
from donghanh.ground.workcal import api as workcal
from donghanh.kit.dates import ZONE
from donghanh.work.plan import api as plan
from donghanh.work.reporting import domain, jobs, services
from donghanh.work.reporting.models import Period, Return
from donghanh.work.reporting.services import FigureInput, SectionInput

Progress = Callable[[int, int], None]
SEED = 124
LATE_FROM, MISSING_FROM, BACK_FROM, AGAIN_FROM = 0.82, 0.94, 0.74, 0.70
QUARTERS_BACK = 2  # the last quarters that fell due; and the very first of the plan, under the names of 2023
WORDS_IN = 5  # duties that a return says something about; more would only make the first start slow

_OWN = {
    "leadership": (
        "Đã ban hành văn bản triển khai và phân công từng phòng chuyên môn (minh họa).",
        "Lãnh đạo cơ quan họp kiểm điểm tiến độ hai lần trong kỳ (minh họa).",
        "Đã đưa nhiệm vụ vào chương trình công tác và giao người theo dõi (minh họa).",
    ),
    "duties": (
        "Đã rà soát, cập nhật nội dung trong kỳ; phần còn lại làm tiếp kỳ sau (minh họa).",
        "Đã công bố trên trang thông tin của cơ quan, có đầu mối trả lời (minh họa).",
        "Đã phối hợp với các đơn vị liên quan, thống nhất cách làm và mốc thời gian (minh họa).",
        "Đã làm việc với doanh nghiệp trên địa bàn, ghi nhận ý kiến để điều chỉnh (minh họa).",
        "Chưa hoàn thành do chờ hướng dẫn của cấp trên; đã có văn bản hỏi (minh họa).",
    ),
    "assessment": (
        "Phần lớn việc đúng tiến độ; tồn tại là số liệu cập nhật còn chậm (minh họa).",
        "Kết quả đạt yêu cầu của kỳ; nguyên nhân chậm ở một việc là thiếu nhân lực (minh họa).",
    ),
    "next": ("Hoàn thành các việc sắp đến hạn, cập nhật dữ liệu công khai trước ngày 10 (minh họa).",),
    "difficulties": (
        "Quy định về thủ tục đất đai thay đổi trong kỳ nên phải rà soát lại quy trình (minh họa).",
        "Cán bộ phụ trách thay đổi sau sắp xếp bộ máy (minh họa).",
        "Chưa có khó khăn lớn (minh họa).",
    ),
    "proposals": (
        "Đề nghị cơ quan đầu mối tổ chức tập huấn về chấm điểm chỉ số (minh họa).",
        "Đề nghị bố trí kinh phí duy trì cơ sở dữ liệu (minh họa).",
    ),
}
_DIFFICULTIES = (
    ("Chậm xác nhận nguồn gốc đất khi mở rộng nhà xưởng", "Đất đai", "Rút ngắn thời gian xác minh"),
    ("Phí lưu kho tại cửa khẩu tăng trong giờ cao điểm", "Logistics", "Bố trí thêm bãi và khung giờ"),
    ("Khó tiếp cận vốn tín dụng ngắn hạn", "Tài chính", "Kết nối ngân hàng và doanh nghiệp"),
    ("Thiếu lao động có tay nghề cơ khí", "Lao động", "Mở lớp theo đặt hàng"),
    ("Hồ sơ môi trường phải nộp lại nhiều lần", "Môi trường", "Công bố mẫu điền sẵn"),
)


@dataclass
class _Desk:
    """Who acts in the demonstration, the dice, and the last moment of the story."""

    heads: dict[int, User]
    tracker: User
    until: datetime
    dice: random.Random = field(default_factory=lambda: random.Random(SEED))  # noqa: S311 - a demonstration


def tell_reports(*, at: datetime, progress: Progress) -> int:
    """Tell the plan's first quarter, the last few and the open ones; returns the number of returns."""
    heads = {
        post.agency_id: post.user
        for user in User.objects.filter(email__startswith="minh-hoa-").prefetch_related("posts")
        for post in user.posts.all()
        if post.agency_id
    }
    tracker = User.objects.get(posts__role="coordinator", posts__valid_to__isnull=True, is_trial=True)
    desk = _Desk(heads, tracker, at)
    told = _told(at.date())
    for done, (code, name, named_on) in enumerate(told, start=1):
        opened = min(_moment(named_on - timedelta(days=20), 8), at)
        period = services.open_period(code, name, at=opened)
        _live(desk, period, closed=code in ("kh124-quy", "kh124-nam") and (code, name, named_on) != _last_quarter(told))
        progress(done, len(told) + 1)
    services.open_due(since=at.date() - timedelta(days=31), at=at)
    for period in Period.objects.filter(locked_at__isnull=True, due_on__gte=at.date()):
        _begin(desk, period)
    progress(1, 1)
    return Return.objects.count()


def _told(today: date) -> list[tuple[str, str, date]]:
    """Choose what is told: the plan's first quarter, the last quarters and years, the associations' last quarter."""
    found: list[tuple[str, str, date]] = []
    for code, many in (("kh124-quy", QUARTERS_BACK), ("kh124-nam", 1), ("kh124-hiep-hoi", 1)):
        regime = domain.regimes()[code]
        past = [s for s in regime.slots(regime.since, today) if s.named_on + timedelta(days=12) < today]
        chosen = past[-many:]
        if code == "kh124-quy" and len(past) > many:
            first = next((s for s in past if s.name.endswith("Q3")), past[0])
            chosen = [first, *[s for s in chosen if s is not first]]
        found += [(code, s.name, s.named_on) for s in chosen]
    return sorted(found, key=lambda t: (t[2], t[0]))


def _last_quarter(told: list[tuple[str, str, date]]) -> tuple[str, str, date] | None:
    return next((t for t in reversed(told) if t[0] == "kh124-quy"), None)


def _moment(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE)


def _near(desk: _Desk, day: date, first: int, last: int) -> datetime:
    """Pick an office hour so many working days from a day, not after the end of the story."""
    moved = workcal.add_working_days(day, desk.dice.randint(first, last))
    return min(_moment(moved, desk.dice.randint(8, 16), desk.dice.randint(0, 59)), desk.until)


def _live(desk: _Desk, period: Period, *, closed: bool) -> None:
    """Let a period pass: in time, late, sent back, opened again, never come; then locked and reported, or left open."""
    rows = list(period.returns.with_context().order_by("pk"))
    for row in rows:
        head = desk.heads.get(row.agency_id)
        if head is not None and row.agency.exists_on(period.due_on):
            _one(desk, row, head, closed=closed)
    if not period.returns.filter(state=domain.State.ACCEPTED).exists():
        return
    if closed:
        day = workcal.add_working_days(period.due_on, 16)
        services.lock_period(period, by=desk.tracker, at=_moment(day, 9))
        report = services.request_report(period, by=desk.tracker, at=_moment(day, 10))
        jobs.build_report(report, clock=lambda: _moment(day, 10, 1))
        number = f"{desk.dice.randint(100, 900)}/BC-MH"
        services.issue(report, number=number, signed_on=day, by=desk.tracker, at=_moment(day, 15))
    elif period.regime == "kh124-quy":
        _draft_then_reopened(desk, period)


def _one(desk: _Desk, row: Return, head: User, *, closed: bool) -> None:
    fate, due = desk.dice.random(), row.period.due_on
    if row.agency_id in desk.tracker.agency_ids(due):
        fate = 0.3  # where the trial accounts sit: sent in time, so that they have something to go on with
    if fate > MISSING_FROM:
        return
    when = _near(desk, due, 1, 6) if fate > LATE_FROM else _near(desk, due, -6, -1)
    _write(desk, row, head, when)
    _send(row, head, when)
    seen = min(_moment(workcal.add_working_days(when.date(), 1), 14), desk.until)
    if BACK_FROM < fate <= LATE_FROM:
        services.return_for_fix(row, reason="Thiếu số liệu của kỳ và minh chứng (minh họa).", by=desk.tracker, at=seen)
        if not closed and fate > LATE_FROM - 0.03:
            return  # still being corrected
        _send(row, head, _near(desk, seen.date(), 1, 3))
        seen = min(_moment(workcal.add_working_days(seen.date(), 4), 15), desk.until)
    _take_in(desk, row, seen)
    if row.period.estimates and fate < 0.6:
        final = _near(desk, row.period.data_until, 1, 5)
        services.confirm_figures(row, final=[], by=head, at=max(final, seen))
    if closed and AGAIN_FROM < fate <= BACK_FROM:
        later = min(_moment(workcal.add_working_days(seen.date(), 1), 9), desk.until)
        services.reopen(row, reason="Đính chính số liệu của cơ quan (minh họa).", by=desk.tracker, at=later)
        _send(row, head, later + timedelta(hours=5))
        _take_in(desk, row, later + timedelta(hours=6))


def _send(row: Return, head: User, when: datetime) -> None:
    """Send, and let the plan's own report duty follow at once."""
    services.submit(row, by=head, at=when)
    if row.obligation_key:
        text = f"Đã gửi {row.period.rules.name} ({row.period.label})."
        plan.report_came(row.obligation_key, text=text, document_number=row.number[:60], by=head, at=when)


def _take_in(desk: _Desk, row: Return, when: datetime) -> None:
    services.accept(row, by=desk.tracker, at=when)
    if row.obligation_key:
        plan.report_settled(row.obligation_key, note=f"Theo báo cáo {row.number}", by=desk.tracker, at=when)


def _write(desk: _Desk, row: Return, head: User, when: datetime) -> None:
    """Write a few parts, the figures the agency answers for, and now and then a difficulty of businesses."""
    parts = list(row.sections.all())
    duties = [s for s in parts if s.code == "duties" and not s.text]
    chosen = {s.pk for s in desk.dice.sample(duties, min(WORDS_IN, len(duties)))}
    texts = [
        SectionInput(s.order, desk.dice.choice(_OWN[s.code]), s.version)
        for s in parts
        if s.code in _OWN and not s.text and (s.code != "duties" or s.pk in chosen)
    ]
    services.save_draft(row, by=head, at=when, sections=texts, figures=_figures(desk, row))
    if desk.dice.random() < 0.3 and row.period.rules.tables:
        lines = [
            {
                "subject": f"{subject} (minh họa)", "field": kind, "count": str(desk.dice.randint(1, 12)),
                "raised_on": (when.date() - timedelta(days=desk.dice.randint(3, 40))).isoformat(), "proposal": wish,
            }
            for subject, kind, wish in desk.dice.sample(_DIFFICULTIES, desk.dice.randint(1, 2))
        ]  # fmt: skip
        services.save_rows(row, table=row.period.rules.tables[0].code, rows=lines, by=head, at=when)


def _figures(desk: _Desk, row: Return) -> list[FigureInput]:
    found = []
    for figure in row.figures.all():
        below = desk.dice.randint(40, 400)
        rate = Decimal(desk.dice.randint(78, 100)) / 100
        above = Decimal(below * rate).quantize(Decimal(1))
        told = "Sổ theo dõi của cơ quan (minh họa)"
        found.append(FigureInput(figure.code, None, figure.version, above, Decimal(below), evidence=told))
    return found


def _draft_then_reopened(desk: _Desk, period: Period) -> None:
    """Leave the last quarter in the coordinator's hands: a draft, and one return opened again since."""
    day = min(workcal.add_working_days(period.due_on, 8), desk.until.date())
    report = services.request_report(period, by=desk.tracker, at=_moment(day, 10))
    jobs.build_report(report, clock=lambda: _moment(day, 10, 1))
    accepted = period.returns.with_context().filter(state=domain.State.ACCEPTED)
    own = accepted.filter(agency_id__in=desk.tracker.agency_ids(day)).first()  # where a trial account can go on with it
    row = own or accepted.order_by("pk").first()
    later = min(_moment(workcal.add_working_days(day, 1), 9), desk.until)
    if row is not None and row.agency_id in desk.heads:
        services.reopen(row, reason="Bổ sung kết quả tháng cuối quý (minh họa).", by=desk.tracker, at=later)


def _begin(desk: _Desk, period: Period) -> None:
    """An open period: some have begun to write, one has sent already."""
    rows = list(period.returns.with_context().order_by("agency__name")[:6])
    for n, row in enumerate(rows):
        head = desk.heads.get(row.agency_id)
        if head is None:
            continue
        when = max(desk.until - timedelta(days=2 + n), period.opened_at + timedelta(hours=1))
        if when < desk.until:
            _write(desk, row, head, when)
            if n < 3:
                _send(row, head, when + timedelta(minutes=5))
