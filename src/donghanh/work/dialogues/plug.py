"""What the room contributes: menu, public link, search, measures, the nightly count, who sees its history."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse

from donghanh.kit import policy
from donghanh.kit.dates import today
from donghanh.record.journal import api as journal_door
from donghanh.record.measures import api as measures
from donghanh.ui import shell
from donghanh.work.dialogues import domain, jobs
from donghanh.work.dialogues.models import Cluster, Dialogue, Question, Reform
from donghanh.work.dialogues.queries import figures
from donghanh.work.dialogues.queries.tracing import conclusion_url, reform_url
from donghanh.work.dialogues.services import finding
from donghanh.work.plan import api as plans


def _may(verb: str) -> Callable[[Any, date], bool]:
    return lambda user, on: bool(policy.may(f"dialogues.{verb}", user, on=on))


def _dialogues_visible(user: Any, keys: set[str]) -> set[str]:
    """Its history tells of conclusions and their document: before the results are out it is for those concerned."""
    rows = Dialogue.objects.history_visible_to(user, on=today()).filter(key__in=keys)
    return set(rows.values_list("key", flat=True))


def _questions_visible(user: Any, keys: set[str]) -> set[str]:
    rows = Question.objects.visible_to(user, on=today()).filter(key__in=keys)
    return set(rows.values_list("key", flat=True))


def _reforms_visible(user: Any, keys: set[str]) -> set[str]:
    rows = Reform.objects.visible_to(user, on=today()).filter(key__in=keys)
    return set(rows.values_list("key", flat=True))


def _dialogue_titles(keys: set[str]) -> dict[str, str]:
    return dict(Dialogue.objects.filter(key__in=keys).values_list("key", "title"))


def _question_titles(keys: set[str]) -> dict[str, str]:
    """Name questions by their number: their words are their asker's."""
    rows = Question.objects.filter(key__in=keys).select_related("dialogue")
    return {q.key: f"Câu hỏi {q.order}, {q.dialogue.title}" for q in rows}


def _reform_titles(keys: set[str]) -> dict[str, str]:
    return dict(Reform.objects.filter(key__in=keys).values_list("key", "title"))


def _question_url(key: str) -> str:
    found = Question.objects.filter(key=key).values_list("dialogue__key", "order").first()
    return reverse("dialogues:question", args=found) if found else reverse("dialogues:calendar")


def _topics_card(request: Any, context: Any = None) -> str:  # noqa: ARG001 - a card needs nothing of its page
    """Show leaders what business keeps saying and nobody has proposed a change for."""
    on = request.now.date()
    if not policy.may("dialogues.clusters", request.user, on=on):
        return ""
    rows = Cluster.objects.visible_to(request.user, on=on).alive().select_related("agency").filter(reforms=None)
    lines = list(rows.order_by("-recent", "-size", "pk")[:4])
    return render_to_string("dialogues/card.html", {"lines": lines, "days": domain.RECENT.days}, request=request)


shell.add(
    shell.MenuItem("Đối thoại", "dialogues:calendar", "calendar", 28, group="Kiến nghị", shown=_may("calendar")),
    shell.MenuItem("Chủ đề nóng", "dialogues:hot", "chart-bar", 29, group="Kiến nghị", shown=_may("clusters")),
    shell.MenuItem(
        "Cải cách từ kiến nghị", "dialogues:reforms", "target-arrow", 30, group="Kiến nghị", shown=_may("calendar")
    ),
    shell.PublicLink("Đối thoại", "dialogues:calendar", 7),
    shell.Card("cockpit", "dialogues.topics", _topics_card, 31),
    shell.Searchable(finding.DIALOGUE, "Đối thoại", finding.documents, order=33),
    shell.Searchable(finding.REFORM, "Cải cách từ kiến nghị", finding.reform_documents, order=34),
    shell.Scheduled("dialogues.clusters", jobs.gather_clusters, every="day", at=2),
)
journal_door.about(
    "dialogues.dialogue",
    visible=_dialogues_visible,
    label="Đối thoại",
    url=lambda key: reverse("dialogues:dialogue", args=[key]),
    titles=_dialogue_titles,
)
journal_door.about(
    "dialogues.question",
    visible=_questions_visible,
    label="Câu hỏi đối thoại",
    url=_question_url,
    titles=_question_titles,
)
journal_door.about(
    "dialogues.reform",
    visible=_reforms_visible,
    label="Đề xuất cải cách",
    url=lambda key: reverse("dialogues:reform", args=[key]),
    titles=_reform_titles,
)
plans.declare_source(
    plans.Source(domain.SOURCE_CONCLUSION, domain.SOURCE_LABELS[domain.SOURCE_CONCLUSION], conclusion_url)
)
plans.declare_source(plans.Source(domain.SOURCE_REFORM, domain.SOURCE_LABELS[domain.SOURCE_REFORM], reform_url))

_BASIS = (
    "Nghị quyết 35/NQ-CP (2016), Chỉ thị 26/CT-TTg: ít nhất 2 lần mỗi năm; căn cứ bắt buộc hiện nay chưa kiểm chứng. "
    "Kế hoạch 124/KH-UBND, phần B.I.1.a, B.I.3"
)
for _code, _label, _unit, _formula, _compute, _top, _bottom, _places in (
    (
        "held",
        "Buổi đối thoại với doanh nghiệp đã tổ chức",
        "buổi",
        "Số buổi đã công bố lịch cho mọi người và đã họp trong kỳ; buổi mới lên lịch hoặc đã hủy không tính",
        figures.held,
        "",
        "",
        0,
    ),
    (
        "enough",
        "Đối thoại công khai đủ số lần trong năm",
        "%",
        (
            "Số buổi đã họp từ đầu năm (tối đa bằng số cần) chia số buổi cần mỗi năm, nhân 100; "
            "với toàn tỉnh chỉ tính buổi do UBND tỉnh chủ trì"
        ),
        figures.enough,
        "đã họp",
        "cần mỗi năm",
        1,
    ),
    (
        "agencies_enough",
        "Cơ quan tổ chức đủ số buổi đối thoại trong năm",
        "%",
        (
            "Số sở, xã tổ chức đủ số buổi như yêu cầu với tỉnh, chia mọi sở, xã đang hoạt động, nhân 100; "
            "chỉ để so sánh, chưa có căn cứ buộc từng cơ quan"
        ),
        figures.agencies_enough,
        "đủ số buổi",
        "sở, xã đang hoạt động",
        1,
    ),
    (
        "answered",
        "Câu hỏi gửi trước đối thoại được trả lời",
        "%",
        (
            "Câu hỏi đã trả lời chia mọi câu hỏi nhận cho các buổi đã họp, nhân 100; "
            "câu ngoài nội dung hoặc chuyển thành kiến nghị vẫn nằm ở mẫu số"
        ),
        figures.answered,
        "đã trả lời",
        "câu hỏi nhận",
        1,
    ),
    (
        "concluded",
        "Kết luận đối thoại làm đúng hạn",
        "%",
        "Việc từ kết luận xong đúng hạn chia (đã xong có hạn cộng đang mở mà quá hạn), nhân 100",
        figures.concluded,
        "xong đúng hạn",
        "đã đến hạn",
        1,
    ),
):
    measures.define(
        measures.Measure(
            code=f"dialogues.{_code}",
            label=_label,
            unit=_unit,
            formula=_formula,
            legal_basis=_BASIS,
            owner="Văn phòng UBND tỉnh",
            compute=_compute,
            numerator=_top,
            denominator=_bottom,
            places=_places,
            order=31,
        )
    )
