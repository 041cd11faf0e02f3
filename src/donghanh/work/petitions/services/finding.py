"""What the one search may find of this room: published answers, in their published words, once they are public."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from donghanh.record.search import api as search
from donghanh.work.petitions import domain
from donghanh.work.petitions.engine import places
from donghanh.work.petitions.models import Answer

ANSWER = "petition_answer"


def answer_documents(on: date) -> Iterator[search.Document]:
    """Yield every answer that is public on a day."""
    return (document(row) for row in Answer.objects.public(on=on).with_context().order_by("pk").iterator(1000))


def document(row: Answer) -> search.Document:
    """Write an answer as the index holds it: nothing but what its public page shows."""
    subject = domain.subject_label(row.subject) if row.subject else ""
    place = place_label(row.place)
    return search.Document(
        kind=ANSWER,
        key=row.key,
        title=row.public_title,
        url=reverse("petitions:answer", args=[row.key]),
        body=f"{row.public_question} {row.public_text}",
        note=", ".join(word for word in (row.number, row.agency.name, subject, place) if word),
        agency=row.agency.code,
        subject=subject,
        year=row.asked_on.year,
        place=place,
        weight=4,
    )


def place_label(code: str) -> str:
    """Name a commune as the index divides by it."""
    found = places.by_code().get(code)
    return found.title if found else ""


def put_findable(row: Answer, on: date) -> None:
    """Bring the index in line with one answer, in the caller's transaction; a later day is seen to by the gathering."""
    if row.is_public(on):
        search.put(document(row))
    else:
        search.drop(ANSWER, [row.key])
