"""What every screen of the room needs: the layout, the row its reader may see, the agencies they choose from."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from donghanh.ground.orgs import api as orgs
from donghanh.ground.orgs.models import Agency
from donghanh.kit import policy
from donghanh.kit.errors import NotAllowed
from donghanh.ui.web.pages import day, layout, moment, person, posted
from donghanh.work.dialogues.models import Dialogue

__all__ = ["agencies", "agency_of", "by", "can", "day", "dialogue_at", "missing", "moment", "person", "posted", "shown"]


def can(request: HttpRequest, verb: str, obj: Any = None) -> bool:
    """Say whether the reader may do a verb of this room."""
    return bool(policy.may(f"dialogues.{verb}", request.user, obj, on=day(request)))


def shown(request: HttpRequest, template: str, status: int = 200, *, own: bool = False, **context: Any) -> HttpResponse:
    """Draw a page, in the shell for those signed in; ``own`` for what is one visitor's alone: nobody may keep it."""
    context = {"layout": layout(request), "on": day(request), **context}
    response = render(request, f"dialogues/{template}", context, status=status)
    if own:
        add_never_cache_headers(response)
        response["Cache-Control"] = "no-store, private"
        # Not "no-referrer": a browser would then send its forms with the origin "null", which is refused as forged.
        response["Referrer-Policy"] = "same-origin"
    return response


def missing(what: str) -> NotAllowed:
    """Return the refusal that looks as if the thing did not exist."""
    return NotAllowed("dialogues.not-found", f"Không tìm thấy {what} này.", hidden=True)


def dialogue_at(request: HttpRequest, key: str) -> Dialogue:
    """Return a dialogue the reader may see; to anybody else it does not exist."""
    found = Dialogue.objects.visible_to(request.user, on=day(request)).with_context().filter(key=key).first()
    if found is None:
        raise missing("buổi đối thoại")
    return found


def by(request: HttpRequest) -> dict[str, Any]:
    """Return who acts and when, as services ask."""
    return {"by": person(request), "at": moment(request)}


def agencies(request: HttpRequest, *kinds: str) -> list[tuple[str, str]]:
    """List the agencies of today by name, of some kinds where named; departments before communes."""
    alive = [a for a in orgs.alive(day(request)) if not kinds or a.kind in kinds]
    alive.sort(key=lambda a: (a.kind == "commune", a.name))
    return [(a.code, a.name) for a in alive]


def agency_of(code: str) -> Agency:
    """Return the agency that a form names by its code."""
    return Agency.objects.get(code=code)
