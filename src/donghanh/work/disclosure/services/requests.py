"""The verbs of a request for information: sent by anybody, handled by the agency, answered by its head."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from donghanh.ground.accounts.models import User
from donghanh.ground.orgs.models import Agency
from donghanh.kit import ids, journal
from donghanh.kit.dates import local_date
from donghanh.kit.errors import Invalid, NotAllowed, NotNow
from donghanh.kit.numbers import show_number
from donghanh.kit.text import nfc, search_key, squeeze
from donghanh.work.disclosure import events
from donghanh.work.disclosure.domain import requests as domain
from donghanh.work.disclosure.models import InfoRequest, RequestFile, RequestMove
from donghanh.work.disclosure.policies import may
from donghanh.work.disclosure.queries import requests as reads
from donghanh.work.disclosure.services.checks import save_checked, words

_VERBS = {
    "take": "take_request",
    "transfer": "transfer_request",
    "ask": "ask_request",
    "extend": "extend_request",
    "answer": "answer_request",
    "deliver": "deliver_answer",
    "publish": "publish_answer",
}
TRIES, LOCKED = 8, timedelta(minutes=30)


@dataclass(frozen=True)
class Receipt:
    """What a sender takes away: the number and the secret that alone opens the request; it is shown once."""

    request: InfoRequest
    secret: str


def _digest(key: str, secret: str) -> str:
    plain = f"{key}:{secret.strip().lower()}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), plain, hashlib.sha256).hexdigest()


def _number(at: datetime) -> str:
    """Number requests within a year, as a register of incoming papers does."""
    year = local_date(at).year
    last = (
        InfoRequest.objects.select_for_update()
        .filter(number__startswith=f"TT-{year}-")
        .order_by("-number")
        .values_list("number", flat=True)
        .first()
    )
    return f"TT-{year}-{(int(last.rpartition('-')[2]) if last else 0) + 1:05d}"


@transaction.atomic
def send(
    *,
    agency: Agency,
    subject: str,
    full_name: str,
    delivery: str,
    at: datetime,
    channel: str = "online",
    content: str = "",
    document: str = "",
    purpose: str = "",
    organisation: str = "",
    email: str = "",
    phone: str = "",
    address: str = "",
    by: User | None = None,
) -> Receipt:
    """Take a request in, from a form without an account or from an officer who opened a letter; the clock starts."""
    if by is not None:
        may("disclosure.enter_request", by, on=local_date(at)).or_refuse()
    name = words(full_name, field="full_name", message="Hãy ghi họ và tên người yêu cầu.", most=150)
    if not agency.exists_on(local_date(at)):
        said = "Cơ quan này không còn; hãy chọn cơ quan kế thừa."
        raise Invalid("disclosure.agency-ended", said, fields={"agency": said})
    need = {"email": email, "post": address}.get(delivery, "-")
    if not need.strip():
        field = "email" if delivery == "email" else "address"
        said = "Hãy điền mục này, vì bạn chọn nhận ở đây."
        raise Invalid("disclosure.no-way-back", said, fields={field: said})
    secret = ids.new_key()
    row = InfoRequest(
        number=_number(at),
        agency=agency,
        channel=channel,
        delivery=delivery,
        subject=words(subject, field="subject", message="Hãy ghi cần thông tin gì.", most=300),
        content=nfc(content).strip()[:5000],
        document=squeeze(nfc(document))[:300],
        purpose=squeeze(nfc(purpose))[:300],
        full_name=squeeze(name),
        organisation=squeeze(nfc(organisation))[:250],
        email=email.strip(),
        phone=squeeze(phone)[:30],
        address=squeeze(nfc(address))[:300],
        received_on=local_date(at),
        received_at=at,
    )
    row.secret_hash = _digest(row.key, secret)
    save_checked(row)
    _move(row, "send", by, at)
    journal.record(events.RequestReceived(row.number, agency.name), about=row, by=by, at=at, agency=agency)
    return Receipt(row, secret)


def open_by_secret(number: str, secret: str, *, at: datetime) -> InfoRequest:
    """Open a request by its number and secret; too many wrong ones and it stays shut for half an hour.

    The count of wrong tries is kept even though the answer is a refusal, so this is no transaction of its own.
    """
    row = InfoRequest.objects.filter(number=number.strip().upper()).select_related("agency").first()
    wrong = NotAllowed("disclosure.no-such-request", "Số hoặc mã tra cứu không đúng; hãy xem lại giấy hẹn.")
    if row is None:
        raise wrong
    if row.locked_until is not None and at < row.locked_until:
        raise NotNow("disclosure.locked", "Đã nhập sai nhiều lần; hãy thử lại sau nửa giờ.")
    if not hmac.compare_digest(row.secret_hash, _digest(row.key, secret)):
        failures = row.failures + 1
        locked = at + LOCKED if failures >= TRIES else None
        InfoRequest.objects.filter(pk=row.pk).update(failures=0 if locked else failures, locked_until=locked)
        raise wrong
    if row.failures:
        InfoRequest.objects.filter(pk=row.pk).update(failures=0, locked_until=None)
    return row


def _take(row: InfoRequest, verb: str, by: User | None, at: datetime) -> InfoRequest:
    """Lock; an officer must be allowed, the sender has shown the secret."""
    row = InfoRequest.objects.locked(row.pk)
    if by is not None:
        may(f"disclosure.{_VERBS[verb]}", by, row, on=local_date(at)).or_refuse()
    return row


def _move(
    row: InfoRequest, verb: str, by: User | None, at: datetime, *, note: str = "", amount: int = 0, role: str = ""
) -> None:
    RequestMove.objects.create(
        request=row, verb=verb, on=local_date(at), at=at, by=by, note=note, amount=amount, role=role
    )


def _step(row: InfoRequest, verb: str, by: User | None, at: datetime, **facts: Any) -> InfoRequest:
    row.state = domain.REQUESTS.step(row.state, verb)
    save_checked(row)
    _move(row, verb, by, at, **facts)
    journal.record(events.RequestMoved(row.number, verb, row.agency.name), about=row, by=by, at=at, agency=row.agency)
    return row


@transaction.atomic
def take(row: InfoRequest, *, hard: bool, by: User, at: datetime) -> InfoRequest:
    """Take a request on: simple, or one that needs gathering; the clock follows the choice."""
    row = _take(row, "take", by, at)
    row.complex = hard
    return _step(row, "take", by, at, note="phức tạp, phải tập hợp" if hard else "đơn giản, có sẵn")


@transaction.atomic
def transfer(row: InfoRequest, *, to: Agency, reason: str, by: User, at: datetime) -> InfoRequest:
    """Pass a request on to the agency that has the information, and tell the sender which."""
    row = _take(row, "transfer", by, at)
    if to.pk == row.agency_id or not to.exists_on(local_date(at)):
        said = "Hãy chọn một cơ quan khác đang hoạt động."
        raise Invalid("disclosure.transfer", said, fields={"to": said})
    said = words(reason, field="reason", message="Hãy ghi vì sao chuyển.", most=1000)
    was = row.agency.name
    row.agency = to
    return _step(row, "transfer", by, at, note=f"Từ {was} đến {to.name}: {said}")


@transaction.atomic
def ask(
    row: InfoRequest, *, question: str, by: User, at: datetime, fee_vnd: int = 0, fee_note: str = ""
) -> InfoRequest:
    """Ask the sender for what is missing, or tell the cost of copying beforehand; the clock waits meanwhile."""
    row = _take(row, "ask", by, at)
    said = words(question, field="question", message="Hãy ghi cần người yêu cầu bổ sung gì.", most=2000)
    if fee_vnd:
        row.fee_vnd = fee_vnd
        row.fee_note = words(fee_note, field="fee_note", message="Hãy ghi chi phí này cho việc gì.", most=300)
    return _step(row, "ask", by, at, note=said)


@transaction.atomic
def supplement(row: InfoRequest, *, text: str, at: datetime) -> InfoRequest:
    """The sender adds what was asked for, or agrees to the cost; the clock goes on."""
    row = _take(row, "supplement", None, at)
    said = words(text, field="text", message="Hãy ghi nội dung bổ sung.", most=5000)
    return _step(row, "supplement", None, at, note=said)


@transaction.atomic
def withdraw_request(row: InfoRequest, *, at: datetime) -> InfoRequest:
    """The sender takes the request back."""
    return _step(_take(row, "withdraw", None, at), "withdraw", None, at)


@transaction.atomic
def extend(row: InfoRequest, *, days: int, reason: str, by: User, at: datetime) -> InfoRequest:
    """Make the term longer as the law allows, with the reason that the sender reads."""
    row = _take(row, "extend", by, at)
    said = words(reason, field="reason", message="Hãy ghi lý do gia hạn để người yêu cầu biết.", most=1000)
    row = _step(row, "extend", by, at, note=said, amount=days, role="head")
    ignored = [i for i in reads.clock(row).ignored if i.event.kind == "extend"]
    if ignored:
        raise Invalid(
            "disclosure.no-extension", f"Không gia hạn được: {ignored[-1].why}.", fields={"days": ignored[-1].why}
        )
    return row


@transaction.atomic
def answer(
    row: InfoRequest,
    *,
    decision: str,
    text: str,
    by: User,
    at: datetime,
    grounds: Iterable[str] = (),
    files: Iterable[Any] = (),
    document_number: str = "",
) -> InfoRequest:
    """Give all, a part, or nothing; what is withheld is withheld on a ground with its article and a reason."""
    row = _take(row, "answer", by, at)
    on = local_date(at)
    known, cited = domain.grounds(on), sorted(set(grounds))
    if decision not in domain.DECISIONS:
        raise Invalid(
            "disclosure.decision",
            "Hãy chọn cung cấp toàn bộ, một phần hay từ chối.",
            fields={"decision": "Hãy chọn một mục."},
        )
    if decision != "granted" and not cited:
        said = "Từ chối phải nêu căn cứ; hãy chọn ít nhất một căn cứ."
        raise Invalid("disclosure.no-ground", said, fields={"grounds": said})
    if decision == "granted" and cited:
        said = "Cung cấp toàn bộ thì không có căn cứ từ chối; hãy bỏ chọn hoặc đổi kết quả."
        raise Invalid("disclosure.ground", said, fields={"grounds": said})
    if any(c not in known for c in cited):
        said = "Căn cứ này không còn hiệu lực."
        raise Invalid("disclosure.ground", said, fields={"grounds": said})
    row.decision, row.grounds = decision, [known[c].cited for c in cited]
    row.answer = words(text, field="text", message="Hãy ghi nội dung trả lời, lý do nếu từ chối.", most=10_000)
    row.document_number = squeeze(nfc(document_number))
    row.answered_on, row.answered_by = on, by
    row = _step(row, "answer", by, at, note=domain.DECISIONS[decision], role="head")
    for file in files:
        RequestFile.objects.create(request=row, file=file, at=at, by=by)
    return row


@transaction.atomic
def deliver_answer(
    row: InfoRequest, *, delivered_on: date, note: str, by: User, at: datetime, fee_paid_vnd: int = 0
) -> InfoRequest:
    """Write down that an answer was posted or handed over, and what of the told cost was paid; nothing beyond it."""
    row = _take(row, "deliver", by, at)
    if not row.to_hand_over:
        raise NotNow("disclosure.delivered", "Kết quả này đã giao, hoặc người yêu cầu nhận qua mạng, qua thư điện tử.")
    if not (row.answered_on or delivered_on) <= delivered_on <= local_date(at):
        said = "Ngày giao không trước ngày trả lời và không sau hôm nay."
        raise Invalid("disclosure.delivery-day", said, fields={"delivered_on": said})
    if fee_paid_vnd > row.fee_vnd:
        said = f"Chỉ được thu đến mức đã báo trước: {show_number(row.fee_vnd)} đồng."
        raise Invalid("disclosure.fee", said, fields={"fee_paid_vnd": said})
    said = words(note, field="note", message="Hãy ghi giao thế nào: số bưu gửi, hoặc ai ký nhận.", most=300)
    row.delivered_on, row.fee_paid_vnd = delivered_on, fee_paid_vnd
    return _step(row, "deliver", by, at, note=said)


@transaction.atomic
def publish_answer(
    row: InfoRequest, *, public_subject: str, redacted: bool, by: User, at: datetime, files: Iterable[RequestFile] = ()
) -> InfoRequest:
    """Publish an answer and its files once somebody has confirmed that nobody is named in them."""
    row = _take(row, "publish", by, at)
    if row.published_at is not None:
        raise NotNow("disclosure.published", "Trả lời này đã được công khai.")
    subject = squeeze(words(public_subject, field="public_subject", message="Hãy ghi câu hỏi sẽ công khai.", most=300))
    found = domain.personal(f"{subject}\n{row.answer}")
    if found:
        said = f"Câu hỏi hoặc trả lời còn có {', '.join(found)}; hãy che rồi công khai."
        raise Invalid("disclosure.personal", said, fields={"public_subject": said})
    if row.full_name and search_key(row.full_name) in search_key(f"{subject} {row.answer}"):
        said = "Câu hỏi hoặc trả lời còn có tên người yêu cầu; hãy che rồi công khai."
        raise Invalid("disclosure.personal", said, fields={"public_subject": said})
    if not redacted:
        said = "Hãy xác nhận đã che dữ liệu cá nhân, bí mật kinh doanh trong câu hỏi, trả lời và từng tệp."
        raise Invalid("disclosure.not-redacted", said, fields={"redacted": said})
    row.public_subject, row.subject_folded = subject, search_key(subject)
    row.redacted_by, row.published_at = by, at
    chosen = {f.pk for f in files}
    row.files.filter(pk__in=chosen).update(public=True)
    row = _step(row, "publish", by, at)
    journal.record(
        events.AnswerPublished(row.number, row.agency.name, row.decision, subject),
        about=row, by=by, at=at, agency=row.agency,
    )  # fmt: skip
    return row
