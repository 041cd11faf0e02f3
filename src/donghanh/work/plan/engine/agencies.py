"""Reading the names of agencies out of text: lists, groups, prefixes, and where a name ends."""

# ruff: noqa: E501 - a pattern or a sentence is read whole on one line

from __future__ import annotations

import re
from dataclasses import dataclass

from donghanh.work.plan.engine import vocabulary
from donghanh.work.plan.engine.normalise import canon

_SEPARATOR = re.compile(r"\s*(?:[,;/]\s*(?:và\s+|cùng\s+)?|\s(?:và|cùng với|cùng|hoặc)\s+|\s[-–]\s)\s*")
_ASIDE = re.compile(r"\s*\([^()]{0,160}\)")
_STOP = re.compile(r"[,;:.()\[\]“”\"\n|]|\s[-–]\s(?![a-zđà-ỹ])")
_WORD = re.compile(r"\S+")
_UNITS_ONLY = re.compile(
    r"(?:các\s+)?(?:huyện|thị xã|thành phố|quận)(?:(?:\s?,|\s?và)\s*(?:các\s+)?(?:huyện|thị xã|thành phố|quận|xã|phường|thị trấn))*(?!\w)"
)


@dataclass(frozen=True)
class Mention:
    """An agency named in a text."""

    text: str
    start: int
    end: int
    group: bool = False
    generic: bool = False  # names nobody in particular: “các cơ quan liên quan”
    known: bool = True


@dataclass(frozen=True)
class Opening:
    """How a text opens: whom it names, whether it orders or asks, and where the words for them begin."""

    mentions: tuple[Mention, ...]
    requested: bool
    prefixed: bool
    end: int

    @property
    def leads(self) -> tuple[str, ...]:
        """Return the names."""
        return tuple(m.text for m in self.mentions)

    @property
    def group(self) -> bool:
        """Say whether a group is named."""
        return any(m.group for m in self.mentions)


NOTHING = Opening((), False, False, 0)


def read_agency(text: str, low: str, pos: int) -> Mention | None:
    """Read one agency that starts at ``pos``."""
    vocab = vocabulary.agencies()
    start = pos
    holder = vocab["holder"].match(low, pos)
    if holder:
        pos = holder.end()
    known = vocab["known"].match(low, pos)
    group = vocab["group"].match(low, pos)
    best = max((m for m in (known, group) if m), key=lambda m: m.end(), default=None)
    if best is not None:
        end = best.end()
        tail = vocab["tail"].match(text, end)
        if tail and not (best is group and low[end:].startswith(" của")):
            end = tail.end()
        elif vocab["takes_place"].search(low, pos, end) and (place := vocab["place"].match(text, end)):
            end = place.end()
        grouped = bool(vocab["groupish"].match(low, pos)) and not low.startswith(
            ("sở:", "các hội ", "các hiệp hội"), pos
        )
        generic = (
            best is group
            and bool(vocab["generic"].fullmatch(low, pos, end))
            and not re.match(r"(?:các )?sở", low[pos:])
        )
        return Mention(_tidy(text[pos:end]), start, end, grouped, generic)
    opened = vocab["open"].match(text, pos)
    if opened and not text[pos : pos + 60].isupper():
        end = _end_of_name(text, low, opened.end(), vocab)
        if end - pos >= 5:
            return Mention(_tidy(text[pos:end]), start, end, known=_is_kind(text[pos:end]))
    return None


def _is_kind(name: str) -> bool:
    """Say whether an open name is at least of a known kind (everything that opens with a known head is)."""
    return len(name.split()) >= 2


def _end_of_name(text: str, low: str, pos: int, vocab: dict[str, re.Pattern[str]]) -> int:
    """Return where an agency name of unknown words ends: at a stop, a verb in small letters, or after 12 words."""
    stop = _STOP.search(text, pos, pos + 160)
    limit = stop.start() if stop else min(len(text), pos + 160)
    end = pos
    for count, word in enumerate(_WORD.finditer(text, pos, limit)):
        verb = vocab["verb"].match(low, word.start())
        if verb and text[word.start()].islower() and count >= 1:
            break
        if word[0] in {"và", "cùng"} and vocabulary.agencies()["open"].match(text, word.end() + 1):
            break
        end = word.end()
        if count >= 11:
            break
    return end


def _tidy(name: str) -> str:
    return " ".join(name.split()).strip(" ,;:.-–")


def read_list(text: str, pos: int = 0, low: str | None = None) -> tuple[tuple[Mention, ...], int]:
    """Read a list of agencies that starts at ``pos``; return them and where the list ends."""
    low = low if low is not None else canon(text)
    found: list[Mention] = []
    end = pos
    sở = False
    while len(found) < 60:
        at = end
        if found:
            gap = _SEPARATOR.match(text, end)
            if not gap or gap.end() == end:
                break
            at = gap.end()
        mention = read_agency(text, low, at)
        if mention is None and sở and text[at : at + 1].isupper():
            portfolio = vocabulary.agencies()["portfolio"].match(low, at)
            mention = Mention("Sở " + _tidy(text[at : portfolio.end()]), at, portfolio.end()) if portfolio else None
        if mention is None and found and found[-1].group:
            units = _UNITS_ONLY.match(low, at)
            mention = Mention(_tidy(text[at : units.end()]), at, units.end(), True) if units else None
        if mention is None:
            break
        sở = mention.text.lower().startswith("sở")
        if mention.text.lower().startswith("sở:"):
            mention = Mention("Sở " + mention.text[3:].strip(), mention.start, mention.end)
        found.append(mention)
        end = mention.end
        aside = _ASIDE.match(text, end)
        if aside and _SEPARATOR.match(text, aside.end()):
            end = aside.end()
    return tuple(found), end


