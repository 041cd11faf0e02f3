"""Word files: paragraphs with their automatic numbering written out, tables cell by cell."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import Any

from donghanh.kit.text import POINT_LETTERS
from donghanh.work.plan.engine.errors import Unreadable
from donghanh.work.plan.engine.normalise import Line

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"


def read_docx(data: bytes, *, name: str, limit: int) -> list[Line]:
    """Read a Word file; active contents, locks and bombs are refused before anything is unpacked."""
    parts = _unpack(data, name, limit)
    from lxml import etree  # noqa: PLC0415 - heavy, only where needed

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=False)

    def tree(part: str) -> Any:
        return etree.fromstring(parts[part], parser) if part in parts else None

    try:
        body = tree("word/document.xml")
        numbering, styles = tree("word/numbering.xml"), tree("word/styles.xml")
    except etree.XMLSyntaxError:
        raise Unreadable(
            "file.broken", f"Tệp Word “{name}” bị hỏng bên trong; hãy mở bằng Word, lưu lại rồi nạp."
        ) from None
    return _Reader(_Numbering(numbering), _Styles(styles)).read(body)


def _unpack(data: bytes, name: str, limit: int) -> dict[str, bytes]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        names = {info.filename: info for info in archive.infolist()}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise Unreadable("file.broken", f"Tệp “{name}” bị hỏng hoặc bị cắt cụt; hãy xin lại bản đầy đủ.") from None
    if any(n.lower().endswith("vbaproject.bin") or "/activex/" in n.lower() for n in names):
        raise Unreadable(
            "file.macro", f"Tệp Word “{name}” có macro hoặc nội dung chạy được; hãy lưu lại thành .docx thường rồi nạp."
        )
    if "word/document.xml" not in names:
        raise Unreadable(
            "file.wrong-type", f"“{name}” là tệp nén hoặc tệp Office khác, không phải văn bản Word; hãy nạp tệp .docx."
        )
    if sum(info.file_size for info in names.values()) > limit or len(names) > 5000:
        raise Unreadable("file.bomb", f"Tệp “{name}” bung ra quá lớn, có dấu hiệu là bom nén; hãy xin lại tệp gốc.")
    wanted: dict[str, bytes] = {}
    for part in ("word/document.xml", "word/numbering.xml", "word/styles.xml"):
        if part not in names:
            continue
        if names[part].flag_bits & 1:
            raise Unreadable("file.encrypted", f"Tệp “{name}” được đặt mật khẩu; hãy bỏ mật khẩu rồi nạp lại.")
        try:
            with archive.open(part) as stream:
                wanted[part] = stream.read(limit + 1)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, RuntimeError) as error:
            if "password" in str(error):
                raise Unreadable(
                    "file.encrypted", f"Tệp “{name}” được đặt mật khẩu; hãy bỏ mật khẩu rồi nạp lại."
                ) from None
            raise Unreadable("file.broken", f"Tệp “{name}” bị hỏng hoặc bị cắt cụt; hãy xin lại bản đầy đủ.") from None
        except Exception:  # noqa: BLE001 - zlib.error and its kin: a damaged stream
            raise Unreadable("file.broken", f"Tệp “{name}” bị hỏng hoặc bị cắt cụt; hãy xin lại bản đầy đủ.") from None
        if len(wanted[part]) > limit:
            raise Unreadable("file.bomb", f"Tệp “{name}” bung ra quá lớn, có dấu hiệu là bom nén; hãy xin lại tệp gốc.")
    return wanted


class _Styles:
    """What a paragraph style says: heading level, numbering."""

    def __init__(self, root: Any) -> None:
        self.level: dict[str, int] = {}
        self.num: dict[str, tuple[str, int]] = {}
        for style in root.iter(f"{W}style") if root is not None else ():
            sid = style.get(f"{W}styleId") or ""
            outline = style.find(f"{W}pPr/{W}outlineLvl")
            if outline is not None and (outline.get(f"{W}val") or "").isdigit():
                self.level[sid] = int(outline.get(f"{W}val")) + 1
            num = style.find(f"{W}pPr/{W}numPr/{W}numId")
            if num is not None:
                ilvl = style.find(f"{W}pPr/{W}numPr/{W}ilvl")
                self.num[sid] = (num.get(f"{W}val") or "0", int(ilvl.get(f"{W}val") or 0) if ilvl is not None else 0)


class _Numbering:
    """Automatic numbering, counted as Word counts it."""

    def __init__(self, root: Any) -> None:
        self.formats: dict[str, dict[int, tuple[str, str, int]]] = {}
        self.counts: dict[str, dict[int, int]] = {}
        self.of: dict[str, str] = {}
        if root is None:
            return
        for abstract in root.iter(f"{W}abstractNum"):
            levels = {}
            for lvl in abstract.iter(f"{W}lvl"):
                fmt, txt, start = (lvl.find(f"{W}{tag}") for tag in ("numFmt", "lvlText", "start"))
                first = start.get(f"{W}val") if start is not None else "1"
                levels[_int(lvl.get(f"{W}ilvl"))] = (
                    (fmt.get(f"{W}val") or "decimal") if fmt is not None else "decimal",
                    (txt.get(f"{W}val") or "") if txt is not None else "",
                    _int(first, 1),
                )
            self.formats[abstract.get(f"{W}abstractNumId") or ""] = levels
        for num in root.iter(f"{W}num"):
            link = num.find(f"{W}abstractNumId")
            if link is not None:
                self.of[num.get(f"{W}numId") or ""] = link.get(f"{W}val") or ""

    def label(self, num_id: str, level: int) -> str:
        """Count one more paragraph of a list and return the label that Word prints."""
        levels = self.formats.get(self.of.get(num_id, ""), {})
        if level not in levels:
            return ""
        counts = self.counts.setdefault(num_id, {})
        counts[level] = counts.get(level, levels[level][2] - 1) + 1
        for deeper in [k for k in counts if k > level]:
            del counts[deeper]
        fmt, text, _ = levels[level]
        if fmt == "bullet":
            return (
                "- "
                if text in {"-", "–", "\uf02d", "−"}
                else "+ "
                if text in {"+", "\uf02b"}
                else "* "
                if text == "*"
                else "- "
            )
        if fmt == "none":
            return ""
        for k in range(level + 1):
            if f"%{k + 1}" in text and k in levels:
                text = text.replace(f"%{k + 1}", _show(counts.get(k, levels[k][2]), levels[k][0]))
        return f"{text} " if text else ""


def _int(text: str | None, default: int = 0) -> int:
    return int(text) if text and text.lstrip("-").isdigit() else default


def _show(value: int, fmt: str) -> str:
    if fmt in {"lowerLetter", "upperLetter"}:
        letters = POINT_LETTERS if fmt == "lowerLetter" else POINT_LETTERS.upper()
        return letters[(value - 1) % len(letters)]
    if fmt in {"upperRoman", "lowerRoman"}:
        out, rest = "", value
        for number, sign in ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
            while rest >= number and len(out) < 12:
                out, rest = out + sign, rest - number
        return out if fmt == "upperRoman" else out.lower()
    return str(value)


class _Reader:
    def __init__(self, numbering: _Numbering, styles: _Styles) -> None:
        self.numbering, self.styles = numbering, styles
        self.lines: list[Line] = []
        self.tables = 0

    def read(self, root: Any) -> list[Line]:
        """Read the body in order."""
        body = root.find(f"{W}body") if root is not None else None
        if body is not None:
            self._blocks(body, None)
        return self.lines

    def _blocks(self, parent: Any, cell: tuple[int, int, int, int] | None, depth: int = 0) -> None:
        for child in parent:
            if child.tag == f"{W}p":
                self._paragraph(child, cell)
            elif child.tag == f"{W}tbl" and depth < 6:
                self._table(child, cell, depth)
            elif child.tag in {f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}smartTag", f"{W}customXml"} and depth < 40:
                self._blocks(child, cell, depth + 1)

    def _table(self, table: Any, outer: tuple[int, int, int, int] | None, depth: int) -> None:
        self.tables += 1
        mine = self.tables
        for r, row in enumerate(table.iter(f"{W}tr")):
            if _owner(row) is not table:
                continue
            column = 0
            for cell in row.iter(f"{W}tc"):
                if _row_owner(cell) is not row:
                    continue
                span = cell.find(f"{W}tcPr/{W}gridSpan")
                width = max(1, min(_int(span.get(f"{W}val") if span is not None else "1", 1), 60))
                first = len(self.lines)
                self._blocks(cell, outer or (mine, r + 1, column, width), depth + 1)
                merge = cell.find(f"{W}tcPr/{W}vMerge")
                if merge is not None and merge.get(f"{W}val") != "restart" and not outer:
                    self.lines[first:] = [replace(line, above=True) for line in self.lines[first:]]
                column += width

    def _paragraph(self, p: Any, cell: tuple[int, int, int, int] | None) -> None:
        style = p.find(f"{W}pPr/{W}pStyle")
        sid = (style.get(f"{W}val") or "") if style is not None else ""
        num = p.find(f"{W}pPr/{W}numPr/{W}numId")
        ilvl = p.find(f"{W}pPr/{W}numPr/{W}ilvl")
        prefix = ""
        if num is not None:
            prefix = self.numbering.label(
                num.get(f"{W}val") or "0", _int(ilvl.get(f"{W}val")) if ilvl is not None else 0
            )
        elif sid in self.styles.num:
            prefix = self.numbering.label(*self.styles.num[sid])
        text, bold = _words(p)
        parts = text.split("\n")
        for i, part in enumerate(parts):
            shown = (prefix + part) if i == 0 and part.strip() else part
            self.lines.append(
                Line(len(self.lines) + 1, shown, hard=True, level=self.styles.level.get(sid), bold=bold, cell=cell)
            )
        for box in p.iter(f"{W}txbxContent"):
            # A text box floats beside its paragraph: its words are lines of their own, the copy for old readers none.
            if not _inside(box, p, {f"{MC}Fallback", f"{W}del", f"{W}txbxContent"}):
                self._blocks(box, cell, 30)


def _owner(node: Any) -> Any:
    parent = node.getparent()
    while parent is not None and parent.tag != f"{W}tbl":
        parent = parent.getparent()
    return parent


def _row_owner(node: Any) -> Any:
    parent = node.getparent()
    while parent is not None and parent.tag != f"{W}tr":
        parent = parent.getparent()
    return parent


_TEXTUAL = {f"{W}{tag}" for tag in ("t", "tab", "br", "cr", "noBreakHyphen", "sym")}


def _words(p: Any) -> tuple[str, bool]:
    """Return the words of a paragraph as it stands (deleted text left out), and whether they open in bold."""
    out: list[str] = []
    bold: bool | None = None
    for node in p.iter():
        if node.tag in _TEXTUAL and _inside(node, p, {f"{W}txbxContent"}):
            continue
        if node.tag == f"{W}t":
            if _inside(node, p, {f"{W}del", f"{W}moveFrom", f"{MC}Fallback"}):
                continue
            if (hidden := node.getparent().find(f"{W}rPr/{W}vanish")) is not None and hidden.get(f"{W}val") != "0":
                continue
            out.append(node.text or "")
            if bold is None and (node.text or "").strip():
                mark = node.getparent().find(f"{W}rPr/{W}b")
                bold = mark is not None and mark.get(f"{W}val") not in {"0", "false"}
        elif node.tag == f"{W}tab" and node.getparent().tag == f"{W}r":
            out.append(" ")
        elif node.tag in {f"{W}br", f"{W}cr"}:
            out.append("\n" if node.get(f"{W}type") in {None, "textWrapping"} else " ")
        elif node.tag == f"{W}noBreakHyphen":
            out.append("-")
        elif node.tag == f"{W}sym":
            out.append(chr(int(node.get(f"{W}char") or "20", 16) & 0xFFFF))
    return "".join(out), bool(bold)


def _inside(node: Any, stop: Any, tags: set[str]) -> bool:
    parent = node.getparent()
    while parent is not None and parent is not stop:
        if parent.tag in tags:
            return True
        parent = parent.getparent()
    return False
