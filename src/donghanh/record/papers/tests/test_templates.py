"""Templates that officers bring: looked into, tried, put to use, given up again."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import Any

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from donghanh.kit.dates import ZONE
from donghanh.kit.errors import Invalid, NotAllowed, NotNow
from donghanh.record.journal.models import Entry
from donghanh.record.papers import api, services
from donghanh.record.papers.engine.word import template as engine
from donghanh.record.papers.models import Template
from donghanh.record.papers.tests.factories import report, word_text

pytestmark = pytest.mark.django_db
AT = datetime(2023, 9, 18, 9, tzinfo=ZONE)
BACKEND = "django.contrib.auth.backends.ModelBackend"


def changed(change: Any) -> bytes:
    """Our template as an officer would change it in Word."""
    book = docx.Document(io.BytesIO(engine.ours()))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def motto(book: Any) -> None:
    book.add_paragraph("Địa chỉ: đường Hùng Vương, thành phố Lạng Sơn")


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def test_ours_passes_its_own_look_without_a_remark() -> None:
    assert engine.look(engine.ours()) == []


def test_a_template_is_used_only_after_somebody_says_so_and_can_be_given_up(chi: Any) -> None:
    row = services.bring_template("bao-cao", content=changed(motto), name="mau.docx", by=chi, at=AT)
    paper = report(template="bao-cao")
    assert "Hùng Vương" not in word_text(api.word(paper))
    services.use_template(row, by=chi, at=AT)
    assert "Hùng Vương" in word_text(api.word(paper))
    assert "Hùng Vương" not in word_text(api.word(report(template="cong-van")))
    with pytest.raises(NotNow, match="đang được dùng"):
        services.use_template(row, by=chi, at=AT)
    services.use_ours("bao-cao", by=chi, at=AT + timedelta(hours=1))
    assert "Hùng Vương" not in word_text(api.word(paper))
    with pytest.raises(NotNow, match="đang được dùng"):
        services.use_ours("bao-cao", by=chi, at=AT + timedelta(hours=2))
    services.use_template(row, by=chi, at=AT + timedelta(hours=3))
    assert "Hùng Vương" in word_text(api.word(paper))
    kinds = list(Entry.objects.filter(kind__startswith="papers.").order_by("pk").values_list("kind", flat=True))
    assert kinds == ["papers.template_brought", *["papers.template_used"] * 3]


def test_a_changed_style_changes_the_whole_paper(chi: Any) -> None:
    def larger(book: Any) -> None:
        from docx.shared import Pt

        book.styles["DHDoan"].font.size = Pt(13)

    row = services.bring_template("bao-cao", content=changed(larger), name="mau.docx", by=chi, at=AT)
    services.use_template(row, by=chi, at=AT)
    made = docx.Document(io.BytesIO(api.word(report(template="bao-cao"))))
    assert made.styles["DHDoan"].font.size.pt == 13
    assert any(p.style.style_id == "DHDoan" and p.text for p in made.paragraphs)


def test_a_template_without_our_styles_is_given_them(chi: Any) -> None:
    def strip(book: Any) -> None:
        for style in list(book.styles.element):
            if str(style.get("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}styleId", "")) == "DHBang":
                book.styles.element.remove(style)

    made = docx.Document(io.BytesIO(api._word.write(report(), changed(strip))))
    assert "DHBang" in {s.style_id for s in made.styles}


def _put(text: str) -> Any:
    return lambda book: book.add_paragraph(text)


def _drop(name: str) -> Any:
    def change(book: Any) -> None:
        cells = [p for t in book.tables for r in t.rows for c in r.cells for p in c.paragraphs]
        for paragraph in [*book.paragraphs, *cells]:
            if name in paragraph.text:
                paragraph._p.getparent().remove(paragraph._p)

    return change


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (_put("{{ ten_giam_doc }}"), "ô “ten_giam_doc” mà hệ thống không biết"),
        (_put("{{ co_quan "), "viết chưa đúng|không biết|không có lệnh"),
        (_put("{% for x in range(10) %}x{% endfor %}"), "không có lệnh, vòng lặp"),
        (_put("{{ co_quan.__class__.__mro__ }}"), "không có lệnh, vòng lặp"),
        (_put("{{ co_quan|upper }}"), "không có lệnh, vòng lặp"),
        (_put("{{ range(999999999) }}"), "không có lệnh, vòng lặp"),
        (_drop("so_ky_hieu"), "thiếu ô {{ so_ky_hieu }}"),
        (_drop("noi_dung"), "thiếu ô {{ noi_dung }}"),
        (_put("Nội dung: {{ noi_dung }}"), "đứng riêng một đoạn"),
    ],
)
def test_a_wrong_template_is_refused_with_one_sentence(change: Any, sentence: str, chi: Any) -> None:
    with pytest.raises(Invalid, match=sentence.replace("{", r"\{").replace("}", r"\}")):
        services.bring_template("bao-cao", content=changed(change), name="mau.docx", by=chi, at=AT)
    assert not Template.objects.exists()


@pytest.mark.parametrize("content", [b"PK\x03\x04nothing", b"%PDF-1.7", b"", b"plain words"])
def test_what_is_no_word_file_is_refused(content: bytes, chi: Any) -> None:
    with pytest.raises(Invalid):
        services.bring_template("bao-cao", content=content, name="mau.docx", by=chi, at=AT)


def test_a_margin_outside_the_decree_is_told_and_not_forbidden(chi: Any) -> None:
    def narrow(book: Any) -> None:
        from docx.shared import Mm

        book.sections[0].left_margin = Mm(20)

    row = services.bring_template("bao-cao", content=changed(narrow), name="mau.docx", by=chi, at=AT)
    assert row.told == ["Lề trái 20 mm, Nghị định 30/2020 đặt 30-35 mm."]


@pytest.mark.parametrize(
    ("who", "may"), [("chi", True), ("lan", True), ("an", False), ("giang", False), ("khoa", False)]
)
def test_who_replaces_a_template(who: str, may: bool, request: pytest.FixtureRequest) -> None:
    by = request.getfixturevalue(who)
    if may:
        assert services.bring_template("bao-cao", content=engine.ours(), name="m.docx", by=by, at=AT).version == 1
        return
    with pytest.raises(NotAllowed):
        services.bring_template("bao-cao", content=engine.ours(), name="m.docx", by=by, at=AT)
    answer = client_of(by).post(reverse("papers:use", args=["bao-cao", 0]))
    assert answer.status_code == 403


def test_an_officer_brings_looks_and_uses_by_pages(chi: Any, an: Any) -> None:
    client, kind = client_of(chi), reverse("papers:template", args=["bao-cao"])
    bad = client.post(kind, {"file": SimpleUploadedFile("mau.docx", changed(_put("{{ la_gi }}")))})
    assert bad.status_code == 422
    assert "la_gi" in bad.content.decode()
    good = client.post(kind, {"file": SimpleUploadedFile("mau.docx", changed(motto))}, follow=True)
    page = good.content.decode()
    assert "Hùng Vương" in page
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in page
    assert "Dùng mẫu này" in page
    assert "Dùng mẫu này" not in client_of(an).get(reverse("papers:look", args=["bao-cao", 1])).content.decode()
    client.post(reverse("papers:use", args=["bao-cao", 1]))
    assert "bản 1" in client.get(reverse("papers:templates")).content.decode()
    for what in ("mau", "thu"):
        answer = client.get(reverse("papers:download", args=["bao-cao", 1, what]))
        assert answer.content[:2] == b"PK"
    assert client.get(reverse("papers:look", args=["bao-cao", 9])).status_code == 404
    assert client.get(reverse("papers:template", args=["khong-co"])).status_code == 404


def test_pages_open_to_officials_and_not_to_strangers(an: Any, dung: Any) -> None:
    for url in (
        reverse("papers:templates"),
        reverse("papers:template", args=["cong-van"]),
        reverse("papers:look", args=["to-trinh", 0]),
    ):
        assert client_of(an).get(url).status_code == 200
        assert client_of(dung).get(url).status_code == 403
        assert Client().get(url).status_code == 302


def test_the_list_of_kinds_costs_the_same_however_many_versions(chi: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def ask() -> int:
        client = client_of(chi)
        client.get(reverse("papers:templates"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("papers:templates"))
        return len(queries)

    row = services.bring_template("bao-cao", content=engine.ours(), name="m.docx", by=chi, at=AT)
    services.use_template(row, by=chi, at=AT)
    few = ask()
    for n in range(2, 52):
        Template.objects.create(
            kind="bao-cao", version=n, file=row.file, brought_at=AT, brought_by=chi, used_at=AT, used_by=chi
        )
    assert ask() == few
