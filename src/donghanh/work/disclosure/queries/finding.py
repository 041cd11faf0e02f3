"""What the one search may find of this room: what must be public, published answers, drafts before the public."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from django.urls import reverse

from donghanh.kit.dates import show_date
from donghanh.ui.shell import Document
from donghanh.work.disclosure.domain import consultations
from donghanh.work.disclosure.engine.catalogue import categories
from donghanh.work.disclosure.models import Consultation, Duty, InfoRequest

CATEGORY, ANSWER, DRAFT = "disclosure", "answer", "consultation"


def category_documents(on: date) -> Iterator[Document]:
    """Yield every category with the agencies that must publish it, so that people find who owes what they look for."""
    rows = Duty.objects.in_force(on).with_context().order_by("category", "agency__name")
    known = categories()
    for code, duties in groupby(rows, lambda d: d.category):
        if code not in known:
            continue
        names = sorted({d.agency.name for d in duties})
        yield Document(
            kind=CATEGORY,
            key=code,
            title=f"Công khai: {known[code].label}",
            url=f"{reverse('disclosure:table')}?muc={code}",
            note=", ".join(names[:3]) + ("…" if len(names) > 3 else ""),
            body=" · ".join((*known[code].phrases, *names)),
            weight=5,
        )


def answer_documents(on: date) -> Iterator[Document]:  # noqa: ARG001 - what was published stays so
    """Yield published answers under their redacted question; never the sender's own words."""
    for row in InfoRequest.objects.published().select_related("agency").iterator(500):
        yield Document(
            kind=ANSWER,
            key=row.key,
            title=row.public_subject,
            url=reverse("disclosure:request", args=[row.key]),
            note=f"{row.agency.name}, {row.get_decision_display().lower()}",
            body=row.answer[:2000],
            agency=row.agency.code,
            year=row.received_on.year,
            weight=4,
        )


def draft_documents(on: date) -> Iterator[Document]:  # noqa: ARG001 - a draft once opened stays readable
    """Yield drafts that were opened, with their passages' words."""
    opened = Consultation.objects.filter(state__in=consultations.PUBLIC).select_related("agency")
    for row in opened.prefetch_related("passages"):
        until = f", nhận ý kiến đến {show_date(row.closes_on)}" if row.state == "open" else ""
        yield Document(
            kind=DRAFT,
            key=row.key,
            title=row.title,
            url=reverse("disclosure:consultation", args=[row.key]),
            note=f"{row.agency.name}{until}",
            body=" ".join(p.words for p in row.passages.all())[:4000],
            agency=row.agency.code,
            weight=5,
        )
