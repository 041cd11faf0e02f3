"""Web pages: the words of the document, block by block; scripts, menus and forms left out."""

from __future__ import annotations

import re
from typing import Any

from donghanh.work.plan.engine.normalise import Line

_DROP = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "nav",
        "header",
        "footer",
        "aside",
        "form",
        "button",
        "select",
        "option",
        "textarea",
        "input",
        "iframe",
        "svg",
        "head",
        "title",
        "object",
        "audio",
        "video",
        "canvas",
        "menu",
        "dialog",
    ]
)
_BLOCK = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "main",
        "body",
        "html",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "table",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "td",
        "th",
        "caption",
        "blockquote",
        "pre",
        "hr",
        "center",
        "address",
        "figure",
        "figcaption",
        "fieldset",
    ]
)
_MENU = re.compile(
    r"\b(menu|nav|navbar|breadcrumb|sidebar|footer|header-top|topbar|social|share|login|advert|banner|cookie|popup|modal|related)\b",
    re.IGNORECASE,
)
_SPACE = re.compile(r"\s+")


def read_html(text: str) -> list[Line]:
    """Read a page into lines, one for each block; table cells keep their row and column."""
    from lxml import etree  # noqa: PLC0415 - heavy, only where needed
    from lxml import html as lxml_html  # noqa: PLC0415

    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.replace("\x00", ""))
    try:
        root = lxml_html.document_fromstring(text, parser=lxml_html.HTMLParser(huge_tree=False, recover=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return _stripped(text)
    lines = _Writer().write(root)
    return lines if any(line.text for line in lines) else _stripped(text)


def _stripped(text: str) -> list[Line]:
    """Read a page whose markup no parser understands: what stands between the tags."""
    return [
        Line(i, part) for i, part in enumerate(re.sub(r"<[^>]{0,500}>", "\n", text).splitlines(), 1) if part.strip()
    ]


_WIDEST = 60  # columns beyond which a table is broken markup


def _span(raw: str | None, most: int) -> int:
    return min(int(raw), most) if raw and raw.isdecimal() and len(raw) < 6 and int(raw) > 0 else 1


class _Writer:
    """Walks the page without recursion, so that no depth of nesting can stop it."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.words: list[str] = []
        self.bold = self.seen = 0
        self.level: int | None = None
        self.cells: list[list[int]] = []  # table, row, column, span for each open table
        self.reach: list[dict[int, int]] = []  # of each open table: column -> last row that a cell above reaches
        self.tables = 0
        self.lists: list[list[Any]] = []  # tag, counter

    def write(self, root: Any) -> list[Line]:
        """Visit every node in document order."""
        stack: list[tuple[Any, bool]] = [(root, False)]
        while stack:
            node, closing = stack.pop()
            if closing:
                self._close(node)
                self._say(node.tail)
                continue
            if not isinstance(node.tag, str) or self._left_out(node):
                self._say(node.tail)
                continue
            self._open(node)
            self._say(node.text, pre=node.tag == "pre")
            stack.append((node, True))
            stack.extend((child, False) for child in reversed(node))
        self._flush()
        return self.lines

    def _left_out(self, node: Any) -> bool:
        if node.tag in _DROP:
            return True
        if node.get("hidden") is not None or "display:none" in (node.get("style") or "").replace(" ", ""):
            return True
        named = f"{node.get('class') or ''} {node.get('id') or ''} {node.get('role') or ''}"
        return (
            node.tag in {"div", "ul", "section", "p", "span"}
            and bool(_MENU.search(named))
            and len(node.text_content()) < 4000
        )

    def _say(self, text: str | None, *, pre: bool = False) -> None:
        if not text:
            return
        if pre and "\n" in text:
            for part in text.split("\n"):
                self.words.append(part)
                self._flush(hard=False, blank=True)
            return
        self.words.append(_SPACE.sub(" ", text))
        if text.strip() and self.bold:
            self.seen += 1

    def _flush(self, *, hard: bool = True, blank: bool = False) -> None:
        text = _SPACE.sub(" ", "".join(self.words)).strip()
        self.words = []
        if text or blank:
            row = self.cells[-1] if self.cells else None
            cell = (row[0], row[1], row[2], row[3]) if row and row[2] >= 0 else None
            self.lines.append(
                Line(len(self.lines) + 1, text, hard=hard, level=self.level, bold=bool(self.seen), cell=cell)
            )
        self.seen = 0

    def _open(self, node: Any) -> None:
        tag = node.tag
        if tag == "br":
            self._flush()
        if tag in _BLOCK:
            self._flush()
        if tag in {"b", "strong", "th"}:
            self.bold += 1
        if re.fullmatch(r"h[1-6]", tag):
            self.level = int(tag[1])
        if tag == "table":
            self.tables += 1
            self.cells.append([self.tables, 0, -1, 1])
            self.reach.append({})
        if tag == "tr" and self.cells:
            self.cells[-1][1] += 1
            self.cells[-1][2] = -1
            self.cells[-1][3] = 1
        if tag in {"td", "th"} and self.cells:
            row, reach = self.cells[-1], self.reach[-1]
            row[2] = self._reached(0 if row[2] < 0 else row[2] + row[3])
            row[3] = _span(node.get("colspan"), 50)
            down = _span(node.get("rowspan"), 500)
            if down > 1 and row[2] < _WIDEST:
                reach.update(dict.fromkeys(range(row[2], row[2] + row[3]), row[1] + down - 1))
        if tag in {"ul", "ol"}:
            self.lists.append([tag, 0])
        if tag == "li" and self.lists:
            self.lists[-1][1] += 1
            own = node.text_content().lstrip()[:6]
            if not re.match(r"[-+*•–]|\d{1,3}[.)]|[a-zđ][.)]|[IVX]+\.", own):
                self.words.append(f"{self.lists[-1][1]}. " if self.lists[-1][0] == "ol" else "- ")

    def _reached(self, column: int) -> int:
        """Pass over the columns into which a cell of a row above reaches, and say so for each."""
        table, row = self.cells[-1][:2]
        while column < _WIDEST and self.reach[-1].get(column, -1) >= row:
            self.lines.append(Line(len(self.lines) + 1, "", hard=True, cell=(table, row, column, 1), above=True))
            column += 1
        return column

    def _close(self, node: Any) -> None:
        tag = node.tag
        if tag in _BLOCK:
            self._flush()
        if tag == "tr" and self.cells and self.cells[-1][2] >= 0:
            self._reached(self.cells[-1][2] + self.cells[-1][3])
        if tag in {"b", "strong", "th"}:
            self.bold -= 1
        if re.fullmatch(r"h[1-6]", tag):
            self.level = None
        if tag == "table" and self.cells:
            self.cells.pop()
            self.reach.pop()
        if tag in {"ul", "ol"} and self.lists:
            self.lists.pop()
