"""Files as people send them: every accepted kind and encoding, and one sentence for each that cannot be read."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import unicodedata
import zipfile

import pytest

from donghanh.work.plan.engine import Limits, Unreadable, compile_file, compile_text
from donghanh.work.plan.tests.engine.places import DOCUMENTS, ROOT

PLAN = (DOCUMENTS / "02-quyet-dinh-kem-ke-hoach.txt").read_text(encoding="utf-8")


def facts(compiled):
    """The facts that must not depend on the file's form."""
    return (
        compiled.document.number,
        compiled.document.date,
        [r.text for r in compiled.document.recipients],
        [(d.lead, d.supporting, [(x.kind, x.date, x.recurrence) for x in d.due]) for d in compiled.duties],
    )


def save(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


@pytest.mark.parametrize(
    "encode",
    [
        lambda t: unicodedata.normalize("NFD", t).encode("utf-8"),
        lambda t: t.replace("\n", "\r\n").encode("utf-8"),
        lambda t: b"\xef\xbb\xbf" + t.encode("utf-8"),
        lambda t: t.encode("utf-16"),
        lambda t: t.replace("\n", "\r").encode("utf-8"),
        lambda t: "\r\n".join([*t.split("\n")[:20], "\n".join(t.split("\n")[20:])]).encode("utf-8"),
        lambda t: unicodedata.normalize("NFD", t).replace("ă", "ă").encode("utf-8"),
    ],
    ids=["nfd", "crlf", "bom", "utf-16", "cr", "mixed", "nfd-again"],
)
def test_the_same_plan_in_any_encoding_says_the_same(tmp_path, encode):
    assert facts(compile_file(save(tmp_path, "k.txt", encode(PLAN)))) == facts(compile_text(PLAN))


def windows_1258(text):
    """Type a text as Windows-1258 does: vowels whole, tones apart."""
    out = bytearray()
    for char in text:
        try:
            out += char.encode("cp1258")
        except UnicodeEncodeError:
            base, tone = unicodedata.normalize("NFD", char), b""
            marks = [c for c in base if c in "\u0300\u0301\u0303\u0309\u0323"]
            rest = unicodedata.normalize("NFC", "".join(c for c in base if c not in marks))
            tone = "".join(marks).encode("cp1258")
            out += rest.encode("cp1258", "replace") + tone
    return bytes(out)


def test_windows_1258_is_read(tmp_path):
    assert facts(compile_file(save(tmp_path, "k.txt", windows_1258(PLAN)))) == facts(compile_text(PLAN))


def docx_of(text, *, table_from=None):
    """Type a plan in Word: a paragraph for each line, its task table as a real table."""
    from docx import Document

    document = Document()
    lines = text.splitlines()
    at = lines.index("STT") if "STT" in lines else len(lines)
    for line in lines[:at]:
        document.add_paragraph(line)
    if at < len(lines):
        table = document.add_table(rows=0, cols=6)
        for row in [
            lines[at : at + 6],
            ["1", *lines[at + 7 : at + 12]],
            ["2", "Tổ chức đối thoại với doanh nghiệp", *lines[at + 15 : at + 19]],
        ]:
            for cell, words in zip(table.add_row().cells, row, strict=True):
                cell.text = words
        cells = table.add_row().cells
        for k, words in enumerate(["3", "Rà soát thủ tục", "", "", "Tháng 12/2025", "Báo cáo"]):
            cells[k].text = words
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_word_file_with_a_real_table_says_the_same(tmp_path):
    assert facts(compile_file(save(tmp_path, "k.docx", docx_of(PLAN)))) == facts(compile_text(PLAN))


def test_automatic_numbering_of_word_is_written_out(tmp_path):
    from docx import Document

    document = Document()
    document.add_paragraph("KẾ HOẠCH")
    document.add_paragraph("NÂNG CAO CHỈ SỐ NĂM 2024")
    document.add_paragraph("I. NHIỆM VỤ")
    for words in ("Sở Tài chính rà soát thủ tục;", "Sở Nội vụ:"):
        document.add_paragraph(words, style="List Number")
    document.add_paragraph("Kiểm tra công vụ.", style="List Bullet")
    out = io.BytesIO()
    document.save(out)
    compiled = compile_file(save(tmp_path, "k.docx", out.getvalue()))
    assert [(d.eid, d.lead) for d in compiled.duties] == [
        ("sec_I__clause_1", ("Sở Tài chính",)),
        ("sec_I__clause_2__item_1", ("Sở Nội vụ",)),
    ]


def html_of(text):
    body = "".join(f"<p>{line}</p>\n" for line in text.splitlines())
    return (
        "<!doctype html><html><head><title>x</title><script>var a='I. NHIỆM VỤ';</script></head><body><nav>Trang chủ</nav>"
        f'<div class="menu">Đăng nhập</div><main>{body}</main><footer>Bản quyền</footer></body></html>'
    )


def test_a_web_page_says_the_same_without_its_menus_and_scripts(tmp_path):
    compiled = compile_file(save(tmp_path, "k.html", html_of(PLAN)))
    assert facts(compiled) == facts(compile_text(PLAN))
    assert "Đăng nhập" not in " ".join(p.text for p in compiled.provisions)
    assert compiled.coverage.unclaimed == ()


CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium to print a PDF with: install Debian's chromium")
def test_a_pdf_with_a_text_layer_says_the_same(tmp_path):
    text = PLAN.split("PHỤ LỤC I")[0]
    page = save(
        tmp_path,
        "k.html",
        "<meta charset=utf-8><body style='font:13pt serif'>" + "".join(f"<p>{line}</p>" for line in text.splitlines()),
    )
    out = tmp_path / "k.pdf"
    subprocess.run(  # noqa: S603 - the browser on our own page
        [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         f"--user-data-dir={tmp_path / 'profile'}", f"--print-to-pdf={out}", "--no-pdf-header-footer", f"file://{page}"],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    compiled = compile_file(out)
    assert facts(compiled) == facts(compile_text(text))
    assert compiled.coverage.unclaimed == ()


def zip_of(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


def blank_pdf():
    import pypdfium2

    document = pypdfium2.PdfDocument.new()
    document.new_page(200, 200)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def locked_pdf():
    body = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n"
    body += b"4 0 obj<</Filter/Standard/V 1/R 2/Length 40/P -4/O<" + b"41" * 32 + b">/U<" + b"42" * 32 + b">>>endobj\n"
    offsets = [body.index(b"%d 0 obj" % n) for n in range(1, 5)]
    table = b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % o for o in offsets)
    return (
        body + table + b"trailer<</Size 5/Root 1 0 R/Encrypt 4 0 R/ID[<00><00>]>>\nstartxref\n%d\n%%%%EOF" % len(body)
    )


TCVN3 = "Céng hßa x· héi chñ nghÜa viÖt nam. ñy ban nh©n d©n tØnh. KÕ ho¹ch n©ng cao chØ sè cña c¸c së, ngµnh n¨m 2024"
VNI = "Coäng hoøa xaõ hoäi chuû nghóa vieät nam. UÛy ban nhaân daân tænh. Keá hoaïch cuûa caùc sôû naêm 2024"
BROKEN = docx_of("Sở Tài chính rà soát.")[:900]

REFUSED = {
    "file.empty": ("k.txt", b"  \r\n\t "),
    "file.binary": ("k.txt", b"abc" + b"\x00" * 400),
    "file.wrong-type": ("k.txt", b"\x89PNG\r\n\x1a\n" + b"\x01" * 50),
    "file.old-word": ("k.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x01" * 600),
    "file.encrypted": ("k.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")),
    "file.macro": ("k.docm", zip_of(word__document_dot_xml="<w/>", word__vbaProject_dot_bin="x")),
    "file.broken": ("k.docx", BROKEN),
    "file.bomb": ("k.docx", zip_of(word__document_dot_xml=b" " * 120_000_000)),
    "file.scan": ("k.pdf", blank_pdf()),
    "file.tcvn3": ("k.txt", TCVN3),
    "file.vni": ("k.txt", VNI.encode("cp1252", "replace")),
    "file.secret": ("k.txt", "ỦY BAN NHÂN DÂN TỈNH BÌNH SƠN\nTỐI MẬT\nKẾ HOẠCH\nPHÒNG THỦ NĂM 2024\nI. NHIỆM VỤ\n"),
}


@pytest.mark.parametrize("code", REFUSED)
def test_what_cannot_be_read_is_refused_with_one_sentence(tmp_path, code):
    name, content = REFUSED[code]
    with pytest.raises(Unreadable) as refusal:
        compile_file(save(tmp_path, name, content))
    assert refusal.value.code == code
    assert refusal.value.message.endswith(".")
    assert "\n" not in refusal.value.message


def test_a_locked_pdf_a_broken_pdf_and_another_archive_are_told_apart(tmp_path):
    for content, code in (
        (locked_pdf(), "file.encrypted"),
        (b"%PDF-1.7\nrubbish", "file.broken"),
        (zip_of(xl__workbook_dot_xml="<x/>"), "file.wrong-type"),
    ):
        with pytest.raises(Unreadable) as refusal:
            compile_file(save(tmp_path, "k.pdf", content))
        assert refusal.value.code == code


def test_a_missing_file_a_folder_and_a_huge_file_are_refused(tmp_path):
    with pytest.raises(Unreadable, match="Không tìm thấy"):
        compile_file(tmp_path / "none.txt")
    with pytest.raises(Unreadable, match="thư mục"):
        compile_file(tmp_path)
    huge = tmp_path / "huge.txt"
    with huge.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    with pytest.raises(Unreadable, match="200 MB"):
        compile_file(huge)
    with pytest.raises(Unreadable, match="vượt giới hạn"):
        compile_file(save(tmp_path, "k.txt", "x" * 3_000_000), limits=Limits(file_bytes=1_000_000))


def test_speaking_of_state_secrets_is_not_a_secret_mark():
    compiled = compile_text(
        "ỦY BAN NHÂN DÂN\nTỈNH BÌNH SƠN\nKẾ HOẠCH\nBẢO VỆ BÍ MẬT NHÀ NƯỚC NĂM 2024\nI. NHIỆM VỤ\n1. Công an tỉnh rà soát danh mục bí mật nhà nước độ Mật.\n"
    )
    assert compiled.duties[0].lead == ("Công an tỉnh",)


def run(*arguments):
    return subprocess.run(  # noqa: S603 - our own command on our own file
        [sys.executable, "-c", "import sys; from donghanh.config.cli.compile import compile_command as c; c(args=sys.argv[1:], standalone_mode=True)", *arguments],
        capture_output=True, timeout=60, check=False, env={**os.environ, "PYTHONPATH": str(ROOT / "src")}, cwd=ROOT,
    )  # fmt: skip


def test_the_command_writes_json_alone_and_messages_beside_it(tmp_path):
    path = save(tmp_path, "k.txt", PLAN)
    done = run(str(path), "--json", "-", "--akn", str(tmp_path / "k.xml"), "--html", str(tmp_path / "k.html"))
    assert done.returncode == 0
    assert json.loads(done.stdout)["format"] == "donghanh.plan/1"
    assert b"k.txt" in done.stderr
    assert (tmp_path / "k.xml").read_bytes().startswith(b"<?xml")
    assert "<html" in (tmp_path / "k.html").read_text(encoding="utf-8")
    refused = run(str(tmp_path / "none.txt"), "--json", "-")
    assert (refused.returncode, refused.stdout) == (2, b"")
    assert refused.stderr.decode().strip().count("\n") == 0


def test_the_engine_and_its_command_do_not_load_django():
    done = subprocess.run(
        [sys.executable, "-c", "import sys, donghanh.config.cli.compile, donghanh.work.plan.engine as e; e.compile_text('x'); print(sorted(m for m in sys.modules if m.split('.')[0] in {'django','lxml','docx','pypdfium2','jsonschema'}))"],
        capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )  # fmt: skip
    assert done.stdout.strip() == "[]"
