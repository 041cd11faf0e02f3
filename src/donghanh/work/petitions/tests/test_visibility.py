"""Who sees what, on every surface; and two houses that differ only in a secret show strangers the same bytes."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.urls import reverse

from donghanh.ground.workcal.tests.factories import load_calendar
from donghanh.record.journal import api as journal
from donghanh.record.journal.models import Entry
from donghanh.record.measures import api as measures
from donghanh.record.notify.models import Notice
from donghanh.record.search import api as search
from donghanh.work.petitions import services
from donghanh.work.petitions.models import Answer
from donghanh.work.petitions.queries.publishing import masked
from donghanh.work.petitions.tests.factories import AT, TEXT, WHO, at_agency

pytestmark = pytest.mark.django_db
ON = AT.date()
SECRETS = (WHO.name, WHO.tax_code, WHO.representative, WHO.phone, WHO.email, WHO.address)
# who -> may read the case, may read who wrote it
READERS = {
    "an": (True, True),
    "ha": (True, True),
    "lan": (True, True),
    "binh": (False, False),
    "minh": (True, False),
    "giang": (True, False),
    "chi": (True, False),
    "thu": (False, False),
    "hiep": (False, False),
    "dung": (False, False),
    "cuc": (False, False),
    None: (False, False),
}
PUBLIC = ("answers", "answers_feed")


@pytest.fixture(autouse=True)
def house(db, monkeypatch):
    monkeypatch.setenv("DONGHANH_NOW", AT.isoformat())
    load_calendar()


def published(cast: Any, who: Any = WHO, **more: Any) -> Any:
    """One case answered and published as the masks propose, with a note among agencies."""
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


def surfaces(client: Any, row: Any) -> dict[str, str]:
    """Open everything that shows this case or many, and return what came back."""
    found = {}
    for name in ("case", "why", "write", "publish"):
        found[name] = client.get(reverse(f"petitions:{name}", args=[row.key]))
    for name in ("queue", "all", "hub", "figures", "approvals"):
        found[name] = client.get(reverse(f"petitions:{name}"))
        for kind in ("csv", "xlsx"):
            found[f"{name}.{kind}"] = client.get(reverse(f"petitions:{name}"), {"tai": kind})
    for name in PUBLIC:
        found[name] = client.get(reverse(f"petitions:{name}"))
    found["journal"] = client.get(reverse("journal:history", args=["petitions.petition", row.key]))
    found["measure"] = client.get(reverse("measures:measure", args=["petitions.received"]))
    found["search"] = client.get("/tim/", {"q": WHO.representative})
    answer = Answer.objects.get(petition=row)
    found["answer"] = client.get(reverse("petitions:answer", args=[answer.key]))
    return {
        name: page.content.decode("utf-8", "replace") + str(page.headers.get("Content-Disposition", ""))
        for name, page in found.items()
        if page.status_code == 200
    }


# The pages on which those who may know read who wrote.
IDENTITY_PAGES = {"case", "publish"}


@pytest.mark.parametrize("who", READERS)
def test_each_reader_on_each_surface(client, cast, who):
    row = published(cast)
    reads, knows = READERS[who]
    if who:
        client.force_login(getattr(cast, who))
    found = surfaces(client, row)
    assert ("case" in found) is reads
    for name, text in found.items():
        told = [s for s in SECRETS if s in text]
        if knows and name in IDENTITY_PAGES | {"write"}:
            continue
        # Those who follow the case read what agencies wrote among themselves; nobody else reads a secret anywhere.
        allowed = {WHO.representative, WHO.phone} if reads and name == "case" else set()
        if name == "search":
            told = [s for s in told if s != WHO.representative]  # the words that were typed come back in the box
        assert set(told) <= allowed, (who, name, told)
    if knows:
        assert WHO.tax_code in found["case"]


def test_no_word_of_a_petitioner_stands_in_journal_notices_measures_or_mail(cast):
    row = published(cast)
    entries = json.dumps(list(Entry.objects.values_list("payload", flat=True)), ensure_ascii=False, default=str)
    notices = repr(list(Notice.objects.values_list("title", flat=True)))
    lineage = repr(measures.compute("petitions.received", as_of=ON, scope=measures.Scope()))
    letters = repr([(m.subject, m.body) for m in mail.outbox])
    for secret in (*SECRETS, row.title, TEXT[:40]):
        assert secret not in entries
        assert secret not in notices
        assert secret not in lineage
        assert secret not in letters


def test_the_one_search_finds_no_identity(cast):
    published(cast)
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
            pages += [reverse("petitions:answers") + "?tai=csv", reverse("petitions:answer", args=[answer.key])]
            for page in pages:
                seen = client.get(page)
                assert seen.status_code == 200, page
                text = seen.content.decode("utf-8", "replace") + str(sorted(seen.headers.items()))
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
