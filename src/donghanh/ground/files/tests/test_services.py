"""Files from outside: what comes in, what is refused with one sentence, what is left behind (nothing)."""

from __future__ import annotations

import errno
import io
import os
import resource
import signal
import subprocess
import sys
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given
from hypothesis import settings as tries
from hypothesis import strategies as st
from PIL import Image

from donghanh.ground.accounts.models import User
from donghanh.ground.accounts.tests.factories import make_post, make_user
from donghanh.ground.files import api, domain, services
from donghanh.ground.files.engine import kinds, secrecy
from donghanh.ground.files.engine.examine import examine
from donghanh.ground.files.models import StoredFile
from donghanh.ground.files.tests import factories as make
from donghanh.kit.dates import ZONE
from donghanh.kit.errors import Invalid, NotAllowed, NotNow

AT = datetime(2026, 11, 22, 9, 0, tzinfo=ZONE)


@pytest.fixture
def store(settings, tmp_path: Path) -> Path:
    settings.FILES_ROOT = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def an(db) -> User:
    user = make_user()
    make_post(user, "citizen")
    return user


def left(store: Path) -> list[Path]:
    return [p for p in store.rglob("*") if p.is_file()]


def take(content, name: str, by: User, purpose: str = "evidence", **more) -> StoredFile:
    return api.store(content, name=name, by=by, at=AT, purpose=purpose, **more)


