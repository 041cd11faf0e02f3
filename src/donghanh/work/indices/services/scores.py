"""Figures come in and are put right: a province's own booklet, a correction, a choice among sources."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import numpy as np
from django.db import transaction

from donghanh.ground.accounts.models import User
from donghanh.kit import journal
from donghanh.kit.dates import local_date
from donghanh.kit.errors import Invalid, NotNow
from donghanh.kit.numbers import show_number
from donghanh.kit.text import nfc, squeeze
from donghanh.work.indices import domain, events, queries
from donghanh.work.indices.engine import Edition as Rules
from donghanh.work.indices.models import Dispute, Edition, Province, Score, Source
from donghanh.work.indices.policies import may
from donghanh.work.indices.services.forecasts import score_forecasts
from donghanh.work.indices.services.loading import replace
from donghanh.work.indices.services.saving import changed, saved


def label_of(rules: Rules, indicator: str) -> str:
    """Return how an edition calls an indicator."""
    names = {p.key: p.name for p in rules.parts}
    return names.get(indicator) or domain.INDICATOR_LABELS.get(indicator, indicator)


def computed_composite(rules: Rules, figures: Mapping[str, Decimal]) -> float | None:
    """Return what the parts give under an edition's own weights; None where a part or the weights are missing."""
    if not rules.has_weights or any(p.key not in figures for p in rules.parts):
        return None
    return float(np.dot(rules.points(), [float(figures[p.key]) for p in rules.parts]))


def check_booklet(
    rules: Rules, figures: Mapping[str, Decimal], *, as_printed: bool = False
) -> tuple[domain.Trouble, ...]:
    """Return everything wrong with a booklet, cell by cell; ``as_printed`` accepts a composite that does not add up."""
    found = []
    low, high = rules.part_scale
    known = {p.key for p in rules.parts}
    for indicator, value in figures.items():
        if indicator in known:
            sentence = domain.check_score(label_of(rules, indicator), value, low=low, high=high)
        elif indicator in domain.RANKS:
            sentence = domain.check_rank(value, units=rules.units)
        elif indicator == domain.COMPOSITE:
            stated = domain.check_score("Điểm tổng hợp", value, low=0, high=rules.scale)
            proved = rules.standing in {"exact", "identified"} and not as_printed
            sentence = stated or (
                domain.check_composite(
                    value, computed_composite(rules, figures), tolerance=rules.rounding, edition=rules.name
                )
                if proved
                else ""
            )
        elif indicator in domain.INDICATOR_LABELS:
            sentence = ""
        else:
            sentence = f"Ấn bản {rules.name} không có chỉ số “{indicator}”; hãy dùng đúng mẫu của ấn bản này."
        if sentence:
            found.append(domain.Trouble(indicator, sentence))
    return tuple(found)


@transaction.atomic
def enter_booklet(
    edition: Edition,
    *,
    province: Province,
    figures: Mapping[str, Decimal],
    source: str,
    by: User,
    at: datetime,
    as_printed: bool = False,
    document: Any = None,
) -> Source:
    """Take in the booklet that a province received for an edition; what others published stays beside it."""
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    may("indices.enter", by, edition, on=local_date(at)).or_refuse()
    if not squeeze(source):
        raise Invalid(
            "indices.no-source",
            "Cần ghi nguồn: tên tài liệu, số, ngày hoặc trang.",
            fields={"source": "Ghi tên tài liệu, số, ngày hoặc trang."},
        )
    if not figures:
        raise Invalid("indices.nothing", "Chưa nhập số nào; hãy điền ít nhất một ô.")
    rules = queries.edition(edition.slug)
    troubles = check_booklet(rules, figures, as_printed=as_printed)
    if troubles:
        raise Invalid(
            "indices.booklet",
            troubles[0].sentence if len(troubles) == 1 else f"Có {len(troubles)} ô cần sửa; xem từng ô bên dưới.",
            fields={t.indicator: t.sentence for t in troubles},
        )
    count = Source.objects.filter(code__startswith=f"T-{edition.slug}-").count()
    row = Source(
        code=f"T-{edition.slug}-{count + 1}",
        what=nfc(squeeze(source)) + (" (ghi đúng như bản in dù tổng không khớp)" if as_printed else ""),
        document=document,
    )
    saved(row)
    for indicator, value in figures.items():
        saved(
            Score(
                edition=edition,
                province=province,
                indicator=indicator,
                value=value,
                source=row,
                entered_by=by,
                entered_at=at,
            )
        )
    journal.record(events.BookletEntered(str(edition), province.name, len(figures), row.what), about=row, by=by, at=at)
    changed(at=at, what=f"nhập {edition} {province}")
    score_forecasts(edition.family, edition.year, at=at)
    return row


