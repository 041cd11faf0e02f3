"""The reports that a plan asks for: who, to whom, through whom, how often, by when."""

# ruff: noqa: E501 - a pattern or a sentence is read whole on one line

from __future__ import annotations

import re

from donghanh.work.plan.engine import dates, references
from donghanh.work.plan.engine.agencies import Mention, read_list
from donghanh.work.plan.engine.model import Due, Duty, Reporting
from donghanh.work.plan.engine.normalise import canon

_SENTENCE = re.compile(r"(?<=[^\d\s][.;])\s+(?=[A-ZĐÀ-Ỹ])")
_SENDS = re.compile(r"báo cáo|gửi (?:về )?|tổng hợp(?:,)? trình")
_TO = re.compile(
    r"(?:báo cáo|gửi(?: báo cáo)?(?: kết quả)?(?: về)?|trình)(?: kết quả(?: thực hiện)?| tình hình| định kỳ| đột xuất)?(?: về| cho| lên)?\s+(?=\S)"
)
_THROUGH = re.compile(r"(?:thông qua|\(?qua|gửi(?: báo cáo)?(?: kết quả)?(?: thực hiện)?(?: về| đến| cho)?)\s+(?=\S)")
_SENT = re.compile(r"(?<!\w)(?:gửi(?: về| đến| tới)?|về|tới|cho|đến)\s+(?=\S)")
_HIGH = re.compile(
    r"(?:thường trực |lãnh đạo )?(?:ubnd|ủy ban nhân dân|hđnd|hội đồng nhân dân|tỉnh ủy|thành ủy|ban thường vụ(?: tỉnh ủy| thành ủy)?|chủ tịch ubnd|thủ tướng|chính phủ|bộ [^\s,.;]+(?: [^\s,.;]+){0,3})(?: tỉnh| thành phố)?"
)
_CUT_OFF = re.compile(
    r"(?:số liệu|chốt số liệu|thời gian chốt|kỳ báo cáo)[^.;()]{0,30}(?:tính )?(?:từ|đến|ngày)[^.;()]{3,60}"
)
_RECURS = ("FREQ",)


def find_reporting(duties: list[Duty], year: int | None) -> list[Reporting]:
    """Read the reporting duties out of the duties, one entry for each time."""
    out: list[Reporting] = []
    for duty in duties:
        if not _SENDS.search(canon(duty.text)):
            continue
        masked = references.mask(duty.text, references.find_references(duty.text))
        at = 0
        for sentence in _SENTENCE.split(masked):
            out += _read(duty, duty.text[at : at + len(sentence)], sentence, year)
            at += len(sentence) + 1
    return out


def _read(duty: Duty, words: str, masked: str, year: int | None) -> list[Reporting]:
    low = canon(masked)
    if not _SENDS.search(low):
        return []
    due = list(dates.find_due(masked, year=year))
    periodic = re.search(
        r"định kỳ|hằng|hàng (?:tháng|quý|năm|tuần)|báo cáo (?:tháng|quý|năm|0?6 tháng|sơ kết|tổng kết)", low
    )
    recurring = [d for d in due if d.recurrence]
    if not periodic and not recurring and not (due and "báo cáo" in low):
        return []
    to, through = _receivers(words, low)
    if to is None and through is None:
        return []
    cut_off = _CUT_OFF.search(low)
    cut = " ".join(words[cut_off.start() : cut_off.end()].split()) if cut_off else None
    timed = recurring or [d for d in due if "báo cáo" in low]
    if len(timed) > 1 and any(d.kind != "every" for d in timed):
        timed = [d for d in timed if d.kind != "every" and d.kind != "within"] or timed
    written = " ".join(words.split())
    if not timed:
        return [Reporting(duty.lead, to, through, None, cut, None, written, duty.eid)]
    return [Reporting(duty.lead, to, through, _rule(d), cut, d, written, duty.eid) for d in timed]


def _rule(due: Due) -> str | None:
    return due.recurrence


def _receivers(words: str, low: str) -> tuple[str | None, str | None]:
    to: str | None = None
    through: str | None = None
    for match in _TO.finditer(low):
        name = _receiver(words, low, match.end())
        if name is None:
            continue
        if to is not None and not _HIGH.match(canon(to)) and _HIGH.match(canon(name)):
            # “gửi Sở A tổng hợp, báo cáo UBND tỉnh”: the last one is told, the first one is the way there.
            through, to = through or to, name
        to = to or name
    if to is None and (told := low.find("báo cáo")) >= 0:
        sent = (_receiver(words, low, m.end()) for m in _SENT.finditer(low, told))
        to = next((name for name in sent if name), None)
    for match in _THROUGH.finditer(low):
        if match[0].startswith(("thông qua", "qua", "(qua")):
            through = through or _receiver(words, low, match.end())
    return to, through if through != to else None


def _receiver(words: str, low: str, at: int) -> str | None:
    high = _HIGH.match(low, at)
    mentions: tuple[Mention, ...] = read_list(words, at, low)[0] if not high else ()
    if high:
        return " ".join(words[high.start() : high.end()].split())
    return ", ".join(m.text for m in mentions) or None
