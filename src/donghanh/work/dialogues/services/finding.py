"""What of a dialogue may be found by the one search: its announcement, and once published what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from donghanh.kit.dates import show_date
from donghanh.record.search import api as search
from donghanh.work.dialogues import domain
from donghanh.work.dialogues.models import Dialogue, Reform

DIALOGUE, REFORM = "dialogue", "reform"


def put_findable(row: Dialogue) -> None:
    """Bring what may be found of a dialogue in line with what it is now; a draft is not found at all."""
    if row.state == domain.Stage.DRAFT:
        search.drop(DIALOGUE, [row.key])
    else:
        search.put(_document(row))


def put_reform(row: Reform) -> None:
    """Bring what may be found of an agreed proposal in line with what it is now."""
    if row.state in domain.PUBLIC_REFORMS:
        search.put(_reform_document(row))


def documents(_on: date) -> Iterator[search.Document]:
    """Yield every dialogue that anybody may see."""
    return (_document(row) for row in Dialogue.objects.public().with_context())


def reform_documents(_on: date) -> Iterator[search.Document]:
    """Yield every agreed proposal."""
    return (_reform_document(row) for row in Reform.objects.public().select_related("agency"))


def _document(row: Dialogue) -> search.Document:
    body = [row.topic, row.place]
    if row.state == domain.Stage.PUBLISHED:
        body += [row.public_minutes, *row.conclusions.values_list("text", flat=True)]
        body += row.questions.exclude(public_text="").values_list("public_text", flat=True)
    return search.Document(
        kind=DIALOGUE,
        key=row.key,
        title=row.title,
        url=reverse("dialogues:dialogue", args=[row.key]),
        body="\n".join(body),
        note=f"{row.organiser.name}, {show_date(row.day)}",
        agency=row.organiser.code,
        year=row.day.year,
        weight=6,
    )


def _reform_document(row: Reform) -> search.Document:
    return search.Document(
        kind=REFORM,
        key=row.key,
        title=row.title,
        url=reverse("dialogues:reform", args=[row.key]),
        body=f"{row.text}\n{row.result}",
        note=f"{row.get_kind_display()}, {row.agency.name}",
        agency=row.agency.code,
        weight=5,
    )
