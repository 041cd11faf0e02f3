"""What the room contributes: menu, measures, jobs, the leaders' card, who sees its history and its files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse

from donghanh.ground.files import api as files
from donghanh.kit import policy
from donghanh.record.journal import api as journal_door
from donghanh.record.measures import api as measures
from donghanh.ui import shell
from donghanh.work.petitions import domain, jobs
from donghanh.work.petitions.models import Answer, Assignment, Attachment, Batch, Petition
from donghanh.work.petitions.policies import identity_seen
from donghanh.work.petitions.queries import figures
from donghanh.work.petitions.services import finding


def _may(verb: str) -> Callable[[Any, date], bool]:
    return lambda user, on: bool(policy.may(f"petitions.{verb}", user, on=on))


def _queued(user: Any, on: date) -> shell.Countable:
    return Assignment.objects.visible_to(user, on=on).open().filter(due_on__lt=on, requested=False)


def _at_hub(user: Any, on: date) -> shell.Countable:
    return Petition.objects.visible_to(user, on=on).at_hub()


def _to_approve(user: Any, on: date) -> shell.Countable:
    return Petition.objects.visible_to(user, on=on).filter(state=domain.State.APPROVING)


def _visible(user: Any, keys: set[str]) -> set[str]:
    from donghanh.kit.dates import today  # noqa: PLC0415

    return set(Petition.objects.visible_to(user, on=today()).filter(key__in=keys).values_list("key", flat=True))


def _answers_visible(user: Any, keys: set[str]) -> set[str]:
    """Public entries are in the log for everybody; here their history, for those who may see the case."""
    from donghanh.kit.dates import today  # noqa: PLC0415

    on = today()
    mine = Petition.objects.visible_to(user, on=on)
    shown = Answer.objects.filter(key__in=keys)
    public = Answer.objects.public(on=on).filter(key__in=keys).values_list("key", flat=True)
    return {*shown.filter(petition__in=mine).values_list("key", flat=True), *public}


def _batches_visible(user: Any, keys: set[str]) -> set[str]:
    from donghanh.kit.dates import today  # noqa: PLC0415

    return set(Batch.objects.visible_to(user, on=today()).filter(key__in=keys).values_list("key", flat=True))


def _numbers(keys: set[str]) -> dict[str, str]:
    return dict(Petition.objects.filter(key__in=keys).values_list("key", "number"))


def _reads_file(stored: Any, user: Any, on: date) -> bool:
    """Open a petition's file to those who may know who sent it; files of published answers stay closed."""
    mine = Petition.objects.visible_to(user, on=on)
    kept = Attachment.objects.filter(file=stored, petition__in=mine).select_related("petition")
    sees = identity_seen(user, on)
    return any(sees(one.petition) for one in kept)


def _hot_card(request: Any, context: Any = None) -> str:  # noqa: ARG001 - a card needs nothing of its page
    on = request.now.date()
    if not policy.may("petitions.open", request.user, on=on):
        return ""
    lines = figures.hot(on=on)
    return render_to_string("petitions/hot.html", {"lines": lines, "smallest": figures.SMALLEST}, request=request)


