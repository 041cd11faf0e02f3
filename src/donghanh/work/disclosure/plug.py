"""What the room contributes: menu, measures, jobs, who sees its history and its files, gaps beside a sub-index."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.template.loader import render_to_string

from donghanh.ground.files import api as files
from donghanh.kit import policy
from donghanh.record.journal import api as journal_door
from donghanh.record.measures import api as measures
from donghanh.ui import shell
from donghanh.work.disclosure import jobs
from donghanh.work.disclosure.models import Duty, Finding, Publication, Site
from donghanh.work.disclosure.queries import figures
from donghanh.work.disclosure.queries import standing as reads


def _may(verb: str) -> Callable[[Any, date], bool]:
    return lambda user, on: bool(policy.may(f"disclosure.{verb}", user, on=on))


def _waiting(user: Any, on: date) -> int:
    return (
        Finding.objects.visible_to(user, on=on).own(user, on=on).filter(state="open").exclude(severity="info").count()
    )


def _duties(_user: Any, keys: set[str]) -> set[str]:
    return set(Duty.objects.filter(key__in=keys).values_list("key", flat=True))


def _findings(_user: Any, keys: set[str]) -> set[str]:
    return set(Finding.objects.filter(key__in=keys).values_list("key", flat=True))


def _sites(user: Any, keys: set[str]) -> set[str]:
    from donghanh.kit.dates import today  # noqa: PLC0415

    seen = policy.may("disclosure.desk", user, on=today())
    return set(Site.objects.filter(key__in=keys).values_list("key", flat=True)) if seen else set()


def _reads_file(stored: Any, _user: Any, _on: date) -> bool:
    """A document that fulfils a duty is public until it is withdrawn."""
    return Publication.objects.filter(file=stored, withdrawn_at__isnull=True).exists()


def gaps_card(request: Any, context: dict[str, Any]) -> str:
    """Draw what agencies still owe the public that bears on a sub-index; ``context["part"]`` is ``PCI.land``."""
    rows = reads.gaps_by_part(request.now.date()).get(str(context.get("part", "")), [])
    return render_to_string("disclosure/gaps.html", {"rows": rows[:12], "total": len(rows)}, request)


shell.add(
    shell.MenuItem("Công khai", "disclosure:desk", "eye", 27, shown=_may("desk"), count=_waiting),
    shell.MenuItem("Trang được kiểm tra", "disclosure:sites", "world", 18, group="Theo dõi", shown=_may("sites")),
    shell.PublicLink("Công khai", "disclosure:table", 30),
    shell.Card("indices.part", "disclosure.gaps", gaps_card, 40),
    shell.Scheduled("disclosure.reconcile", jobs.reconcile, every="day", at=1),
    shell.Scheduled("disclosure.audit_sites", jobs.audit_sites, every="day", at=2),
    shell.Scheduled("disclosure.take_table", jobs.take_table, every="day", at=5),
    shell.Scheduled("disclosure.remind", jobs.remind, every="day", at=7),
)
journal_door.about("disclosure.duty", visible=_duties)
journal_door.about("disclosure.finding", visible=_findings)
journal_door.about("disclosure.site", visible=_sites)
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
