"""One rule of visibility on every surface: page, calendar feed, search, sheet; and a secret changes no public byte."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from donghanh.record.search import api as search
from donghanh.work.dialogues import services
from donghanh.work.dialogues.models import Dialogue
from donghanh.work.dialogues.tests.factories import (
    AFTER,
    ASKED,
    AT,
    MINUTES,
    WHO,
    announced,
    asked,
    concluded,
    draft,
    published,
)

pytestmark = pytest.mark.django_db
INSIDE_WORDS = ("Công khai quỹ đất sạch từng xã", "nêu khó khăn", "15/TB-UBND")


def page(client, row, user=None) -> str:
    client.logout()
    if user is not None:
        client.force_login(user)
    return client.get(reverse("dialogues:dialogue", args=[row.key])).content.decode()


def public_surfaces(client) -> dict[str, str]:
    client.logout()
    rows = Dialogue.objects.public()
    addresses = [
        reverse("dialogues:calendar"),
        reverse("dialogues:feed"),
        reverse("dialogues:figures"),
        reverse("dialogues:figures") + "?tai=csv",
        reverse("dialogues:reforms"),
        *(reverse("dialogues:dialogue", args=[r.key]) for r in rows),
        *(reverse("dialogues:meeting", args=[r.key]) for r in rows),
    ]
    return {a: client.get(a).content.decode() for a in addresses}


def test_a_draft_is_seen_by_its_organiser_and_those_who_follow_the_province_alone(client, cast):
    row = draft(cast, "a", title="Buổi chưa ai biết")
    for who, sees in ((cast.an, True), (cast.minh, True), (cast.binh, False), (cast.hiep, False), (None, False)):
        client.logout()
        if who is not None:
            client.force_login(who)
        assert (client.get(reverse("dialogues:dialogue", args=[row.key])).status_code == 200) is sees
    assert "Buổi chưa ai biết" not in "".join(public_surfaces(client).values())
    assert client.get(reverse("dialogues:meeting", args=[row.key])).status_code == 404
    assert not search.find("Buổi chưa ai biết", None).hits


def test_minutes_and_conclusions_wait_for_their_publication(client, cast):
    row = concluded(cast, organiser="a")
    for stranger in (None, cast.binh, cast.dung, cast.hiep):
        told = page(client, row, stranger)
        assert not [w for w in INSIDE_WORDS if w in told], stranger
    for insider in (cast.an, cast.chi, cast.lan):
        told = page(client, row, insider)
        assert all(w in told for w in INSIDE_WORDS), insider


def test_what_was_published_is_the_released_words_and_the_work_with_its_state(client, cast):
    row = published(cast)
    told = page(client, row)
    assert "Tỉnh ghi nhận khó khăn về mặt bằng." in told
    assert "Nguyễn Văn Quyết" not in told
    assert MINUTES not in told
    assert "TB15-2026-0001" in told
    assert "Còn trong hạn" in told
    assert search.find("quỹ đất sạch", None).hits


def test_the_form_of_publication_masks_names_and_telephones_before_anybody_confirms(client, cast):
    row = concluded(cast)
    client.force_login(cast.chi)
    form = client.get(reverse("dialogues:act", args=[row.key, "cong-bo-ket-qua"])).context["form"]
    proposed = form.initial["public_minutes"]
    assert "0912 345 678" not in proposed
    assert "Nguyễn Văn Quyết" not in proposed


def test_who_asked_is_told_to_the_organiser_the_coordinator_and_the_office_alone(client, cast):
    question = asked(announced(cast, "a"))
    services.choose(question, agency=cast.agency("b"), public_text="", by=cast.chi, at=AT)
    address = reverse("dialogues:question", args=[question.dialogue.key, question.order])
    for who, opens, knows in (
        (cast.an, 200, True),
        (cast.chi, 200, True),
        (cast.lan, 200, True),
        (cast.binh, 200, False),
        (cast.minh, 200, False),
        (cast.giang, 200, False),
        (cast.hiep, 404, False),
        (cast.dung, 403, False),
    ):
        client.force_login(who)
        answer = client.get(address)
        assert answer.status_code == opens, who
        assert (WHO.name in answer.content.decode()) is knows, who


def test_a_question_that_nobody_released_is_on_no_public_page(client, cast):
    row = announced(cast)
    services.choose(asked(row), agency=cast.agency("a"), public_text="", by=cast.chi, at=AT)
    shown = asked(row, "Câu này được công khai?")
    services.choose(shown, agency=cast.agency("a"), public_text="Câu này được công khai?", by=cast.chi, at=AT)
    told = page(client, row)
    assert ASKED not in told
    assert "Câu này được công khai?" in told


def test_an_answer_is_public_only_with_the_results(client, cast):
    row = announced(cast)
    question = services.choose(asked(row), agency=cast.agency("a"), public_text=ASKED, by=cast.chi, at=AT)
    services.answer(question, text="Công khai trong quý II.", by=cast.an, at=AT)
    assert "Công khai trong quý II." not in page(client, row)
    row = services.hold(row, minutes=MINUTES, attended=3, by=cast.chi, at=AFTER)
    services.publish(row, public_minutes="Tóm tắt.", by=cast.chi, at=AFTER)
    assert "Công khai trong quý II." in page(client, row)


def test_two_houses_that_differ_only_in_a_secret_show_the_same_public_bytes(client, cast):
    row = announced(cast, "a")
    question = asked(row)
    services.choose(question, agency=cast.agency("b"), public_text="Về đất.", by=cast.chi, at=AT)
    row = services.hold(row, minutes=MINUTES, attended=9, by=cast.chi, at=AFTER)

    def seen() -> dict[str, str]:
        noise = re.compile(r'(nonce|csrfmiddlewaretoken)"?[^>]*?"[^"]+"')
        return {a: noise.sub("", body) for a, body in public_surfaces(client).items()}

    before = seen()
    type(question).objects.update(text="Bí mật khác hẳn", answer="Bí mật", reason="Bí mật")
    question.asker.name = question.asker.phone = "Bí mật"
    question.asker.save()
    Dialogue.objects.update(minutes="Biên bản bí mật khác", notice_number="99/TB-MẬT")
    assert seen() == before
