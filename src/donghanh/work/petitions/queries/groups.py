"""Petitions that say much the same, by agency and sub-index; and what a reader may see of those behind a group."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from donghanh.work.petitions import domain
from donghanh.work.petitions.engine import matters
from donghanh.work.petitions.engine.masking import mask
from donghanh.work.petitions.engine.similarity import Index, clusters
from donghanh.work.petitions.models import Answer, Petition
from donghanh.work.petitions.queries import figures
from donghanh.work.petitions.queries.masking import Words

_TEXT = 1200  # of each petition so many characters are compared


@dataclass(frozen=True)
class Group:
    """Petitions to one agency on one sub-index that resemble each other; ``cases`` are key and day received."""

    subindex: str
    agency_id: int | None
    label: str
    cases: tuple[tuple[str, date], ...]


@dataclass(frozen=True)
class CaseLine:
    """One petition as a reader may see it; without ``url`` there is nothing to open."""

    key: str
    number: str
    title: str
    label: str
    tone: str
    received_on: date
    url: str
    agency: str = ""
    subject: str = ""


def masked_words(text: str) -> str:
    """Mask whatever in a text looks like personal data: names, telephones, numbers of persons."""
    return mask(text, ()).text


def accuses(text: str) -> bool:
    """Say whether a text accuses somebody in office: it then goes the sealed way, and into no table."""
    return bool(matters.accuses(text))


def similar_groups(*, on: date, reach: timedelta, most: int, smallest: int) -> list[Group]:
    """Group petitions and questions of the last time that say much the same.

    Comparing is quadratic, so of each agency and sub-index only the newest ``most`` are compared.
    """
    rows = figures.within(Petition.objects.all(), since=on - reach, until=on)
    parts = rows.order_by().values_list("subindex", "lead_id").distinct()
    found = []
    for subindex, lead_id in sorted(parts, key=lambda p: (p[0], p[1] or 0)):
        mine = rows.filter(subindex=subindex, lead_id=lead_id).order_by("-received_on", "-pk")
        cases = list(mine.values_list("key", "received_on", "title", "text")[:most])
        if len(cases) < smallest:
            continue
        texts = [f"{title} {title} {text[:_TEXT]}" for _, _, title, text in cases]
        for members in clusters(texts, smallest=smallest):
            inner = [texts[n] for n in members]
            index = Index(inner)
            nearest = max(range(len(members)), key=lambda n: (float(index.scores(inner[n]).sum()), -n))
            found.append(
                Group(
                    subindex=subindex,
                    agency_id=lead_id,
                    label=masked_words(cases[members[nearest]][2])[:200],
                    cases=tuple((cases[n][0], cases[n][1]) for n in members),
                )
            )
    return found


def case_lines(keys: Iterable[str], user: Any, *, on: date, most: int = 200) -> tuple[list[CaseLine], int]:
    """Show each petition as this reader may see it, newest first, and say how many others there are.

    Who may see the case sees it, its words masked unless they may also know who wrote; everybody sees the public
    words of what was answered publicly; of the rest there is only their number.
    """
    wanted = set(keys)
    if not wanted:
        return [], 0
    lines: dict[str, CaseLine] = {}
    words = Words(user, on)
    inside = Petition.objects.visible_to(user, on=on).filter(key__in=wanted).select_related("lead", "petitioner")
    for row in inside.order_by("-received_on", "-pk")[:most]:
        late = row.state in domain.OPEN and row.due_on is not None and row.due_on < on
        lines[row.key] = CaseLine(
            key=row.key,
            number=row.number,
            title=words.of(row).read(row.title),
            label="Quá hạn" if late else domain.STATE_LABELS[row.state],
            tone="late" if late else domain.STATE_TONES[domain.State(row.state)],
            received_on=row.received_on,
            url=reverse("petitions:case", args=[row.key]),
            agency=row.lead.name if row.lead else "",
            subject=row.subject_label,
        )
    public = Answer.objects.public(on=on).filter(petition__key__in=wanted - lines.keys()).select_related("agency")
    for answer in public.order_by("-edition").values(
        "petition__key", "key", "number", "public_title", "asked_on", "agency__name", "subject"
    )[:most]:
        lines.setdefault(
            answer["petition__key"],
            CaseLine(
                key="",
                number=answer["number"],
                title=answer["public_title"],
                label="Đã trả lời công khai",
                tone="done",
                received_on=answer["asked_on"],
                url=reverse("petitions:answer", args=[answer["key"]]),
                agency=answer["agency__name"],
                subject=domain.subject_label(answer["subject"]),
            ),
        )
    shown = sorted(lines.values(), key=lambda line: (line.received_on, line.number), reverse=True)
    return shown, len(wanted) - len(lines)
