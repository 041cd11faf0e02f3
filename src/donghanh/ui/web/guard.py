"""Every address has a guard: ``@guard("room.verb")`` or an explicit ``@public``; a test walks them all."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase

from donghanh.kit import policy

View = Callable[..., HttpResponseBase]


def public(view: View) -> View:
    """Mark a view as open to anybody; what it shows must still come through ``visible_to``."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    inner.guarded_by = "public"  # type: ignore[attr-defined]
    return inner


def guard(verb: str) -> Callable[[View], View]:
    """Let in only whom the verb's rule lets in without an object; the view asks again about the object it fetched."""

    def enter(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            policy.may(verb, request.user, on=request.now.date()).or_refuse()  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

        inner.guarded_by = verb  # type: ignore[attr-defined]
        return inner

    return enter
