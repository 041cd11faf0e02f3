"""The verbs on one conclusion: work of an agency, a petition, settled in words, or written anew."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from donghanh.kit.errors import Invalid
from donghanh.ui.forms import refuse
from donghanh.ui.web.guard import guard
from donghanh.work.dialogues import services
from donghanh.work.dialogues.forms import inside
from donghanh.work.dialogues.models import Conclusion
from donghanh.work.dialogues.policies import may
from donghanh.work.dialogues.views.acts import Act
from donghanh.work.dialogues.views.pages import agencies, agency_of, by, day, dialogue_at, missing, posted, shown

ACTS = {
    "giao": Act(
        "giao",
        "order",
        (),
        "Giao thành việc",
        hint="Thành một việc của cơ quan chủ trì theo thông báo kết luận, có hạn và được theo dõi như mọi việc khác.",
    ),
    "kien-nghi": Act(
        "kien-nghi",
        "conclude",
        (),
        "Chuyển thành kiến nghị",
        hint="Đi vào nơi phân loại kiến nghị; thời hạn trả lời tính từ hôm nay.",
    ),
    "ket-qua": Act("ket-qua", "settle", (), "Ghi kết quả"),
    "sua": Act("sua", "conclude", (), "Sửa kết luận"),
}


def _form(request: HttpRequest, one: Conclusion, slug: str, data: Any) -> Any:
    if slug == "ket-qua":
        return inside.SettleForm(data, initial={"result": one.result, "result_on": one.result_on or day(request)})
    if slug == "sua":
        given = {"text": one.text, "agency": one.agency.code, "due_on": one.due_on}
        return inside.ConcludeForm(data, agencies=agencies(request), initial=given)
    return forms.Form(data)


def _do(one: Conclusion, slug: str, given: dict[str, Any], who: dict[str, Any]) -> str:
    if slug == "giao":
        return f"Đã thành việc {services.order(one, **who).number} của {one.agency.name}."
    if slug == "kien-nghi":
        services.petition(one, **who)
        return "Đã chuyển thành kiến nghị, chờ phân loại."
    if slug == "ket-qua":
        services.settle(one, **given, **who)
        return "Đã ghi kết quả."
    services.rewrite(one, text=given["text"], agency=agency_of(given["agency"]), due_on=given["due_on"], **who)
    return "Đã sửa kết luận."


@guard("dialogues.calendar")
def act(request: HttpRequest, key: str, order: int, slug: str) -> HttpResponse:
    """Do one verb to a conclusion."""
    row = dialogue_at(request, key)
    found = ACTS.get(slug)
    one = row.conclusions.select_related("agency", "dialogue").filter(order=order).first()
    if one is None or found is None:
        raise missing("kết luận")
    may(f"dialogues.{found.rule}", request.user, row, on=day(request)).or_refuse()
    data, _ = posted(request)
    form = _form(request, one, slug, data)
    if request.method == "POST" and form.is_valid():
        try:
            told = _do(one, slug, form.cleaned_data, by(request))
        except Invalid as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, told)
            return redirect("dialogues:dialogue", key=row.key)
    return shown(request, "act.html", 422 if form.errors else 200, act=found, form=form, row=row, conclusion=one)
