"""What every inner screen needs: the case a reader may see, what they may do to it, the layout."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from donghanh.ground.orgs import api as orgs
from donghanh.kit import policy
from donghanh.kit.errors import NotAllowed
from donghanh.ui.web.pages import day, layout, moment, person, posted
from donghanh.work.petitions.models import Answer, Attachment, HandOver, Petition
from donghanh.work.petitions.queries.masking import Words

__all__ = ["agencies", "by", "can", "case_at", "day", "moment", "person", "posted", "shown"]


# What a case holds decides which questions its page still has to ask.
_HOLDS: dict[str, Any] = {
    "has_files": Exists(Attachment.objects.filter(petition=OuterRef("pk"))),
    "has_answers": Exists(Answer.objects.filter(petition=OuterRef("pk"))),
    "has_handovers": Exists(HandOver.objects.filter(petition=OuterRef("pk"))),
}


def can(request: HttpRequest, verb: str, obj: Any = None) -> bool:
    """Say whether the reader may do a verb of this room."""
    return bool(policy.may(f"petitions.{verb}", request.user, obj, on=day(request)))


def shown(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    """Draw a page of the room; a page about one case also gets how this reader reads its words."""
    context = {"layout": layout(request), "on": day(request), **context}
    if isinstance(context.get("row"), Petition):
        context["read"] = Words(request.user, day(request)).of(context["row"])
    return render(request, f"petitions/{template}", context, status=status)


def case_at(request: HttpRequest, key: str) -> Petition:
    """Return a petition the reader may see; to anybody else it does not exist."""
    rows = Petition.objects.visible_to(request.user, on=day(request)).with_context()
    near = ("officer", "split_from", "duplicate_of", "association", "petitioner")
    found = rows.select_related(*near).annotate(**_HOLDS).filter(key=key).first()
    if found is None:
        raise NotAllowed("petitions.not-found", "Không tìm thấy kiến nghị này.", hidden=True)
    found.known_to = request.user.pk  # what was fetched through visible_to need not be asked again
    return found


def by(request: HttpRequest) -> dict[str, Any]:
    """Return who acts and when, as services ask."""
    return {"by": person(request), "at": moment(request)}


def agencies(request: HttpRequest, *first: str) -> list[tuple[str, str]]:
    """List who can be given a petition today: those proposed first, then departments, then communes."""
    kinds = ("department", "branch", "unit", "team", "judicial", "commune", "province")
    alive = [a for a in orgs.alive(day(request)) if a.kind in kinds]
    alive.sort(key=lambda a: (a.code not in first, a.kind == "commune", a.name))
    return [(a.code, a.name) for a in alive]