shell.add(
    shell.MenuItem("Kiến nghị", "petitions:queue", "message-report", 22, shown=_may("queue"), count=_queued, late=True),
    shell.MenuItem("Duyệt trả lời", "petitions:approvals", "checks", 23, shown=_may("approvals"), count=_to_approve),
    shell.MenuItem(
        "Phân loại kiến nghị", "petitions:hub", "inbox", 21, group="Kiến nghị", shown=_may("hub"), count=_at_hub
    ),
    shell.MenuItem("Mọi kiến nghị", "petitions:all", "messages", 24, group="Kiến nghị", shown=_may("open")),
    shell.MenuItem("Số liệu kiến nghị", "petitions:figures", "chart-line", 25, group="Kiến nghị", shown=_may("open")),
    shell.Card("cockpit", "petitions.hot", _hot_card, 30),
    shell.MenuItem("Khó khăn hội viên", "petitions:batches", "table", 23, group="Kiến nghị", shown=_may("send_batch")),
    shell.MenuItem("Nhập kiến nghị", "petitions:enter", "edit", 26, group="Kiến nghị", shown=_may("enter")),
    shell.MenuItem("Thư để riêng", "petitions:letters", "mail", 27, group="Kiến nghị", shown=_may("letters")),
    shell.MenuItem(
        "Phong bì niêm phong", "petitions:envelopes", "shield-lock", 24, group="Kiến nghị", shown=_may("fetch_sealed")
    ),
    shell.PublicLink("Hỏi, kiến nghị", "petitions:start", 5),
    shell.PublicLink("Đã trả lời", "petitions:answers", 6),
    shell.Searchable(finding.ANSWER, "Kiến nghị đã trả lời", finding.answer_documents, order=25),
    shell.Scheduled("petitions.fetch_mail", jobs.fetch_mail, every="often"),
    shell.Scheduled("petitions.send_mail", jobs.send_mail, every="often"),
    shell.Scheduled("petitions.batches", jobs.go_on_with_batches, every="hour"),
    shell.Scheduled("petitions.clean_up", jobs.clean_up, every="day", at=2),
    shell.Scheduled("petitions.hand_over", jobs.hand_over, every="day", at=5),
    shell.Scheduled("petitions.recheck", jobs.recheck, every="day", at=4),
    shell.Scheduled("petitions.escalate", jobs.escalate, every="day", at=8),
    shell.Scheduled("petitions.close_answered", jobs.close_answered, every="day", at=3),
)
journal_door.about(
    "petitions.petition",
    visible=_visible,
    label="Kiến nghị",
    url=lambda key: reverse("petitions:case", args=[key]),
    titles=_numbers,
)
journal_door.about("petitions.answer", visible=_answers_visible, label="Trả lời kiến nghị")
journal_door.about(
    "petitions.batch",
    visible=_batches_visible,
    label="Bảng của hiệp hội",
    url=lambda key: reverse("petitions:batch", args=[key]),
)
files.allow("petition", _reads_file)

_BASIS = "Quyết định 766/QĐ-TTg; Kế hoạch 124/KH-UBND, phần B.I.3, B.I.10.đ"
_OWNER = "Văn phòng UBND tỉnh"
for _code, _label, _unit, _formula, _compute, _top, _bottom, _places in (
    (
        "received",
        "Kiến nghị nhận trong kỳ",
        "kiến nghị",
        "Số kiến nghị, câu hỏi nhận trong kỳ, trừ việc không thuộc phạm vi, đã chuyển ra ngoài tỉnh, đã rút",
        figures.received,
        "",
        "",
        0,
    ),
    (
        "overdue",
        "Kiến nghị quá hạn chưa trả lời",
        "kiến nghị",
        "Số đang mở mà đã qua hạn; đang chờ người gửi trong hạn thì không tính",
        figures.overdue,
        "",
        "",
        0,
    ),
    (
        "on_time",
        "Tỷ lệ trả lời kiến nghị đúng hạn",
        "%",
        "Trả lời đúng hạn chia (đã trả lời cộng đang mở mà quá hạn), nhân 100",
        figures.on_time,
        "đúng hạn",
        "đã trả lời và quá hạn chưa trả lời",
        1,
    ),
    (
        "satisfied",
        "Tỷ lệ hài lòng với trả lời kiến nghị",
        "%",
        "(Đã trả lời trừ chưa giải quyết hoặc mở lại) chia đã trả lời, nhân 100",
        figures.satisfied,
        "không bị nói là chưa giải quyết",
        "đã trả lời",
        1,
    ),
    (
        "solved",
        "Tỷ lệ kiến nghị người gửi nói đã giải quyết",
        "%",
        "Số người gửi nói đã giải quyết chia số người đã đánh giá, nhân 100",
        figures.solved,
        "đã giải quyết",
        "có đánh giá",
        1,
    ),
    (
        "median_days",
        "Số ngày trả lời, trung vị",
        "ngày",
        "Trung vị của ngày trả lời trừ ngày nhận, trừ số ngày chờ người gửi",
        figures.median,
        "",
        "đã trả lời",
        1,
    ),
):
    measures.define(
        measures.Measure(
            code=f"petitions.{_code}",
            label=_label,
            unit=_unit,
            formula=_formula,
            legal_basis=_BASIS,
            owner=_OWNER,
            compute=_compute,
            numerator=_top,
            denominator=_bottom,
            places=_places,
            order=30,
        )
    )