_LIST_OF_SO = re.compile(r"(?:các\s+)?sở(?:,?\s*(?:ban,?\s*)?ngành)?\s*:?\s+(?=\S)")
_LEAD_IN = re.compile(
    r"(?:căn cứ|trên cơ sở|theo |để |nhằm |trong |đối với|trước |chậm nhất|định kỳ|hằng |hàng |mỗi |sau khi|ngay sau khi|ngoài |đồng thời|từ |đến |giai đoạn)"
)
_TOPIC = re.compile(r"[^:;.()\d“”]{3,70}:\s+")


def read_opening(text: str) -> Opening:
    """Read whom a text opens with: “Đề nghị …”, “Giao …”, “Sở … chủ trì …”, “Các sở, ban, ngành …:”."""
    low = canon(text[:1500])
    text = text[:1500]
    vocab = vocabulary.agencies()
    pos, requested, prefixed = 0, False, False
    issuer = vocab["issuer"].match(low)
    if issuer and (m := re.compile(r"\s*,?\s*").match(low, issuer.end())):
        after = m.end()
        if vocab["requested"].match(low, after) or vocab["ordered"].match(low, after):
            pos = after
    for key in ("requested", "ordered"):
        match = vocab[key].match(low, pos)
        if match and not (":" in match[0] and match[0].startswith("yêu cầu")):  # “Yêu cầu: …” is a heading, no order
            pos, requested, prefixed = match.end(), key == "requested", True
            break
    mentions, end = _list_with_so(text, low, pos)
    if not mentions:
        return NOTHING
    if not prefixed and not _may_follow(text, low, mentions, end):
        return NOTHING
    return Opening(mentions, requested, prefixed, end)


def read_later_opening(text: str) -> Opening:
    """Read whom a text names after words of time, basis or topic: “Căn cứ Kế hoạch này, các sở … xây dựng …”."""
    low = canon(text[:700])
    starts: list[int] = []
    topic = _TOPIC.match(low)
    if topic:
        starts.append(topic.end())
    if _LEAD_IN.match(low):
        clause = low[: next((m.start() for m in re.finditer(r"[.;:](?!\d)", low)), len(low))]
        starts += [m.end() for m in re.finditer(r",\s+", clause)][:6]
    for at in starts:
        found = read_opening(text[at : at + 1500])
        if found.mentions and found.end + at < len(text) - 8 and (found.prefixed or not text[at].isspace()):
            shifted = tuple(
                Mention(m.text, m.start + at, m.end + at, m.group, m.generic, m.known) for m in found.mentions
            )
            return Opening(shifted, found.requested, found.prefixed, found.end + at)
    return NOTHING


def _list_with_so(text: str, low: str, pos: int) -> tuple[tuple[Mention, ...], int]:
    """Read “Các Sở: Tài chính, Nội vụ” as two agencies, else any list."""
    head = _LIST_OF_SO.match(low, pos)
    if head and ":" in head[0] and vocabulary.agencies()["portfolio"].match(low, head.end()):
        first = vocabulary.agencies()["portfolio"].match(low, head.end())
        if first is not None:
            rest, end = read_list("Sở " + text[head.end() :], 0)
            shift = head.end() - 3
            return tuple(
                Mention(m.text, m.start + shift, m.end + shift, m.group, m.generic, m.known) for m in rest
            ), end + shift
    return read_list(text, pos, low)


def _may_follow(text: str, low: str, mentions: tuple[Mention, ...], end: int) -> bool:
    """Say whether what follows the names makes them the ones who act."""
    vocab = vocabulary.agencies()
    aside = _ASIDE.match(text, end)
    rest = aside.end() if aside else end
    gap = re.compile(r"\s*[,;–-]?\s*").match(low, rest)
    rest = gap.end() if gap else rest
    if rest >= len(text) or text[rest] in ":.":
        return True
    if vocab["not_after"].match(low, rest):
        return False
    if vocab["verb"].match(low, rest):
        return True
    return (
        any(not m.generic for m in mentions)
        and text[rest].islower()
        and not text[max(0, rest - 2) : rest].strip().startswith(",")
    )


_COOPERATE = re.compile(r"phối hợp(?: chặt chẽ)?(?: cùng)?(?: với)?\s*:?\s+")
_FIELD_TRIM = re.compile(r"^[\s:;,.\-–]+|[\s;,.]+$")


def read_supporting(text: str, low: str | None = None) -> tuple[Mention, ...]:
    """Find those with whom somebody must work together."""
    low = low if low is not None else canon(text)
    found: list[Mention] = []
    for match in _COOPERATE.finditer(low):
        mentions, _ = read_list(text, match.end(), low)
        found += [m for m in mentions if m.text not in {f.text for f in found}]
    return tuple(found)


def read_field(text: str) -> tuple[tuple[Mention, ...], str]:
    """Read a cell or field that holds only agencies; return them and what could not be read."""
    text = _FIELD_TRIM.sub("", text)
    found: list[Mention] = []
    left: list[str] = []
    for part in re.split(r"\n|;|\s+[-–+•]\s+(?=[A-ZĐ])|(?:^|(?<=\s))[-–+•]\s*(?=[A-ZĐ])", text):
        piece = _FIELD_TRIM.sub("", part)
        if not piece:
            continue
        mentions, end = _list_with_so(piece, canon(piece), 0)
        found += [m for m in mentions if m.text not in {f.text for f in found}]
        rest = _FIELD_TRIM.sub("", _ASIDE.sub("", piece[end:]))
        if rest and (not mentions or len(rest) > 3):
            left.append(rest)
    return tuple(found), " ; ".join(left)
