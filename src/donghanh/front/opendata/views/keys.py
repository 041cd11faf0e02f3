"""Keys of those who call often: given out and withdrawn by operators."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from donghanh.front.opendata import services
from donghanh.front.opendata.forms import KeyForm
from donghanh.front.opendata.models import ApiKey
from donghanh.kit.errors import Invalid
from donghanh.ui.forms import refuse
from donghanh.ui.web.guard import guard
from donghanh.ui.web.pages import moment, person


@guard("opendata.keys")
def keys(request: HttpRequest) -> HttpResponse:
    """List the keys and give out another, shown once."""
    form = KeyForm(request.POST or None)
    secret = ""
    if request.method == "POST" and form.is_valid():
        try:
            _row, secret = services.issue_key(**form.cleaned_data, by=person(request), at=moment(request))
            form = KeyForm()
        except Invalid as refusal:
            refuse(form, refusal)
    rows = ApiKey.objects.visible_to(request.user).select_related("issued_by")[:200]
    answer = render(request, "opendata/keys.html", {"form": form, "secret": secret, "keys": rows})
    answer["Cache-Control"] = "no-store"
    return answer


@guard("opendata.keys")
@require_POST
def withdraw(request: HttpRequest, key: str) -> HttpResponse:
    """Withdraw a key."""
    row = get_object_or_404(ApiKey.objects.visible_to(request.user), key=key)
    services.withdraw_key(row, by=person(request), at=moment(request))
    return redirect("opendata:keys")
