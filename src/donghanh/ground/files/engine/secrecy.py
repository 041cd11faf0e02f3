"""Marks of state secrets: a document that carries one must not be in this system at all.

Source: the box (10a) of Nghị định 30/2020, Annex I; the Law on the Protection of State Secrets.
"""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from lxml import etree

from donghanh.ground.files.engine import pdf
from donghanh.ground.files.engine.kinds import Kind
from donghanh.kit.errors import Invalid

_ZONE = 60  # lines of the opening in which a mark may stand
_EDGE = r"[\s\W_]*"


def _spaced(word: str) -> str:
    return r"\s*".join(r"\s+" if c == " " else c for c in word)


_LEVELS = "|".join(_spaced(w) for w in ("TUYỆT MẬT", "TỐI MẬT", "MẬT"))
_MARK = re.compile(rf"{_EDGE}(?:(?:ĐỘ|Độ)\s+(?:MẬT|mật)\s*:\s*)?({_LEVELS}){_EDGE}(?:(?:Bản số|Số)\s*:.*)?\Z")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_T = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
DECLARED = {"none": "Không", "mat": "Mật", "toi-mat": "Tối mật", "tuyet-mat": "Tuyệt mật"}


def mark_in(lines: Iterable[str]) -> str | None:
    """Return the secrecy mark that stands on a line of its own, else nothing; a "mật" in a sentence is none."""
    for count, line in enumerate(lines):
        if count >= _ZONE:
            return None
        found = _MARK.match(unicodedata.normalize("NFC", line))
        if found:
            return "".join(found[1].split()).replace("TUYỆTMẬT", "TUYỆT MẬT").replace("TỐIMẬT", "TỐI MẬT")
    return None


def refuse_declared(secrecy: str, name: str) -> None:
    """Refuse what its sender says is secret."""
    if secrecy != "none":
        raise _refusal(name, f"được khai độ mật “{DECLARED.get(secrecy, secrecy)}”")


def refuse_marked(path: Path, kind: Kind, name: str) -> None:
    """Refuse what bears a secrecy mark in its opening."""
    mark = mark_in(_opening(path, kind))
    if mark:
        raise _refusal(name, f"mang dấu độ mật “{mark}”")


def _refusal(name: str, why: str) -> Invalid:
    return Invalid(
        "files.secret",
        f"Tệp “{name}” {why}; tài liệu bí mật nhà nước không được đưa lên hệ thống này, hãy xử lý theo chế độ "
        "bảo vệ bí mật nhà nước.",
    )


def _opening(path: Path, kind: Kind) -> Iterator[str]:
    if kind.code == "pdf":
        yield from pdf.first_page_lines(path)
    elif kind.code == "docx":
        yield from _word_lines(path)
    elif kind.code == "odt":
        with zipfile.ZipFile(path) as parts:
            for part in ("styles.xml", "content.xml"):
                if part in parts.namelist():
                    yield from _paragraphs(parts.read(part), f"{_T}p", f"{_T}h")
    elif kind.family == "text":
        text = read_text(path, 65_536)
        if kind.code == "html":
            text = re.sub(r"<[^>]*>", "\n", text)
            yield from (line for line in text.splitlines() if line.strip())
        else:
            yield from text.splitlines()


def _word_lines(path: Path) -> Iterator[str]:
    """Give headers first, then the body with its tables and text boxes, in which the mark's box often stands."""
    with zipfile.ZipFile(path) as parts:
        names = sorted(n for n in parts.namelist() if re.fullmatch(r"word/header\d*\.xml", n))
        body = [n for n in parts.namelist() if re.fullmatch(r"word/document\d*\.xml", n)]
        for part in (*names, *body):
            yield from _paragraphs(parts.read(part), f"{_W}p")


def _paragraphs(content: bytes, *tags: str) -> Iterator[str]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True)
    root = etree.fromstring(content, parser)
    if root is None:
        return
    for paragraph in root.iter(*tags):
        words = _word_text(paragraph) if tags == (f"{_W}p",) else (str(t) for t in paragraph.itertext())
        line = "".join(words)
        if line.strip():
            yield from line.splitlines()


def _word_text(paragraph: etree._Element) -> Iterator[str]:
    """Give the text of a paragraph without that of paragraphs inside it (text boxes)."""
    for child in paragraph:
        if child.tag == f"{_W}p":
            continue
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in (f"{_W}br", f"{_W}cr"):
            yield "\n"
        elif isinstance(child.tag, str):
            yield from _word_text(child)


def read_text(path: Path, limit: int) -> str:
    """Return the opening of a text file; bytes that are no text become marks."""
    with path.open("rb") as file:
        start = file.read(limit)
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return start.decode("utf-16", "replace")
    return start.decode("utf-8-sig", "replace")
