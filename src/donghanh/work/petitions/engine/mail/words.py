"""From a letter's body to the words that its writer wrote now."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from donghanh.work.petitions.engine.plain import clean, words

_DROPPED = words("script style head title noscript template iframe object embed svg math applet form select")
_VOID = words("area base br col embed hr img input link meta source track wbr")
_BLOCKS = words(
    "p div br tr table ul ol li h1 h2 h3 h4 h5 h6 blockquote section article header footer pre hr address dl dt dd"
)
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d])", re.I
)
_MOST_OPEN = 5000


class _Text(HTMLParser):
    """Walks tags without building a tree, so that depth costs nothing; scripts and hidden words are left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.open: list[tuple[str, bool, bool]] = []  # tag, dropped from here, quoted from here
        self.quotes = 0
        self.dropped = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {k: v or "" for k, v in attrs}
        if tag in _BLOCKS:
            self._line()
        if tag in _VOID:
            return
        hides = tag in _DROPPED or "hidden" in given or bool(_HIDDEN.search(given.get("style", "")))
        quotes = tag == "blockquote" or "gmail_quote" in given.get("class", "") or given.get("id") == "divRplyFwdMsg"
        if len(self.open) < _MOST_OPEN:
            self.open.append((tag, hides, quotes))
            self.dropped += hides
            self.quotes += quotes
        if tag == "li" and not self.dropped:
            self.out.append("- ")

    def handle_endtag(self, tag: str) -> None:
        if not any(t == tag for t, _, _ in self.open):
            return
        while self.open:
            name, hides, quotes = self.open.pop()
            self.dropped -= hides
            self.quotes -= quotes
            if name == tag:
                break
        if tag in _BLOCKS:
            self._line()

    def handle_data(self, data: str) -> None:
        if self.dropped:
            return
        words = re.sub(r"[ \t\r\n\f\xa0]+", " ", data)
        if self.out and self.out[-1].endswith("\n"):
            words = words.lstrip()
        if words:
            if self.quotes and (not self.out or self.out[-1].endswith("\n")):
                self.out.append("> ")
            self.out.append(words)

    def _line(self) -> None:
        if self.out and not self.out[-1].endswith("\n"):
            self.out.append("\n")


def html_to_text(html: str) -> str:
    """Return the words of an HTML letter that a reader would see; quoted parts open with ``>``."""
    walker = _Text()
    walker.feed(html)
    walker.close()
    lines = (line.strip() for line in "".join(walker.out).split("\n"))
    return clean(re.sub(r"\n{3,}", "\n\n", "\n".join(lines))).strip()


OUR_LINE = "--- Viết câu trả lời của bạn phía trên dòng này ---"

# How mail programs used here open what they quote: Gmail, Yahoo, Apple, Outlook and Zimbra in Vietnamese and English.
_OPENS_QUOTE = re.compile(
    r"^(?:"
    r"(?:Vào|Ngày|Lúc|On)\b.{4,300}?(?:đã viết|viết|wrote)\s*:\s*$"
    r"|-{2,}\s*(?:Thư gốc|Tin nhắn gốc|Thư chuyển tiếp|Thư được chuyển tiếp|"
    r"Original Message|Forwarded [Mm]essage)\s*-{2,}"
    r"|_{20,}\s*$"
    r"|(?:Từ|From|Người gửi)\s*:.{3,300}?\n\s*(?:Đã gửi|Gửi|Ngày|Ngày gửi|Vào lúc|Tới|Đến|Sent|Date|To|Subject)\s*:"
    rf"|{re.escape(OUR_LINE)}"
    r")",
    re.MULTILINE | re.DOTALL,
)
_SIGNATURE = re.compile(
    r"^(?:-- ?$|(?:Đã gửi từ|Được gửi từ|Gửi từ|Sent from|Get Outlook for|Tải Outlook cho)\b.{0,80}$)",
    re.MULTILINE | re.IGNORECASE,
)
_QUOTED_LINE = re.compile(r"^\s*>", re.MULTILINE)


def without_quotes(text: str) -> str:
    """Return what the writer wrote above the letter that is answered; if nothing stands above, the whole text.

    Answers written between quoted lines keep the quoted lines: cutting them would leave answers without questions.
    """
    text = clean(text)
    opening = _OPENS_QUOTE.search(text)
    above = text[: opening.start()] if opening else text
    lines = above.rstrip().split("\n")
    while lines and (_QUOTED_LINE.match(lines[-1]) or not lines[-1].strip()):
        lines.pop()
    above = "\n".join(lines)
    signature = None
    for signature in _SIGNATURE.finditer(above):  # noqa: B007 - the last one is wanted
        pass
    if signature is not None and above[: signature.start()].strip():
        above = above[: signature.start()]
    return above.strip() or text.strip()
