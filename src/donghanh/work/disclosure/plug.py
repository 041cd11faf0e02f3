"""What the room contributes: menu, measures, jobs, who sees its history and its files, gaps beside a sub-index."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.template.loader import render_to_string

from donghanh.ground.files import api as files
from donghanh.kit import policy
from donghanh.record.journal import api as journal_door
from donghanh.record.measures import api as measures
from donghanh.ui import shell
from donghanh.work.disclosure import jobs
from donghanh.work.disclosure.domain import requests
from donghanh.work.disclosure.models import (
    Comment,
    Consultation,
    Duty,
    Finding,
    InfoRequest,
    Publication,
    RequestFile,
    Site,
    own_agencies,
)
from donghanh.work.disclosure.queries import figures, finding
from donghanh.work.disclosure.queries import requests as asked
from donghanh.work.disclosure.queries import standing as reads


def _may(verb: str) -> Callable[[Any, date], bool]:
    return lambda user, on: bool(policy.may(f"disclosure.{verb}", user, on=on))


def _waiting(user: Any, on: date) -> shell.Countable:
    return Finding.objects.visible_to(user, on=on).own(user, on=on).filter(state="open").exclude(severity="info")


def _asked(user: Any, on: date) -> shell.Countable:
    return InfoRequest.objects.filter(agency_id__in=own_agencies(user, on), state__in=requests.OPEN)


def _requests(user: Any, keys: set[str]) -> set[str]:
    from donghanh.kit.dates import today  # noqa: PLC0415

    on = today()
    rows = InfoRequest.objects.visible_to(user, on=on).filter(key__in=keys)
    return {r.key for r in rows if policy.may("disclosure.requests", user, r, on=on)}


def _consultations(user: Any, keys: set[str]) -> set[str]:
    from donghanh.kit.dates import today  # noqa: PLC0415

    rows = Consultation.objects.visible_to(user, on=today())
    return set(rows.filter(key__in=keys).values_list("key", flat=True))


def _comments(user: Any, keys: set[str]) -> set[str]:
    from donghanh.kit.dates import today  # noqa: PLC0415

    on = today()
    rows = Comment.objects.filter(key__in=keys).select_related("consultation")
    return {c.key for c in rows if policy.may("disclosure.answer_comment", user, c.consultation, on=on)}


def _duties(_user: Any, keys: set[str]) -> set[str]:
    return set(Duty.objects.filter(key__in=keys).values_list("key", flat=True))


def _findings(_user: Any, keys: set[str]) -> set[str]:
    return set(Finding.objects.filter(key__in=keys).values_list("key", flat=True))


def _sites(user: Any, keys: set[str]) -> set[str]:
    from donghanh.kit.dates import today  # noqa: PLC0415

    seen = policy.may("disclosure.desk", user, on=today())
    return set(Site.objects.filter(key__in=keys).values_list("key", flat=True)) if seen else set()


def _reads_file(stored: Any, user: Any, on: date) -> bool:
    """Open a file to all where it fulfils a duty, was given and published, or is a draft before the public."""
    if Publication.objects.filter(file=stored, withdrawn_at__isnull=True).exists():
        return True
    if Consultation.objects.visible_to(user, on=on).filter(Q(draft=stored) | Q(final=stored)).exists():
        return True
    given = RequestFile.objects.filter(file=stored).select_related("request")
    return any(f.public or policy.may("disclosure.requests", user, f.request, on=on) for f in given)


def gaps_card(request: Any, context: dict[str, Any]) -> str:
    """Draw what agencies still owe the public that bears on a sub-index; ``context["part"]`` is ``PCI.land``."""
    rows = reads.gaps_by_part(request.now.date()).get(str(context.get("part", "")), [])
    return render_to_string("disclosure/gaps.html", {"rows": rows[:12], "total": len(rows)}, request)


shell.add(
    shell.MenuItem(
        "Công khai", "disclosure:desk", "eye", 27, group="Công khai, dữ liệu", shown=_may("desk"), count=_waiting
    ),
    shell.MenuItem(
        "Yêu cầu thông tin",
        "disclosure:inbox",
        "mail",
        28,
        group="Công khai, dữ liệu",
        shown=_may("requests"),
        count=_asked,
    ),
    shell.MenuItem(
        "Góp ý dự thảo", "disclosure:consultations", "message-2", 29, group="Công khai, dữ liệu", shown=_may("desk")
    ),
    shell.MenuItem(
        "Trang được kiểm tra", "disclosure:sites", "world", 18, group="Công khai, dữ liệu", shown=_may("sites")
    ),
    shell.PublicLink("Công khai", "disclosure:table", 30),
    shell.Searchable(finding.CATEGORY, "Mục công khai", finding.category_documents, order=35),
    shell.Searchable(finding.ANSWER, "Câu hỏi đã trả lời", finding.answer_documents, order=36),
    shell.Searchable(finding.DRAFT, "Dự thảo lấy ý kiến", finding.draft_documents, order=37),
    shell.Card("indices.part", "disclosure.gaps", gaps_card, 40),
    shell.Scheduled("disclosure.reconcile", jobs.reconcile, every="day", at=1),
    shell.Scheduled("disclosure.audit_sites", jobs.audit_sites, every="day", at=2),
    shell.Scheduled("disclosure.take_table", jobs.take_table, every="day", at=5),
    shell.Scheduled("disclosure.remind", jobs.remind, every="day", at=7),
)
journal_door.about("disclosure.duty", visible=_duties)
journal_door.about("disclosure.finding", visible=_findings)
journal_door.about("disclosure.site", visible=_sites)
journal_door.about("disclosure.inforequest", visible=_requests)
journal_door.about("disclosure.consultation", visible=_consultations)
journal_door.about("disclosure.comment", visible=_comments)
files.allow("attachment", _reads_file)

_BASIS = "Luật Tiếp cận thông tin 104/2016/QH13, Điều 17; Kế hoạch 124/KH-UBND, phần A.2 và B.I.6"
for _code, _label, _compute, _formula in (
    (
        "published_rate", "Tỷ lệ công khai đủ, mở được, còn mới", figures.published_rate,
        "Số mục đang công khai, mở được, còn trong nhịp cập nhật, chia số mục phải công khai tính đến ngày, nhân 100",
    ),
    (
        "on_time_rate", "Tỷ lệ công khai đúng hạn", figures.on_time_rate,
        "Số mục công khai đúng hạn chia số mục phải công khai tính đến ngày, nhân 100",
    ),
):  # fmt: skip
    measures.define(
        measures.Measure(
            code=f"disclosure.{_code}",
            label=_label,
            unit="%",
            formula=_formula,
            legal_basis=_BASIS,
            owner="Cơ quan đầu mối",
            compute=_compute,
            numerator="đạt",
            denominator="phải công khai tính đến ngày",
            places=1,
            operator=">=" if _code == "published_rate" else "",
            target=Decimal(100) if _code == "published_rate" else None,
            target_place="Kế hoạch 124/KH-UBND, I.6" if _code == "published_rate" else "",
            order=15,
        )
    )

measures.define(
    measures.Measure(
        code="disclosure.requests_on_time_rate",
        label="Tỷ lệ yêu cầu thông tin trả lời đúng hạn",
        unit="%",
        formula="Số yêu cầu trả lời đúng hạn chia số đã trả lời cộng số quá hạn chưa trả lời, nhân 100",
        legal_basis="Luật Tiếp cận thông tin 104/2016/QH13",
        owner="Từng cơ quan nhận yêu cầu",
        compute=asked.on_time_rate,
        numerator="đúng hạn",
        denominator="đã trả lời và quá hạn chưa trả lời",
        places=1,
        order=16,
    )
)