@transaction.atomic
def correct_score(score: Score, *, value: Decimal, reason: str, by: User, at: datetime) -> Score:
    """Put a figure right; the old one stays, with what replaced it and why."""
    old = Score.objects.locked(score.pk)
    may("indices.correct", by, old, on=local_date(at)).or_refuse()
    if old.retired_at is not None:
        raise NotNow("indices.retired", "Số này đã được thay bằng số khác; hãy mở số đang dùng để sửa.")
    if not squeeze(reason):
        raise Invalid(
            "indices.no-reason", "Cần ghi lý do sửa.", fields={"reason": "Ghi lý do sửa, căn cứ tài liệu nào."}
        )
    if value == old.value:
        raise Invalid(
            "indices.same", "Số mới giống số cũ nên không có gì để sửa.", fields={"value": "Giống số đang ghi."}
        )
    rules = queries.edition(old.edition.slug)
    troubles = check_booklet(rules, {old.indicator: value}, as_printed=True)
    if troubles:
        raise Invalid("indices.booklet", troubles[0].sentence, fields={"value": troubles[0].sentence})
    new = Score(
        edition=old.edition,
        province=old.province,
        indicator=old.indicator,
        value=value,
        source=old.source,
        entered_by=by,
        entered_at=at,
        reason=nfc(squeeze(reason)),
    )
    replace(old, new, at)
    journal.record(
        events.ScoreCorrected(
            str(old.edition),
            old.province.name,
            label_of(rules, old.indicator),
            show_number(old.value.normalize()),
            show_number(value.normalize()),
            new.reason,
        ),
        about=new,
        by=by,
        at=at,
    )
    changed(at=at, what=f"sửa {old.edition} {old.province} {old.indicator}")
    score_forecasts(old.edition.family, old.edition.year, at=at)
    return new


@transaction.atomic
def choose_source(score: Score, *, why: str, by: User, at: datetime) -> Dispute:
    """Say that of several sources for a figure this one is used, and why; the other figures stay beside it."""
    row = Score.objects.locked(score.pk)
    may("indices.choose_source", by, row, on=local_date(at)).or_refuse()
    if row.retired_at is not None:
        raise NotNow("indices.retired", "Số này đã được thay; hãy chọn trong các số đang ghi.")
    if not squeeze(why):
        raise Invalid(
            "indices.no-reason", "Cần ghi vì sao dùng nguồn này.", fields={"why": "Ghi vì sao dùng nguồn này."}
        )
    place = {"edition": row.edition, "province": row.province, "indicator": row.indicator}
    Dispute.objects.filter(**place, ended_at__isnull=True).update(ended_at=at)
    choice = Dispute(**place, source=row.source, why=nfc(squeeze(why)), decided_at=at, decided_by=by)
    saved(choice)
    rules = queries.edition(row.edition.slug)
    journal.record(
        events.SourceChosen(
            str(row.edition), row.province.name, label_of(rules, row.indicator), row.source.code, choice.why
        ),
        about=choice,
        by=by,
        at=at,
    )
    changed(at=at, what=f"chọn nguồn {row.edition} {row.province} {row.indicator}")
    score_forecasts(row.edition.family, row.edition.year, at=at)
    return choice
