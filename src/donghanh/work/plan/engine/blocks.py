"""From lines to blocks: what a hard-wrapped line continues, and where a new provision or paragraph opens.

The only evidence in a wrapped text is how a line ends, how the next one opens, and whether its first word would
still have fitted on the line before. Labels decide first, so eIds do not depend on where lines were broken.
"""

# ruff: noqa: E501 - a pattern or a sentence is read whole on one line

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from donghanh.work.plan.engine import vocabulary
from donghanh.work.plan.engine.agencies import read_opening
from donghanh.work.plan.engine.labels import RANKS, Label, read_label
from donghanh.work.plan.engine.normalise import LOWER, Line, canon

_FINISHED = re.compile(r"(?:[.;:!?…]|\./\.?|/\.)[”\"’)\]]*\s*$")
_HANGS = re.compile(
    r"(?:[,(–-]|\b(?:và|của|với|các|cho|về|tại|trong|theo|từ|đến|hoặc|là|do|bằng|những|được|trên|có|để|số|ngày|tháng|năm|quý|khoản|điểm|điều|mục|thứ|hoạt|việc))\s*$"
)
_COUNTS = re.compile(
    r"(?:\b(?:tháng|ngày|quý|năm|số|điều|khoản|mục|từ|đến|và|điểm|phần|chương|phụ lục|biểu|lần|thứ|hơn|trên|dưới|đạt|khoảng)|[,(/≥≤><-])\s*$"
)
_SIGN_LEFT = re.compile(r"[≥≤><=]\s*$")
_OPENS_LOWER = re.compile(rf"[{LOWER}\d(),.;:%…]")
_WORD = re.compile(r"\S+")
# Halves of words that Vietnamese joins by a dash; a line may break between them.
_LEFT = re.compile(
    r"(?:lao động|kinh tế|văn hóa|phát thanh|hỏi|chính trị|y tế|khoa học|thi đua|du lịch|an ninh|quốc phòng|độc lập|tự do|dân tộc|nông|lâm|công|kế hoạch|đào tạo|hợp tác|cung|điện|đầu tư|thể thao|công nghiệp|kỹ thuật|khu kinh tế \S+|cửa khẩu(?: \S+){1,3})\s*$"
)
_RIGHT = re.compile(
    r"[-–]\s*(?:thương binh|xã hội|truyền hình|đáp|khen thưởng|thể thao|tự do|hạnh phúc|chi nhánh|ngư|lâm|kỹ thuật|công nghệ|cầu|dịch vụ|quốc phòng|an ninh|nghề nghiệp|kinh tế)\b"
)
HEADING_STYLES = {"phan", "chuong", "upper", "roman", "muc", "tieumuc", "dieu", "named", "num", "num/", "num2", "num3"}


@dataclass
class Block:
    """Some lines that belong together: a label, if any, and the words after it."""

    label: Label | None
    text: str
    lines: list[int]
    kind: str = "text"  # text | stray | table
    gap: bool = False
    bold: bool = False
    level: int | None = None
    rows: list[object] = field(default_factory=list)

    @property
    def caps(self) -> bool:
        """Say whether the words are in capitals."""
        return is_caps(self.text)


def is_caps(text: str) -> bool:
    """Say whether a text is written in capitals."""
    if text.isupper():
        return sum(map(str.isalpha, text)) >= 2
    if text.islower() or sum(map(str.islower, text[:60])) > 12:
        return False
    letters = [c for c in text if c.isalpha()]
    return len(letters) >= 2 and sum(c.isupper() for c in letters) >= 0.9 * len(letters)


def is_finished(text: str) -> bool:
    """Say whether a text ends as a sentence or clause ends."""
    return bool(_FINISHED.search(text[-12:]))


def is_stray(text: str) -> bool:
    """Say whether a line was left by a web site or a page number, and is no text of the document."""
    return len(text) <= 200 and bool(vocabulary.pattern("stray").fullmatch(canon(text).lstrip("• ")))


@dataclass(frozen=True)
class Widths:
    """How wide the lines of a wrapped text are; first lines of paragraphs may be narrower."""

    line: int
    first: int
    wrapped: bool


