"""Answered questions that resemble what somebody is about to send: shown before it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from donghanh.work.petitions.domain import channels
from donghanh.work.petitions.engine.similarity import Index
from donghanh.work.petitions.models import Answer


@dataclass(frozen=True)
class Alike:
    """One published answer that resembles, and how much (0 to 1)."""

    answer: Answer
    score: float


@lru_cache(maxsize=2)
def _index(stamp: tuple[int, int], on: date) -> tuple[Index, tuple[int, ...]]:  # noqa: ARG001 - the stamp names the edition
    rows = list(
        Answer.objects.public(on=on)
        .order_by("-public_on", "-pk")
        .values_list("pk", "public_title", "public_question")[: channels.rules().alike_among]
    )
    return Index([f"{title} {title} {question}" for _, title, question in rows]), tuple(pk for pk, _, _ in rows)


def _ready(on: date) -> tuple[Index, tuple[int, ...]]:
    public = Answer.objects.public(on=on)
    newest = public.order_by("-published_at").values_list("pk", flat=True).first() or 0
    return _index((newest, public.count()), on)


def answers(text: str, *, on: date, limit: int = 0) -> list[Alike]:
    """Return the published answers that resemble a text most, best first."""
    rules = channels.rules()
    index, ids = _ready(on)
    found = index.nearest(text, limit=limit or rules.alike_shown, floor=rules.alike_floor)
    rows = Answer.objects.public(on=on).with_context().in_bulk([ids[m.place] for m in found])
    return [Alike(rows[ids[m.place]], m.score) for m in found if ids[m.place] in rows]
