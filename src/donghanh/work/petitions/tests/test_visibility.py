"""Who sees what, on every surface; and two houses that differ only in a secret show strangers the same bytes."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import replace
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.urls import reverse

from donghanh.ground.accounts.models import User
from donghanh.ground.files import api as files
from donghanh.ground.workcal.tests.factories import load_calendar
from donghanh.record.journal import api as journal
from donghanh.record.journal.models import Entry
from donghanh.record.measures import api as measures
from donghanh.record.notify.models import Notice
from donghanh.record.search import api as search
from donghanh.work.petitions import services
from donghanh.work.petitions.models import Answer
from donghanh.work.petitions.queries.publishing import masked
from donghanh.work.petitions.services import mailroom
from donghanh.work.petitions.tests.factories import AT, TEXT, WHO, at_agency, submission

pytestmark = pytest.mark.django_db
ON = AT.date()
SECRETS = (WHO.name, WHO.tax_code, WHO.representative, WHO.phone, WHO.email, WHO.address)
# who -> may read the case, may read who wrote it: that is who handles it, and nobody else
READERS = {
    "an": (True, True),
    "ha": (True, True),
    "lan": (True, True),
    "binh": (False, False),
    "ky": (True, False),
    "minh": (True, False),
    "giang": (True, False),
    "chi": (True, False),
    "thu": (False, False),
    "hiep": (False, False),
    "dung": (False, False),
    "cuc": (False, False),
    None: (False, False),
}
SPOKEN = f"{TEXT} Liên hệ ông {WHO.representative}, điện thoại {WHO.phone}, {WHO.email}."
PUBLIC = ("answers", "answers_feed")
FILE_NAME = f"don cua {WHO.representative}.txt"


@pytest.fixture(autouse=True)
def house(db, monkeypatch):
    monkeypatch.setenv("DONGHANH_NOW", AT.isoformat())
    load_calendar()


def sender(cast: Any) -> Any:
    """An account of a business: its name is a name of the petitioner."""
    from donghanh.ground.accounts.tests.factories import make_post, make_user

    user = make_user("Hoàng Văn Sầm", email="sam@gohuulung.example")
    make_post(user, "business", None)
    return user


def co_answering(cast: Any) -> Any:
    """Kỳ, who works at an agency that gives a part of the answer."""
    from donghanh.ground.accounts.tests.factories import make_post, make_user

    user = make_user("Lộc Minh Kỳ", email="ky@example.vn")
    make_post(user, "officer", cast.agency("coordinating"))
    return user


def published(cast: Any, who: Any = WHO, **more: Any) -> Any:
    """One case answered and published as the masks propose, with a note among agencies that names the sender."""
    row = at_agency(cast, identity=who, **more)
    services.comment(row, text=f"Đã gọi {who.representative}, {who.phone}", to_petitioner=False, by=cast.an, at=AT)
    services.draft(
        row, text=f"Trả lời ông {who.representative}: hồ sơ đã đủ.", outcome="solved", version=0, by=cast.an, at=AT
    )
    row = services.approve(services.submit(row, by=cast.an, at=AT), by=cast.ha, at=AT)
    answer = row.answers.get()
    shown = masked(row, answer)
    words = services.PublicWords(shown.title.text, shown.question.text, shown.text.text, shown.name, shown.log())
    services.publish(answer, public=words, by=cast.an, at=AT)
    return row


def told_of_everybody(cast: Any) -> Any:
    """A case that names its sender wherever words can stand, sent from an account, with a file, twice at the agency."""
    stored = files.store(b"don", name=FILE_NAME, by=cast.lan, at=AT, purpose="petition")
    account = sender(cast)
    made = services.receive(
        submission(title=f"Đơn của ông {WHO.representative}", text=SPOKEN, submitted_by=account, files=[stored]),
        by=account,
        at=AT,
    ).petition
    row = services.accept(services.route(made, to=cast.agency("b"), by=cast.lan, at=AT), by=cast.binh, at=AT)
    services.send_back(row, reason=f"Ông {WHO.representative} gửi nhầm, {WHO.phone}", by=cast.binh, at=AT)
    row = services.route(row, to=cast.agency("a"), by=cast.lan, at=AT)
    row = services.accept(row, by=cast.an, at=AT)
    part = services.add_support(
        row, to=cast.agency("coordinating"), question=f"Đất của ông {WHO.representative}?", by=cast.an, at=AT
    )
    services.contribute(part, text=f"Đã hỏi {WHO.representative}", by=co_answering(cast), at=AT)
    services.extend(row, amount=5, reason=f"Chờ ông {WHO.representative}", by=cast.ha, at=AT)
    services.reply(row, text=f"Tôi là {WHO.representative}", by=account, at=AT)
    services.comment(row, text=f"Đã gọi {WHO.representative}, {WHO.phone}", to_petitioner=False, by=cast.an, at=AT)
    said = f"Trả lời ông {WHO.representative}: hồ sơ đã đủ."
    services.draft(row, text=said, outcome="solved", version=0, by=cast.an, at=AT)
    row = services.approve(services.submit(row, by=cast.an, at=AT), by=cast.ha, at=AT)
    shown = masked(row, row.answers.get())
    words = services.PublicWords(shown.title.text, shown.question.text, shown.text.text, shown.name, shown.log())
    services.publish(row.answers.get(), public=words, by=cast.an, at=AT)
    return row


def surfaces(client: Any, row: Any) -> dict[str, str]:
    """Open everything that shows this case or many, and return what came back: head, body, name of the file."""
    found = {}
    for name in ("case", "why", "write", "publish", "contribute"):
        found[name] = client.get(reverse(f"petitions:{name}", args=[row.key]))
    found["comment"] = client.get(reverse("petitions:verb", args=[row.key, "trao-doi"]))
    for name in ("queue", "all", "hub", "figures", "approvals", "changes", "letters", "batches"):
        found[name] = client.get(reverse(f"petitions:{name}"))
    for name in ("queue", "all", "hub", "figures"):
        for kind in ("csv", "xlsx", "docx"):
            found[f"{name}.{kind}"] = client.get(reverse(f"petitions:{name}"), {"tai": kind})
    for name in PUBLIC:
        found[name] = client.get(reverse(f"petitions:{name}"))
    for kind in ("csv", "xlsx"):
        found[f"answers.{kind}"] = client.get(reverse("petitions:answers"), {"tai": kind})
    for kind in ("json", "xml"):
        found[f"open311.{kind}"] = client.get(f"/kien-nghi/open311/v2/requests/{row.number}.{kind}")
        found[f"open311 list.{kind}"] = client.get(f"/kien-nghi/open311/v2/requests.{kind}")
    found["journal"] = client.get(reverse("journal:history", args=["petitions.petition", row.key]))
    found["log"] = client.get("/nhat-ky/")
    found["log.csv"] = client.get("/nhat-ky/", {"tai": "csv"})
    found["cockpit"] = client.get("/lanh-dao/")
    found["measure"] = client.get(reverse("measures:measure", args=["petitions.received"]))
    found["search"] = client.get("/tim/", {"q": "tien thue dat"})
    answer = Answer.objects.get(petition=row)
    found["answer"] = client.get(reverse("petitions:answer", args=[answer.key]))
    return {name: _words(page) for name, page in found.items() if page.status_code == 200}


def _words(page: Any) -> str:
    body = b"".join(page.streaming_content) if page.streaming else page.content
    heads = sorted(page.headers.items())
    if body[:2] == b"PK":  # a spreadsheet or a document: what its parts say
        heads = [(name, value) for name, value in heads if name != "Content-Length"]  # it holds the second of writing
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            body = b"\n".join(packed.read(name) for name in packed.namelist())
    return body.decode("utf-8", "replace") + repr(heads)


# The pages on which those who handle a case read its words as they were written; their lists bear its title.
HANDLED = {"case", "publish", "write", "comment", "queue", "all", "hub", "approvals", "queue.csv", "all.csv", "hub.csv"}
HANDLED |= {f"{name}.{kind}" for name in ("queue", "all", "hub") for kind in ("xlsx", "docx")}


@pytest.mark.parametrize("who", READERS)
def test_each_reader_on_each_surface(client, cast, who):
    row = told_of_everybody(cast)
    search.gather_all(on=ON)
    reads, knows = READERS[who]
    person = User.objects.get(email="ky@example.vn") if who == "ky" else getattr(cast, who) if who else None
    if who == "binh":  # had it once and sent it back: it stays in sight, as of somebody who does not handle it
        reads = True
    if person is not None:
        client.force_login(person)
    found = surfaces(client, row)
    assert ("case" in found) is reads
    for name, text in found.items():
        if not (knows and name in HANDLED):
            told = [s for s in (*SECRETS, "Hoàng Văn Sầm", "don cua") if s in text]
            assert not told, (who, name, told)
    if knows:
        assert WHO.tax_code in found["case"]
        assert WHO.representative in found["case"]
    elif reads:
        assert "[người gửi]" in found["case"]
    stored = row.attachments.get().file
    assert (client.get(reverse("files:download", args=[stored.key])).status_code == 200) is knows


@pytest.mark.parametrize("who", ["minh", "giang", "chi", "an"])
def test_a_search_in_lists_never_tells_that_a_private_word_is_there(client, cast, who):
    told_of_everybody(cast)
    client.force_login(getattr(cast, who))
    for page in ("queue", "all") if who == "an" else ("all",):
        for secret in (WHO.representative, "nguyen van quyet", WHO.phone, WHO.email, WHO.name, WHO.tax_code):
            html = client.get(reverse(f"petitions:{page}"), {"q": secret}).content.decode()
            assert "Đơn của" not in html, (page, secret)
    assert "Đơn của" in client.get(reverse("petitions:all"), {"q": "tien thue dat"}).content.decode()


def test_no_word_of_a_petitioner_stands_in_journal_notices_measures_or_mail(cast):
    row = told_of_everybody(cast)
    journal.deliver_due(AT)
    mailroom.send_waiting(at=AT)
    entries = json.dumps(
        list(Entry.objects.values_list("payload", flat=True)),
        ensure_ascii=False,
        default=str,
    )
    notices = repr(list(Notice.objects.values_list("title", flat=True)))
    lineage = repr(measures.compute("petitions.received", as_of=ON, scope=measures.Scope()))
    letters = repr([(m.subject, m.body) for m in mail.outbox])
    assert "Hoàng Văn Sầm" not in repr(list(Entry.objects.values_list("actor_label", flat=True)))
    assert letters.count("KN-2026") >= 2  # the sender was told that something happened
    for secret in (*SECRETS, row.title, TEXT[:40]):
        assert secret not in entries
        assert secret not in notices
        assert secret not in lineage
        assert secret == WHO.email or secret not in letters  # a letter goes to an address, and says nothing else


def test_the_one_search_finds_no_identity(cast):
    told_of_everybody(cast)
    search.gather_all(on=ON)
    for secret in (WHO.name, WHO.tax_code, WHO.phone, WHO.email):
        found = search.find(f'"{secret}"', None, on=ON)
        assert not [h for h in found.hits if "kien-nghi" in h.url], secret


class _Undo(Exception):
    """Ends a trial so that the next begins from the same house."""


def public_bytes(client, cast, who) -> dict[str, str]:
    """Build the house with one identity, read what strangers read, and take everything back."""
    told: dict[str, str] = {}
    try:
        with transaction.atomic():
            row = published(cast, who, text=f"{TEXT} Liên hệ {who.representative}, điện thoại {who.phone}.")
            answer = row.answers.get()
            pages = [reverse(f"petitions:{n}") for n in PUBLIC]
            pages += [reverse("petitions:answers") + f"?tai={kind}" for kind in ("csv", "xlsx")]
            pages += [reverse("petitions:answers") + f"?q={words}" for words in ("tien+thue+dat", "quyet", "hoang+mai")]
            pages += [reverse("petitions:answer", args=[answer.key]), "/tim/?q=tien+thue+dat", "/tim/?q=hoang+thi+mai"]
            pages += [f"/kien-nghi/open311/v2/requests/{row.number}.{kind}" for kind in ("json", "xml")]
            pages += ["/kien-nghi/open311/v2/requests.json", "/nhat-ky/minh-bach/", "/"]
            for page in pages:
                seen = client.get(page)
                assert seen.status_code == 200, page
                text = _words(seen)
                text = re.sub(r"\d{4}-\d\d-\d\dT[\d:]+Z</dcterms", "WRITTEN</dcterms", text)  # when a sheet was written
                text = re.sub(r"minh-bach/\w{12}/", "minh-bach/KEY/", text)
                for changing in (answer.key, row.key):  # random keys are no secrets, and differ from house to house
                    text = text.replace(changing, "KEY")
                text = re.sub(r"nonce[=-]?\W?[\w+/=]{20,}|csrfmiddlewaretoken\W+value=\W\w+", "ONCE", text)
                told[page.replace(answer.key, "KEY")] = text
            told["measure"] = repr(measures.compute("petitions.on_time", as_of=ON, scope=measures.Scope())).replace(
                row.key, "KEY"
            )
            public = Entry.objects.filter(public=True, kind__startswith="petitions.")
            told["log"] = repr([(e.kind, e.payload) for e in public.order_by("pk")]).replace(answer.key, "KEY")
            raise _Undo
    except _Undo:
        return told


def test_two_houses_that_differ_only_in_a_secret_show_strangers_the_same_bytes(client, cast):
    for name in ("an", "ha", "lan"):
        getattr(cast, name)  # the people stay, only the petition is taken back
    one = replace(WHO, name="Công ty Một", tax_code="4900111111", representative="Nguyễn Văn Quyết", phone="0912345678")
    two = replace(WHO, name="Công ty Hai", tax_code="4900222222", representative="Hoàng Thị Mai", phone="0987654321")
    first, second = public_bytes(client, cast, one), public_bytes(client, cast, two)
    assert first.keys() == second.keys()
    for page in first:
        assert first[page] == second[page], page


def test_before_its_embargo_ends_an_answer_is_nowhere_in_public(client, cast):
    row = at_agency(cast)
    services.draft(row, text="Trả lời riêng biệt", outcome="solved", version=0, by=cast.an, at=AT)
    row = services.approve(services.submit(row, by=cast.an, at=AT), by=cast.ha, at=AT)
    answer = row.answers.get()
    words = services.PublicWords("Tiêu đề riêng biệt", "Hỏi riêng biệt", "Trả lời riêng biệt")
    services.publish(answer, public=words, embargo_until=ON.replace(month=12), by=cast.an, at=AT)
    for name in PUBLIC:
        assert "riêng biệt" not in client.get(reverse(f"petitions:{name}")).content.decode()
    assert client.get(reverse("petitions:answer", args=[answer.key])).status_code == 404
    assert journal.may_see(None, {("petitions.petition", row.key)}, on=ON) == set()