def measure(lines: list[Line]) -> Widths:
    """Measure the text: is it wrapped, and at what width."""
    lengths = sorted(len(line.text) for line in lines if line.text)
    if len(lengths) < 4 or any(line.hard for line in lines):
        longest = lengths[-1] if lengths else 80
        return Widths(max(longest, 60), max(longest, 60), longest <= 120 and not any(line.hard for line in lines))
    width = lengths[int(len(lengths) * 0.97)] if len(lengths) > 60 else lengths[-1]
    wrapped = width <= 140
    firsts = sorted(
        len(a.text)
        for a, b in pairwise(lines)
        if a.text
        and b.text
        and b.text[0].islower()
        and not is_finished(a.text)
        and len(a.text) < 0.6 * width
        and (label := read_label(a.text))
        and label.style != "dieu"
    )
    labelled = sum(1 for a in lines if a.text and read_label(a.text))
    first = firsts[int(len(firsts) * 0.97)] if len(firsts) > 3 and len(firsts) > 0.5 * labelled else width
    return Widths(width, first, wrapped)


class Builder:
    """Builds blocks line after line."""

    def __init__(self, widths: Widths) -> None:
        self.widths = widths
        self.blocks: list[Block] = []
        self.last: dict[str, int] = {}
        self.gap = False
        self.tail = ""  # the last line taken into the open block
        self.tail_first = True
        self.following = ""

    def feed(self, line: Line, following: str = "") -> None:
        """Take one line; ``following`` is the line after it."""
        self.following = following
        if not line.text:
            self.gap = True
            return
        if re.fullmatch(r"[|\s]+", line.text) or re.fullmatch(r"[-–—_=*.…\s]{3,}", line.text):
            self._quietly(line)
            return
        if line.stray or is_stray(line.text):
            self.blocks.append(Block(None, line.text, [line.no], kind="stray"))
            return
        text = re.sub(r"^(?:\|\s*)+|(?:\s*\|)+$", "", line.text)
        current = self._open_block()
        label = read_label(text, self.last)
        if label and current is not None and self._continues_label(current, text, label, line):
            label = None
        elif label or current is None or self._breaks(current, text, line):
            self._start(label, text, line)
            return
        self._join(current, text, line)

    def add(self, block: Block) -> None:
        """Put in a finished block such as a table."""
        self.blocks.append(block)
        self.tail = ""
        self.gap = True

    def _open_block(self) -> Block | None:
        for block in reversed(self.blocks[-6:]):
            if block.kind == "text":
                return block
            if block.kind == "table":
                return None
        return None

    def _quietly(self, line: Line) -> None:
        self.blocks.append(Block(None, line.text, [line.no], kind="stray"))

    def _start(self, label: Label | None, text: str, line: Line) -> None:
        if label:
            self.last[label.style] = label.value
            for style in [s for s in self.last if s != label.style and _below(s, label.style)]:
                del self.last[style]
        words = text[label.length :].strip() if label else text
        self.blocks.append(Block(label, words, [line.no], gap=self.gap, bold=line.bold, level=line.level))
        self._took(text, first=True)

    def _join(self, block: Block, text: str, line: Line) -> None:
        block.text = f"{block.text} {text}".strip()
        block.lines.append(line.no)
        self._took(text, first=False)

    def _took(self, text: str, *, first: bool) -> None:
        self.tail, self.tail_first, self.gap = text, first, False

    def _fits(self, text: str) -> bool:
        """Say whether the first word of ``text`` would have fitted on the line before: then somebody ended that line."""
        if not self.widths.wrapped:
            return True
        width = self.widths.first if self.tail_first else self.widths.line
        slack = 0 if self.tail_first and self.widths.first < self.widths.line else max(4, width // 14)
        word = _WORD.match(text)
        return len(self.tail) + 1 + len(word[0] if word else "") <= width - slack

    def _opens_narrow(self, text: str) -> bool:
        """Say whether a line is the narrow first line of a paragraph, where the text has such lines."""
        narrow = self.widths.first < 0.6 * self.widths.line
        return (
            narrow
            and len(text) <= self.widths.first + 2
            and not is_finished(text)
            and len(self.following) > self.widths.first
        )

    def _headed(self, block: Block) -> bool:
        """Say whether a block reads as a heading so far: short, no sentence end."""
        if block.level or (block.bold and len(block.text) < 160 and len(block.lines) < 3):
            return True
        if block.label is None:
            return block.caps and len(block.text) < 300
        return block.label.style in HEADING_STYLES and len(block.text) < 160 and (block.caps or len(block.lines) < 3)

    def _continues_label(self, block: Block, text: str, label: Label, line: Line) -> bool:
        """Say whether what looks like a label only continues the sentence before it."""
        if line.hard or (self.gap and not _COUNTS.search(self.tail)):
            return False
        low = canon(self.tail)
        if label.style in {"(num)", "(letter)"}:
            return not (self._expected(label) and is_finished(self.tail) and (label.value > 1 or self._fits(text)))
        if is_finished(self.tail) and not re.search(r"\bTP\.$", self.tail):
            return False
        if label.is_bullet:
            return self._continues_bullet(block, text, label, low)
        if label.style in {"letter", "letter.", "num", "num)", "roman", "upper", "dieu", "num2", "num3", "num/", "muc"}:
            if _COUNTS.search(low):
                return not (self._headed(block) and self._expected(label)) or label.style == "dieu"
            if (
                self._headed(block)
                and self._fits(text)
                and (block.label is None or block.label.style != label.style or self._expected(label))
            ):
                return False
            return not self._expected(label)
        return False

    def _continues_bullet(self, block: Block, text: str, label: Label, low: str) -> bool:
        rest = text[label.length :]
        if label.style == "bullet-":
            if _LEFT.search(low) and _RIGHT.match(canon(text)):
                return True
            if rest[:1].isdigit() and not self._headed(block):
                return bool(_HANGS.search(low)) or not self._fits(text)
        if label.style in {"bullet*", "bullet+"} and _HANGS.search(low) and not self._headed(block):
            return True
        if rest[:1].islower() and not self._headed(block) and not block.text.endswith(":"):
            same = block.label is not None and block.label.style == label.style
            return bool(_HANGS.search(low)) or (not (same and self._fits(text)) and block.label is not None)
        return False

    def _expected(self, label: Label) -> bool:
        last = self.last.get(label.style)
        return label.value == 1 if last is None else label.value in {last + 1, 1}

    def _breaks(self, block: Block, text: str, line: Line) -> bool:
        """Say whether an unlabelled line opens a paragraph of its own."""
        if block.label is not None and not block.text and not block.label.is_bullet:
            return False
        low_tail, low = canon(self.tail), canon(text)
        finished = is_finished(self.tail)
        opens = bool(vocabulary.pattern("opens_paragraph").match(low))
        if line.hard or line.level or not self.widths.wrapped:
            return not (bool(_HANGS.search(low_tail)) and not finished and bool(_OPENS_LOWER.match(text)) and not opens)
        if _SIGN_LEFT.search(low_tail) or _SIGN_LEFT.match(text):
            return False
        if block.caps and is_caps(text) and not finished and not self.gap:
            return False
        if self.gap:
            return self._breaks_after_gap(low_tail, text, finished=finished, opens=opens)
        if opens and (
            finished
            or self.tail[-1:] in '”")'
            or self._headed(block)
            or (block.text.count(":") and len(block.text) < 160)
        ):
            return True
        if finished:
            return not _OPENS_LOWER.match(text) and (self._fits(text) or self._opens_narrow(text) or _runs_in(text))
        if _HANGS.search(low_tail) or _OPENS_LOWER.match(text):
            return False
        if block.caps and not is_caps(text):
            return True
        return (self._headed(block) and self._fits(text)) or (
            _names(text) and self._fits(text) and not _names_open(block.text)
        )

    def _breaks_after_gap(self, low_tail: str, text: str, *, finished: bool, opens: bool) -> bool:
        if finished or opens:
            return True
        return not (_HANGS.search(low_tail) or text[:1].islower() or text[:1] in ",;.)%")


def _names(text: str) -> bool:
    """Say whether a line is nothing but a run-in head such as “Sở Tài chính:”."""
    return text.endswith(":") and bool(read_opening(text).mentions)


def _runs_in(text: str) -> bool:
    """Say whether a line opens with a run-in head: agencies, then a colon."""
    if ":" not in text[:200]:
        return False
    opening = read_opening(text)
    return bool(opening.mentions) and bool(re.match(r"\s*(?:\([^()]*\)\s*)?:", text[opening.end :]))


def _names_open(text: str) -> bool:
    return len(text) < 200 and bool(read_opening(text).mentions) and not is_finished(text)


def _below(style: str, other: str) -> bool:
    return RANKS.get(style, 10) > RANKS.get(other, 10)