GOOD = {
    "bao-cao.docx": make.word,
    "so-lieu.xlsx": make.sheet,
    "van-ban.odt": make.open_document,
    "bang.ods": lambda: make.open_document("spreadsheet"),
    "quyet-dinh.pdf": make.pdf,
    "anh.jpg": make.picture,
    "anh.jpeg": make.picture,
    "anh.png": lambda: make.picture("PNG"),
    "anh.webp": lambda: make.picture("WEBP"),
    "bang.csv": "Mã;Tên\n1;Lạng Sơn\n".encode,
    "ghi-chu.txt": lambda: "Ghi chú".encode("utf-16"),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_good_file_comes_in_under_its_hash(name: str, store: Path, an: User) -> None:
    stored = take(GOOD[name](), name, an)
    assert stored.path.read_bytes()
    assert api.check(stored)
    assert left(store) == [stored.path]
    with api.open_file(stored) as file:
        assert len(file.read()) == stored.size


def test_the_same_content_lies_once_however_often_it_comes(store: Path, an: User) -> None:
    content = make.pdf()
    one, two = take(content, "a.pdf", an), take(SimpleUploadedFile("b.pdf", content), "b.pdf", an)
    assert one.sha256 == two.sha256
    assert one.key != two.key
    assert left(store) == [one.path]
    assert one.pages == 1
    assert take(io.BytesIO(content), "c.pdf", an).sha256 == one.sha256


def encrypted_ole() -> bytes:
    return kinds.OLE + bytes(512) + "EncryptedPackage".encode("utf-16-le") + bytes(512)


def locked_zip() -> bytes:
    content = bytearray(make.word())
    place = content.find(b"PK\x01\x02")
    while place >= 0:
        content[place + 8] |= 1
        place = content.find(b"PK\x01\x02", place + 4)
    return bytes(content)


def bomb() -> bytes:
    return make.repacked(make.word(), add={"word/media/a.bin": bytes(60_000_000)})


REL = (
    b"</Relationships>",
    (
        b'<Relationship Id="r99" TargetMode="External" Target="http://x/y.dotm" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"/></Relationships>'
    ),
)
BAD = {
    "macro-in-name": ("a.docm", make.word, "files.macro"),
    "macro-inside": (
        "a.docx",
        lambda: make.repacked(make.word(), add={"word/vbaProject.bin": b"x"}),
        "files.active-content",
    ),
    "macro-type": (
        "a.docx",
        lambda: make.repacked(
            make.word(),
            edit={"[Content_Types].xml": (b"wordprocessingml.document.main", b"ms-word.document.macroEnabled.main")},
        ),
        "files.active-content",
    ),
    "remote-template": (
        "a.docx",
        lambda: make.repacked(make.word(), edit={"word/_rels/document.xml.rels": REL}),
        "files.active-content",
    ),
    "dde": (
        "a.docx",
        lambda: make.repacked(
            make.word(), edit={"word/document.xml": (b"<w:t>", b"<w:instrText>DDEAUTO c</w:instrText><w:t>")}
        ),
        "files.active-content",
    ),
    "program-inside": (
        "a.xlsx",
        lambda: make.repacked(make.sheet(), add={"xl/embeddings/o.bin": b"MZ" + bytes(99)}),
        "files.active-content",
    ),
    "entities": (
        "a.docx",
        lambda: make.repacked(
            make.word(), edit={"word/document.xml": (b"<w:document", b'<!DOCTYPE x [<!ENTITY a "b">]><w:document')}
        ),
        "files.active-content",
    ),
    "odf-macro": ("a.odt", lambda: make.open_document(add={"Basic/Standard/M.xml": b"<x/>"}), "files.active-content"),
    "odf-locked": ("a.odt", lambda: make.open_document(manifest="<encryption-data/>"), "files.locked"),
    "ooxml-locked": ("a.docx", encrypted_ole, "files.locked"),
    "zip-locked": ("a.docx", locked_zip, "files.locked"),
    "old-office": ("a.docx", lambda: kinds.OLE + bytes(512), "files.old-format"),
    "old-name": ("a.doc", lambda: kinds.OLE + bytes(512), "files.old-format"),
    "bomb": ("a.docx", bomb, "files.bomb"),
    "excel-as-word": ("a.docx", make.sheet, "files.wrong-type"),
    "ods-as-odt": ("a.odt", lambda: make.open_document("spreadsheet"), "files.wrong-type"),
    "pdf-as-word": ("a.docx", make.pdf, "files.wrong-type"),
    "word-as-pdf": ("a.pdf", make.word, "files.wrong-type"),
    "png-as-jpg": ("a.jpg", lambda: make.picture("PNG"), "files.wrong-type"),
    "program": ("a.pdf", lambda: b"MZ" + bytes(4000), "files.wrong-type"),
    "program-as-text": ("a.txt", lambda: b"#!/bin/sh\nrm", "files.wrong-type"),
    "archive": ("a.txt", lambda: b"\x1f\x8b\x08" + bytes(99), "files.wrong-type"),
    "zip": ("a.zip", make.word, "files.type-not-accepted"),
    "svg": ("a.svg", lambda: b"<svg/>", "files.type-not-accepted"),
    "page-as-evidence": ("a.html", lambda: b"<p>x</p>", "files.type-not-accepted"),
    "nameless": ("a", lambda: b"x", "files.type-not-accepted"),
    "empty": ("a.pdf", lambda: b"", "files.empty"),
    "zeros": ("a.pdf", lambda: bytes(5000), "files.zeros"),
    "binary-text": ("a.txt", lambda: b"a" * 9000 + b"\x00", "files.binary"),
    "pdf-script": (
        "a.pdf",
        lambda: make.pdf(catalog="/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"),
        "files.active-content",
    ),
    "pdf-script-escaped": (
        "a.pdf",
        lambda: make.pdf(catalog="/OpenAction << /S /J#61vaScript /X (1) >>"),
        "files.active-content",
    ),
    "pdf-launch": (
        "a.pdf",
        lambda: make.pdf(catalog="/OpenAction << /S /Launch /F (cmd.exe) >>"),
        "files.active-content",
    ),
    "pdf-hidden": ("a.pdf", lambda: make.pdf(hidden="<< /S /JavaScript /JS (x) >>"), "files.active-content"),
    "pdf-program-inside": (
        "a.pdf",
        lambda: make.pdf(
            catalog="/Names << /EmbeddedFiles << /Names [(x.exe) 6 0 R] >> >>",
            objects=(
                "<< /Type /Filespec /F (x.exe) /UF (x.exe) /EF << /F 7 0 R >> >>",
                "<< /Type /EmbeddedFile /Length 4 >>\nstream\nMZab\nendstream",
            ),
        ),
        "files.active-content",
    ),
    "pdf-cut": ("a.pdf", lambda: make.pdf()[:-40], "files.damaged"),
    "word-cut": ("a.docx", lambda: make.word()[:-3000], "files.damaged"),
    "picture-cut": ("a.png", lambda: make.picture("PNG", size=(200, 200))[:-200], "files.damaged"),
    "picture-bomb": ("a.png", lambda: make.picture("PNG", size=(9000, 7000)), "files.bomb"),
    "secret-word": ("a.docx", lambda: make.word("UBND TỈNH", "TUYỆT MẬT", "Nội dung"), "files.secret"),
    "secret-header": ("a.docx", lambda: make.word("Nội dung", header="MẬT"), "files.secret"),
    "secret-pdf": ("a.pdf", lambda: make.pdf_saying("MẬT"), "files.secret"),
    "secret-text": ("a.txt", "Độ mật: TỐI MẬT\nNội dung".encode, "files.secret"),
    "secret-odt": ("a.odt", lambda: make.open_document(body="<text:p>M Ậ T</text:p>"), "files.secret"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_gets_one_vietnamese_sentence_and_leaves_nothing(case: str, store: Path, an: User) -> None:
    name, content, code = BAD[case]
    with pytest.raises(Invalid) as refusal:
        take(content(), name, an)
    assert refusal.value.code == code
    assert refusal.value.message.endswith(".")
    assert "\n" not in refusal.value.message
    assert left(store) == []
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize("declared", ["mat", "toi-mat", "tuyet-mat"])
def test_what_its_sender_declares_secret_is_refused(declared: str, store: Path, an: User) -> None:
    with pytest.raises(Invalid, match="bí mật nhà nước"):
        take(make.pdf(), "a.pdf", an, secrecy=declared)
    assert left(store) == []


@pytest.mark.parametrize("line", ["MẬT", "(MẬT)", " T Ố I  M Ậ T ", "TUYỆT MẬT", "Độ mật: MẬT"])
def test_a_mark_on_a_line_of_its_own_is_a_mark(line: str) -> None:
    assert secrecy.mark_in(["UBND TỈNH", line])


@pytest.mark.parametrize("line", ["Mật ong", "bảo mật", "BẢO MẬT", "Độ mật: Thường", "MẬT ONG", "tài liệu MẬT của"])
def test_the_word_in_a_sentence_is_none(line: str) -> None:
    assert secrecy.mark_in([line]) is None


def test_more_than_the_limit_is_refused_while_it_streams(store: Path, an: User, monkeypatch) -> None:
    monkeypatch.setitem(domain.limits(), "evidence", domain.Limit("evidence", "x", 2_000_000, ("txt",)))
    read = 0

    class Endless(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            nonlocal read
            read += size
            return b"a" * size

    with pytest.raises(Invalid, match="lớn hơn 2 MB"):
        take(Endless(), "a.txt", an)
    assert read < 5_000_000
    assert left(store) == []


def test_a_picture_loses_place_and_device_but_stays_upright(store: Path, an: User) -> None:
    exif = Image.Exif()
    exif[0x0110], exif[0x0112] = "Máy ảnh X", 6  # model; turned by 90 degrees
    exif.get_ifd(0x8825)[1] = "N"  # place
    stored = take(make.picture(exif=exif), "a.jpg", an)
    with Image.open(stored.path) as image:
        assert len(image.getexif()) == 0
        assert image.size == (20, 40)
    assert stored.cleaned
    assert b"Exif" not in stored.path.read_bytes()


def test_a_changed_content_is_noticed(store: Path, an: User) -> None:
    stored = take(make.pdf(), "a.pdf", an)
    stored.path.chmod(0o640)
    stored.path.write_bytes(b"khac")
    assert not api.check(stored)
    stored.path.unlink()
    assert not api.check(stored)


def test_a_person_without_a_seat_brings_nothing(store: Path, db) -> None:
    with pytest.raises(NotAllowed):
        take(make.pdf(), "a.pdf", make_user())


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("..\\..\\etc/passwd.pdf", "passwd.pdf"),
        ("bao\u202ecao.pdf", "bao cao.pdf"),
        ("  Báo cáo\n6 tháng.pdf", "Báo cáo 6 tháng.pdf"),
        ("a" * 300 + ".pdf", "a" * 146 + ".pdf"),
        ("...", "khong-ten"),
    ],
)
def test_a_name_is_made_harmless(given_name: str, kept: str) -> None:
    assert kinds.clean_name(given_name) == kept


@tries(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.binary(max_size=3000), name=st.sampled_from([f"a.{k}" for k in kinds.KINDS]), cut=st.integers(0, 4000)
)
def test_any_bytes_are_taken_or_refused_never_a_crash(content: bytes, name: str, cut: int, tmp_path: Path) -> None:
    whole = {"docx": make.word, "pdf": make.pdf, "png": lambda: make.picture("PNG")}.get(name[2:], lambda: b"")()
    path = tmp_path / "x"
    path.write_bytes(whole[:cut] + content)
    said = "."
    try:
        examine(path, tmp_path / "y", name=name, accepted=tuple(kinds.KINDS), inside=domain.inside())
    except Invalid as refusal:
        said = refusal.message
    assert said.endswith(".")


def test_a_full_disk_gives_a_sentence_and_leaves_nothing(settings, an: User, tmp_path: Path) -> None:
    disk = tmp_path / "dia"
    disk.mkdir()
    made = subprocess.run(  # noqa: S603 - our own words
        ["/bin/mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)],
        capture_output=True,
        check=False,
    )
    if made.returncode:
        pytest.skip("không gắn được ổ tmpfs nhỏ (cần quyền root); chạy bằng root để thử đầy đĩa thật")
    try:
        settings.FILES_ROOT = disk / "files"
        with pytest.raises(NotNow, match="hết chỗ lưu"):
            take(b"a" * 300_000, "a.txt", an)
        assert left(disk) == []
        assert not StoredFile.objects.exists()
        assert take(b"nho", "b.txt", an).size == 3  # and it goes on once there is room
    finally:
        subprocess.run(["umount", str(disk)], check=True)  # noqa: S603, S607


def test_a_file_size_limit_of_the_system_gives_the_same_sentence(store: Path, an: User) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    content = b"a" * 40_000_000
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000_000, hard))
        with pytest.raises(NotNow, match="hết chỗ lưu") as full:
            take(content, "a.txt", an)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    assert full.value.__cause__.errno == errno.EFBIG
    assert left(store) == []


def test_a_killed_upload_leaves_only_a_part_that_the_sweep_removes(store: Path, an: User) -> None:
    script = (
        "import os, signal, sys; from pathlib import Path; sys.path.insert(0, 'src'); import django; django.setup();"
        "from django.conf import settings; settings.FILES_ROOT = Path(sys.argv[1]);"
        "from donghanh.ground.files import services, domain; n = 0\n"
        "class Dying:\n"
        "    def read(self, size):\n"
        "        global n; n += 1\n"
        "        if n == 3: os.kill(os.getpid(), signal.SIGKILL)\n"
        "        return b'a' * size\n"
        "with services._parts() as (part, clean): services._write(Dying(), part, domain.limits()['evidence'], 'a.txt')\n"
    )
    surroundings = os.environ | {"DJANGO_SETTINGS_MODULE": "donghanh.config.settings"}
    dead = subprocess.run(  # noqa: S603
        [sys.executable, "-c", script, str(store)], env=surroundings, capture_output=True, check=False
    )
    assert dead.returncode == -signal.SIGKILL, dead.stderr.decode()[-500:]
    assert [p.suffix for p in left(store)] == [".part"]
    kept = take(make.pdf(), "a.pdf", an)
    orphan = store / "ab" / "cd" / ("ab" * 32)
    orphan.parent.mkdir(parents=True)
    orphan.write_bytes(b"x")
    assert services.sweep(at=datetime.now(tz=ZONE)) == 0  # a day's grace: it may be an upload under way
    assert services.sweep(at=datetime.now(tz=ZONE) + timedelta(days=2)) == 2
    assert left(store) == [kept.path]


def test_parts_that_share_bytes_are_a_bomb(store: Path, an: User) -> None:
    content = bytearray(make.repacked(make.word(), add={"word/a.bin": b"x" * 50, "word/b.bin": b"y" * 50}))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as parts:
        first, second = parts.getinfo("word/a.bin").header_offset, parts.getinfo("word/b.bin").header_offset
    place = content.rfind(second.to_bytes(4, "little"))
    content[place : place + 4] = first.to_bytes(4, "little")
    with pytest.raises(Invalid) as refusal:
        take(bytes(content), "a.docx", an)
    assert refusal.value.code in ("files.bomb", "files.damaged")
