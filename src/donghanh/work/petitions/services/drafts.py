"""A petition written question by question: kept on the server under an unguessable key, sent as one case or several."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from donghanh.ground.files import api as files
from donghanh.kit.errors import Invalid, NotNow
from donghanh.kit.text import fold_vi
from donghanh.work.petitions import domain
from donghanh.work.petitions.domain import Identity, Submission, channels
from donghanh.work.petitions.engine import matters, places
from donghanh.work.petitions.engine.plain import clean, clean_line, mixed_scripts
from donghanh.work.petitions.models import Draft
from donghanh.work.petitions.services.receiving import Receipt, receive

OUTSIDE, WHOLE = "ngoai-tinh", "ca-tinh"
KINDS = {"business": "Doanh nghiệp", "household": "Hộ kinh doanh", "cooperative": "Hợp tác xã", "person": "Cá nhân"}
_PHONE = re.compile(r"\+?\d{9,12}")
_TAX_CODE = re.compile(r"\d{10}(?:-?\d{3})?|\d{12}")


def open_draft(*, at: datetime) -> Draft:
    """Begin to write; nothing is asked of the writer yet."""
    return Draft.objects.create(
        answers={"items": [{}]},
        opened_at=at,
        changed_at=at,
    )


def _change(draft: Draft) -> Draft:
    return Draft.objects.select_for_update().get(pk=draft.pk)


def _keep(draft: Draft, at: datetime) -> Draft:
    draft.changed_at = at
    draft.save(update_fields=["answers", "changed_at"])
    return draft


def item_of(draft: Draft) -> dict[str, Any]:
    """Return the matter that is being written: the last one."""
    found: dict[str, Any] = draft.answers["items"][-1]
    return found


@transaction.atomic
def say_regime(draft: Draft, *, regime: str, at: datetime) -> Draft:
    """Say whether it is a difficulty, a question or a complaint; a denunciation is never kept in a draft."""
    draft = _change(draft)
    if regime not in {r.value for r in domain.Regime}:
        raise Invalid("petitions.regime", "Hãy chọn một mục.", fields={"regime": "Hãy chọn một mục."})
    item_of(draft)["regime"] = regime
    return _keep(draft, at)


@transaction.atomic
def say_text(draft: Draft, *, text: str, at: datetime) -> Draft:
    """Keep the words."""
    draft = _change(draft)
    longest = channels.rules().longest
    text = clean(text).strip()
    message = ""
    if len(text) < 15:
        message = "Hãy viết rõ hơn: việc gì, ở đâu, từ khi nào, mong cơ quan làm gì."
    elif len(text) > longest:
        message = f"Nội dung dài quá {longest} ký tự; hãy rút gọn và gửi phần chi tiết bằng tệp."
    if message:
        raise Invalid("petitions.text", message, fields={"text": message})
    item = item_of(draft)
    if item.get("text") != text:
        item.pop("parts_seen", None)
        item.pop("alike_seen", None)
    item["text"] = text
    return _keep(draft, at)


def proposed_parts(draft: Draft) -> list[tuple[str, str]]:
    """Return how the words could be split by subject, where they hold several matters."""
    room = channels.rules().most_items - len(draft.answers["items"]) + 1
    found = matters.parts(item_of(draft).get("text", ""), lambda words: domain.guess_subject(words)[0])
    return found if 1 < len(found) <= room else []


@transaction.atomic
def split(draft: Draft, *, yes: bool, at: datetime) -> Draft:
    """Split the words into the proposed parts, or keep them as one."""
    draft = _change(draft)
    item = item_of(draft)
    parts = proposed_parts(draft)
    if yes and parts:
        draft.answers["items"] = draft.answers["items"][:-1] + [
            {**item, "text": words, "subject": subject, "parts_seen": True, "alike_seen": True}
            for words, subject in parts
        ]
    else:
        item["parts_seen"] = True
    return _keep(draft, at)


@transaction.atomic
def mark(draft: Draft, *, name: str, at: datetime) -> Draft:
    """Note that a page was seen, so that it is not shown again."""
    draft = _change(draft)
    item_of(draft)[name] = True
    return _keep(draft, at)


@transaction.atomic
def say_subject(draft: Draft, *, subject: str, at: datetime) -> Draft:
    """Keep the subject; what has been split already has its own."""
    draft = _change(draft)
    if subject and subject not in domain.subjects():
        raise Invalid("petitions.subject", "Hãy chọn một lĩnh vực.", fields={"subject": "Hãy chọn một lĩnh vực."})
    item_of(draft)["subject"] = subject or "other"
    return _keep(draft, at)


@transaction.atomic
def say_place(draft: Draft, *, place: str, place_text: str, at: datetime) -> Draft:
    """Keep where it lies; what lies in another province is refused with the way to go."""
    draft = _change(draft)
    if place == OUTSIDE:
        message = (
            "Việc xảy ra ở tỉnh khác thì cơ quan của tỉnh này không giải quyết được; hãy gửi đến cổng của tỉnh đó hoặc "
            "Cổng Dịch vụ công quốc gia. Nếu cơ quan gây ra việc này thuộc tỉnh, hãy chọn “Không gắn với một nơi”."
        )
        raise Invalid("petitions.outside", message, fields={"place": message})
    if place not in places.by_code() and place != WHOLE:
        message = "Hãy chọn xã, phường trong danh sách."
        raise Invalid("petitions.place", message, fields={"place": message})
    said = {"place": "" if place == WHOLE else place, "place_text": clean_line(place_text)[:200], "placed": True}
    for item in draft.answers["items"]:  # the parts of one split text lie where their whole lies
        if item is item_of(draft) or not item.get("placed"):
            item.update(said)
    return _keep(draft, at)


@transaction.atomic
def say_who(draft: Draft, *, answers: Mapping[str, Any], at: datetime) -> Draft:
    """Keep who writes and how to reach them: a name, and a telephone or an address for letters."""
    draft = _change(draft)
    given = {k: clean_line(str(v or ""))[:254] for k, v in answers.items() if k != "public_name"}
    wrong: dict[str, str] = {}
    if not given["name"]:
        wrong["name"] = "Hãy ghi tên; pháp luật yêu cầu kiến nghị có tên và cách liên hệ."
    elif mixed_scripts(given["name"]):
        wrong["name"] = "Tên có chữ cái của bảng chữ khác giả chữ Latinh; hãy gõ lại."
    phone = re.sub(r"[\s.\-()]", "", given["phone"])
    if phone and not _PHONE.fullmatch(phone):
        wrong["phone"] = "Số điện thoại gồm 9 đến 12 chữ số."
    if not phone and not given["email"]:
        wrong["phone"] = "Hãy ghi điện thoại hoặc thư điện tử, để cơ quan trả lời được."
    tax_code = re.sub(r"\s", "", given["tax_code"])
    if tax_code and not _TAX_CODE.fullmatch(tax_code):
        wrong["tax_code"] = "Mã số thuế có 10 số (13 số cho chi nhánh, 12 số cho hộ, cá nhân)."
    if wrong:
        raise Invalid("petitions.who", next(iter(wrong.values())), fields=wrong)
    draft.answers["who"] = given | {
        "phone": phone,
        "tax_code": tax_code,
        "email": given["email"].casefold(),
        "public_name": bool(answers.get("public_name")),
    }
    return _keep(draft, at)


@transaction.atomic
def add_file(draft: Draft, source: Any, *, name: str, at: datetime) -> Draft:
    """Keep a file with the draft; its kind and content are judged now, so that the writer learns it now."""
    draft = _change(draft)
    most = channels.rules().most_files
    if draft.files.count() >= most:
        message = f"Mỗi lần gửi kèm tối đa {most} tệp."
        raise Invalid("petitions.files", message, fields={"file": message})
    stored = files.store(source, name=name, by=None, at=at, purpose="petition")
    draft.files.add(stored)
    return _keep(draft, at)


@transaction.atomic
def drop_file(draft: Draft, *, key: str, at: datetime) -> Draft:
    """Take a file off the draft."""
    draft = _change(draft)
    for stored in draft.files.filter(key=key):
        draft.files.remove(stored)
    return _keep(draft, at)


@transaction.atomic
def add_item(draft: Draft, *, at: datetime) -> Draft:
    """Begin another matter in the same draft: it becomes a case of its own, with the same sender."""
    draft = _change(draft)
    most = channels.rules().most_items
    if len(draft.answers["items"]) >= most:
        raise NotNow("petitions.many-items", f"Mỗi lần gửi tối đa {most} việc; hãy gửi lần khác cho việc còn lại.")
    draft.answers["items"].append({})
    return _keep(draft, at)


@transaction.atomic
def drop_item(draft: Draft, *, number: int, at: datetime) -> Draft:
    """Take one matter out again; one always stays."""
    draft = _change(draft)
    items = draft.answers["items"]
    if 0 <= number < len(items) and len(items) > 1:
        items.pop(number)
    return _keep(draft, at)


def send(draft: Draft, *, at: datetime, user: Any = None) -> list[Receipt]:
    """Send a draft: each matter becomes a case; sent twice it is the same cases. The draft is erased."""
    answers = draft.answers
    who = answers.get("who")
    if not who or any(not i.get("text") or not i.get("regime") for i in answers["items"]):
        raise Invalid("petitions.unfinished", "Còn câu hỏi chưa trả lời; hãy xem lại các mục.")
    if (at - draft.opened_at).total_seconds() < channels.rules().least_seconds:
        raise NotNow("petitions.too-fast", "Gửi nhanh quá mức người có thể viết; hãy xem lại rồi gửi sau ít giây.")
    identity = Identity(
        name=who["name"],
        kind=who["kind"],
        tax_code=who["tax_code"],
        representative=who["representative"],
        phone=who["phone"],
        email=who["email"],
        address=who["address"],
        public_name=who["public_name"],
    )
    attached = list(draft.files.all())
    receipts = []
    with transaction.atomic():
        for number, item in enumerate(answers["items"]):
            submission = Submission(
                channel=domain.Channel.WEB,
                text=item["text"],
                subject=item.get("subject", ""),
                place=item.get("place", ""),
                place_text=item.get("place_text", ""),
                regime=item["regime"],
                identity=identity,
                files=attached,
                external_id=f"{draft.key}-{number}",
                submitted_by=user if getattr(user, "is_authenticated", False) else None,
            )
            receipts.append(receive(submission, by=None, at=at))
        Draft.objects.filter(pk=draft.pk).delete()
    return receipts


def erase(draft: Draft) -> None:
    """Throw a draft away at its writer's wish."""
    draft.delete()


def forget_old(*, at: datetime) -> int:
    """Erase drafts that nobody touched for the days of the rules; returns how many."""
    before = at - timedelta(days=channels.rules().draft_days)
    found, _ = Draft.objects.filter(changed_at__lt=before).delete()
    return found


def same_words(draft: Draft) -> bool:
    """Say whether two matters of one draft hold the same words."""
    said = [fold_vi(i.get("text", "")) for i in draft.answers["items"]]
    return len(said) != len(set(said))
