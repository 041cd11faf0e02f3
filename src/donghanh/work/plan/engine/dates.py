"""Times by which something is due: days, periods, ranges, and what returns (as RFC 5545 rules)."""

# ruff: noqa: E501 - a pattern or a sentence is read whole on one line

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta

from donghanh.work.plan.engine.model import Due
from donghanh.work.plan.engine.normalise import canon

_D = r"(?:(\d{1,2})\s?[/.-]\s?(\d{1,2})(?:\s?[/.-]\s?(\d{4}))?|(\d{1,2})\s+tháng\s+(\d{1,2})(?:\s+năm\s+(\d{4}))?)(?![\d%])"
_QUARTER = r"quý\s+(iv|i{1,3}|[1-4])(?:\s*(?:/|-|\s+năm\s+|\s+)\s*(\d{4}))?(?!\w)"
_MONTH = r"tháng\s+(\d{1,2})(?:\s?/\s?(\d{4})|\s+năm\s+(\d{4}))?(?![\d/])"
_HALF = r"(?:06|6|sáu) tháng (đầu|cuối) năm(?:\s+(\d{4}))?"
_YEAR = r"năm\s+(\d{4})(?!\d)"
_BEFORE = r"(trước|trước khi hết|không muộn hơn|chậm nhất(?: là)?(?: đến)?(?: trước)?|muộn nhất(?: là)?(?: trước)?|hạn chót(?: là)?|đến(?: hết)?|hết|xong trước|hoàn thành|vào|trong)"
_HOUR = r"(?:\d{1,2}\s?(?:h|giờ)\s?(?:\d{2})?(?:\s?phút)?,?\s*)?"
_DAY = re.compile(rf"{_BEFORE}\s*(?:hết\s+)?(?:cuối\s+)?{_HOUR}(?:ngày\s+)?{_D}(\s*(?:hằng|hàng) năm)?")
_CHAIN = re.compile(rf"\s*(?:,|;|và)\s*((?:ngày\s+)?{_D}(?:\s*(?:hằng|hàng) năm)?)")
_YEARLY = re.compile(r"định kỳ|(?:hằng|hàng|mỗi) năm")
_WITHIN = re.compile(
    r"(?:trong )?(?:vòng|thời hạn|thời gian)\s+(?:không quá |tối đa )?(\d{1,3})\s+(ngày làm việc|ngày|tháng)(?:,)?\s+(?:kể |tính )?từ\s+(?:ngày|khi)\s+(?:ký|ban hành|có hiệu lực|quyết định này|kế hoạch này|chỉ thị này)"
)
_DAILY = re.compile(
    r"(?:thực hiện|triển khai|tiến hành|thời gian|nhiệm vụ)(?: là)?\s+(thường xuyên(?:,? liên tục)?(?: trong năm)?)(?=\s*(?:[.,;)]|$))"
)
_MONTHS = re.compile(
    r"(trước|chậm nhất(?: là)?|muộn nhất(?: là)?|vào)\s+(?:ngày\s+)?(\d{1,2})\s*,?\s*(?:của\s+)?(?:các\s+)?tháng\s+((?:\d{1,2}\s*(?:,|;|và)\s*)+\d{1,2})(?!\d|\s+tháng|\s?[/.]\s?\d)"
)
_MONTHLY = re.compile(
    r"(trước|chậm nhất(?: là)?|muộn nhất(?: là)?|vào)\s+(?:ngày\s+)?(\d{1,2})\s*(?:tháng (cuối|đầu)(?: cùng| tiên)?(?: của)?(?: mỗi| hằng| hàng)? quý|của tháng (cuối|đầu)(?: cùng| tiên)?(?: của)?(?: mỗi| hằng| hàng)? quý|(?:hằng|hàng) tháng|của tháng(?! \d)|mỗi tháng)"
)
_PERIOD = re.compile(rf"{_BEFORE}\s+(?:hết\s+|cuối\s+|thời gian\s+)?(?:{_QUARTER}|{_MONTH}|{_HALF}|{_YEAR})")
_RANGE = re.compile(rf"từ\s+(?:ngày\s+)?{_D}\s*(?:-|–|đến|tới)(?:\s+hết)?\s+(?:ngày\s+)?{_D}")
_RANGE_PERIOD = re.compile(r"(?:từ|giai đoạn)\s+(?:năm\s+)?(\d{4})\s*(?:-|–|đến)\s*(?:hết\s+)?(?:năm\s+)?(\d{4})(?!\d)")
_RANGE_MONTH = re.compile(
    r"từ\s+tháng\s+(\d{1,2})(?:/(\d{4}))?\s*(?:-|–|đến)\s*(?:hết\s+)?tháng\s+(\d{1,2})(?:\s?/\s?(\d{4})|\s+năm\s+(\d{4}))"
)
_RECURS = re.compile(
    r"(?:(định kỳ)\s*(?:\(?(?:hằng|hàng|theo|mỗi|vào)?\s*)|(?:hằng|hàng|mỗi)\s+)(ngày|tuần|tháng|quý|năm|(?:0?[36]|ba|sáu) tháng|nửa năm|bán niên)(?:\s*(?:,|và|\/)\s*(?:(?:hằng|hàng)\s+)?((?:0?6|sáu) tháng|quý|năm))?(?:\s*(?:,|và|\/)\s*(?:(?:hằng|hàng)\s+)?(quý|năm))?"
)
_RANGE_QUARTER = re.compile(
    r"(từ\s+)?quý\s+(iv|i{1,3}|[1-4])(?:\s*(?:/|-|\s+năm\s+)\s*(\d{4}))?\s*(?:-|–|đến)\s*(?:hết\s+)?(?:quý\s+)?(iv|i{1,3}|[1-4])\s*(?:/|-|\s+năm\s+|\s+)\s*(\d{4})(?!\d)"
)
_QUARTERS = re.compile(
    rf"(?:{_BEFORE}\s+)?quý\s+((?:iv|i{{1,3}}|[1-4])(?:\s*(?:,|;|và)\s*(?:quý\s+)?(?:iv|i{{1,3}}|[1-4])(?!\w))+)(?:\s*(?:/|-|\s+năm\s+)\s*(\d{{4}}))?(?!\w)"
)
_BARE_MONTHS = re.compile(r"tháng\s+(\d{1,2})\s*(?:-|–|đến)\s*(?:tháng\s+)?(\d{1,2})\s*(?:/|\s+năm\s+)\s*(\d{4})")
_BARE_YEARS = re.compile(r"(?<![\d/])(20\d{2})\s*(?:-|–|đến)\s*(20\d{2})(?!\d)")
_AND_EVERY = re.compile(
    r"(?:\s*\([^()]{0,60}\))?\s*(?:,|và)\s*(?:định kỳ |cả )?(?:(?:hằng|hàng) )?(năm|quý|(?:0?6|sáu) tháng)(?!\w)(?!\s+(?:\d|đầu|cuối))"
)
_REPORT_KIND = re.compile(r"báo cáo\s+(tháng|quý|năm|tuần|(?:0?6|sáu) tháng)\s*:?\s*(?:gửi\s*)?$")
_ALWAYS = re.compile(r"thường xuyên|liên tục")
_NEXT_PERIOD = re.compile(rf"\s*(?:,|và)\s+(?:{_QUARTER}|{_MONTH}|{_HALF})")
_BARE_DAY = re.compile(rf"(?:ngày\s+)?{_D}")
_BARE_PERIOD = re.compile(rf"(?:{_QUARTER}|{_MONTH}|{_HALF}|(?:năm\s+)?(\d{{4}})(?!\d))")
_NOT_DUE = re.compile(
    r"(?:so với|tính đến|kể từ|số liệu đến|dân số|kết quả|ban hành|công bố|đã|thuộc|giá|phê duyệt)\s*(?:hết\s+|đến\s+|từ\s+)?$"
)
Take = Callable[[re.Match[str], Due | None], None]
_EVERY = {"ngày": "FREQ=DAILY", "tuần": "FREQ=WEEKLY", "tháng": "FREQ=MONTHLY", "quý": "FREQ=MONTHLY;INTERVAL=3", "năm": "FREQ=YEARLY",
          "nửa năm": "FREQ=MONTHLY;INTERVAL=6", "bán niên": "FREQ=MONTHLY;INTERVAL=6"}  # fmt: skip
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def every(word: str) -> str:
    """Return the rule for “hằng quý” and its kin."""
    word = " ".join(word.split())
    if word.endswith("tháng") and word != "tháng":
        return f"FREQ=MONTHLY;INTERVAL={3 if word[0] in '3b' or word[:2] == '03' else 6}"
    return _EVERY.get(word, "FREQ=YEARLY")


def find_due(  # noqa: C901 - one loop for each way to write a time
    text: str, *, year: int | None, field: bool = False, written: str | None = None
) -> tuple[Due, ...]:
    """Find the times in a text; in a field or cell a bare date or period is a time too.

    ``text`` has its citations blanked out already; ``year`` is that of the document, for days without a year;
    ``written`` is its date, for terms that run from its signing.
    """
    low = canon(text)
    if not field and not re.search(
        r"trước|chậm nhất|muộn nhất|hết|đến|trong|hằng|hàng|định kỳ|mỗi|lần|từ|vào|hạn|hoàn thành|thường xuyên", low
    ):
        return ()
    found: list[tuple[int, int, Due]] = []
    taken = bytearray(len(low))

    def take(match: re.Match[str], due: Due | None) -> None:
        start, end = match.span()
        if due is not None and 1 not in taken[start:end]:
            taken[start:end] = b"\1" * (end - start)
            found.append((start, end, due))

    for match in _WITHIN.finditer(low):
        take(match, _term(text, match, written))
    for match in _MONTHS.finditer(low):
        months = [int(m) for m in re.findall(r"\d{1,2}", match[3])]
        if all(1 <= m <= 12 for m in months) and 1 <= int(match[2]) <= 31:
            rule = f"FREQ=YEARLY;BYMONTH={','.join(map(str, months))};BYMONTHDAY={int(match[2])}"
            take(match, Due(_kind(match[1]), None, None, rule, _words(text, match)))
    for match in _MONTHLY.finditer(low):
        take(match, _monthly(text, match))
    for match in _RANGE.finditer(low):
        take(match, _range(text, match, year))
    for match in _RANGE_MONTH.finditer(low):
        end = match[4] or match[5]
        if 1 <= int(match[1]) <= 12 and 1 <= int(match[3]) <= 12:
            take(
                match,
                Due(
                    "from-to",
                    None,
                    f"{match[2] or end}-{int(match[1]):02d}/{end}-{int(match[3]):02d}",
                    None,
                    _words(text, match),
                ),
            )
    for match in _RANGE_PERIOD.finditer(low):
        if field or match[0].startswith("từ"):
            take(match, Due("from-to", None, f"{match[1]}/{match[2]}", None, _words(text, match)))
    for match in _RANGE_QUARTER.finditer(low):
        if field or match[1]:
            first = f"{match[3] or match[5]}-Q{_quarter(match[2])}"
            take(match, Due("from-to", None, f"{first}/{match[5]}-Q{_quarter(match[4])}", None, _words(text, match)))
    for match in _QUARTERS.finditer(low):
        if field or match[1]:
            found += _quarters(text, match, year, taken)
    yearly = bool(_YEARLY.search(low))
    for match in _DAY.finditer(low):
        take(match, _day(text, low, match, year, yearly=yearly))
        _chain(text, low, match, take, year, yearly=yearly)
    for match in _PERIOD.finditer(low):
        if not _NOT_DUE.search(low[max(0, match.start() - 24) : match.start()]):
            take(match, _period(text, match, match.groups()[1:], _kind(match[1]), year))
            at = match.end()
            while following := _NEXT_PERIOD.match(low, at):
                take(following, _period(text, following, (*following.groups(), None), _kind(match[1]), year))
                at = following.end()
    for match in _RECURS.finditer(low):
        words = [w for w in match.groups()[1:] if w]
        for word in words[:1] if len(words) == 1 else words:
            if len(words) == 1 or not found or found[-1][0] != match.start():
                take(match, Due("every", None, None, every(word), _words(text, match)))
            else:
                found.append((match.start(), match.end(), Due("every", None, None, every(word), _words(text, match))))
        at = match.end()
        while words and (also := _AND_EVERY.match(low, at)):
            at = also.end()
            if every(also[1]) not in {every(word) for word in words}:
                words.append(also[1])
                found.append((at - 1, at, Due("every", None, None, every(also[1]), text[also.start(1) : at])))
    for match in _DAILY.finditer(low):
        take(match, Due("every", None, None, "FREQ=DAILY", " ".join(text[match.start(1) : match.end(1)].split())))
    if field:
        _bare(text, low, take, year, found)
    return tuple(due for _, _, due in sorted(found, key=lambda f: f[0]))


def _quarter(raw: str) -> int:
    return _ROMAN.get(raw) or int(raw)


def _quarters(text: str, match: re.Match[str], year: int | None, taken: bytearray) -> list[tuple[int, int, Due]]:
    """Read “Quý II, III/2024” and “quý I và quý III”: one period for each."""
    own = match[3] or (str(year) if year else None)
    if not own or 1 in taken[match.start() : match.end()]:
        return []
    taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
    kind, words = _kind(match[1] or "trong"), _words(text, match)
    numbers = [_quarter(raw) for raw in re.findall(r"iv|i{1,3}|[1-4]", match[2])]
    return [
        (match.start(), match.end(), Due(kind, _end(own, number * 3), f"{own}-Q{number}", None, words))
        for number in numbers
    ]


def _term(text: str, match: re.Match[str], written: str | None) -> Due:
    """Read “trong vòng 15 ngày kể từ ngày ký”; working days are counted where the calendar is known, not here."""
    start = date.fromisoformat(written) if written else None
    day = (start + timedelta(days=int(match[1]))).isoformat() if start and match[2] == "ngày" else None
    return Due("within", day, None, None, _words(text, match))


def _chain(text: str, low: str, match: re.Match[str], take: Take, year: int | None, *, yearly: bool) -> None:
    """Read the further days of “trước ngày 15/6 và 15/12”."""
    at = match.end()
    while following := _CHAIN.match(low, at):
        day = _pick(following.groups()[1:], year)
        own = following[4] or following[7]
        rule = f"FREQ=YEARLY;BYMONTH={day.month};BYMONTHDAY={day.day}" if day and yearly and not own else None
        words = " ".join(text[following.start(1) : following.end(1)].split())
        take(following, Due(_kind(match[1]), day.isoformat(), None, rule, words) if day else None)
        at = following.end()


def _bare(text: str, low: str, take: Take, year: int | None, found: list[tuple[int, int, Due]]) -> None:
    for match in _BARE_MONTHS.finditer(low):
        a, b = int(match[1]), int(match[2])
        if 1 <= a <= 12 and 1 <= b <= 12:
            take(match, Due("from-to", None, f"{match[3]}-{a:02d}/{match[3]}-{b:02d}", None, _words(text, match)))
    for match in _BARE_YEARS.finditer(low):
        take(match, Due("from-to", None, f"{match[1]}/{match[2]}", None, _words(text, match)))
    for match in _BARE_DAY.finditer(low):
        take(match, _on_day(text, match, match.groups(), "by", year))
    for match in _BARE_PERIOD.finditer(low):
        take(match, _period(text, match, match.groups(), "within", year))
    if year and re.fullmatch(r"\W*(?:trong|cả) năm\W*", low):
        found.append((0, len(low), Due("within", f"{year}-12-31", str(year), None, text.strip())))
    for match in _ALWAYS.finditer(low):
        take(match, Due("every", None, None, "FREQ=DAILY", _words(text, match)))


def _words(text: str, match: re.Match[str]) -> str:
    return " ".join(text[match.start() : match.end()].split()).strip(" ,;.").removeprefix("và ")


def _kind(cue: str) -> str:
    if cue.endswith("trước") or cue.startswith("trước"):
        return "before"
    return "within" if cue in {"trong", "vào"} else "by"


def _monthly(text: str, match: re.Match[str]) -> Due | None:
    day = int(match[2])
    if not 1 <= day <= 31:
        return None
    which = match[3] or match[4]
    months = {"cuối": "3,6,9,12", "đầu": "1,4,7,10"}.get(which or "", "")
    rule = f"FREQ=YEARLY;BYMONTH={months};BYMONTHDAY={day}" if months else f"FREQ=MONTHLY;BYMONTHDAY={day}"
    return Due(_kind(match[1]), None, None, rule, _words(text, match))


def _pick(groups: tuple[str | None, ...], year: int | None) -> date | None:
    day, month, own = (groups[0], groups[1], groups[2]) if groups[0] else (groups[3], groups[4], groups[5])
    if day is None or month is None or not (own or year):
        return None
    try:
        return date(int(own or year or 0), int(month), int(day))
    except ValueError:
        return None


def _on_day(text: str, match: re.Match[str], groups: tuple[str | None, ...], kind: str, year: int | None) -> Due | None:
    day = _pick(groups, year)
    return Due(kind, day.isoformat(), None, None, _words(text, match)) if day else None


def _day(text: str, low: str, match: re.Match[str], year: int | None, *, yearly: bool = False) -> Due | None:
    groups = match.groups()
    day = _pick(groups[1:7], year or (2000 if groups[7] else None))
    if day is not None and groups[7] and not year:
        return Due(
            _kind(match[1]), None, None, f"FREQ=YEARLY;BYMONTH={day.month};BYMONTHDAY={day.day}", _words(text, match)
        )
    if day is None or _NOT_DUE.search(low[max(0, match.start() - 24) : match.start()]):
        return None
    report = _REPORT_KIND.search(low, max(0, match.start() - 30), match.start())
    own_year = groups[3] or groups[6]
    rule = None
    if groups[7] or (not own_year and (yearly or (report and report[1] not in {"tháng", "quý", "tuần"}))):
        rule = f"FREQ=YEARLY;BYMONTH={day.month};BYMONTHDAY={day.day}"
    if match[1] in {"trong", "vào"} and not rule:
        return Due("within", day.isoformat(), None, None, _words(text, match))
    return Due(_kind(match[1]), day.isoformat(), None, rule, _words(text, match))


def _range(text: str, match: re.Match[str], year: int | None) -> Due | None:
    end = _pick(match.groups()[6:], year)
    start = _pick(match.groups()[:6], end.year if end else year)
    if start is None or end is None:
        return None
    return Due("from-to", None, f"{start.isoformat()}/{end.isoformat()}", None, _words(text, match))


def _period(text: str, match: re.Match[str], groups: tuple[str | None, ...], kind: str, year: int | None) -> Due | None:
    quarter, q_year, month, m_year, m_year2, half, h_year, whole = groups[:8]
    if quarter:
        number = _ROMAN.get(quarter) or int(quarter)
        own = q_year or (str(year) if year else None)
        return Due(kind, _end(own, number * 3), f"{own}-Q{number}", None, _words(text, match)) if own else None
    if month and 1 <= int(month) <= 12:
        own = m_year or m_year2 or (str(year) if year else None)
        return Due(kind, _end(own, int(month)), f"{own}-{int(month):02d}", None, _words(text, match)) if own else None
    if half:
        own = h_year or (str(year) if year else None)
        number = 1 if half == "đầu" else 2
        return Due(kind, _end(own, number * 6), f"{own}-H{number}", None, _words(text, match)) if own else None
    if whole and 1990 <= int(whole) <= 2100:
        return Due(kind, _end(whole, 12), whole, None, _words(text, match))
    return None


def _end(year: str | None, month: int) -> str | None:
    if not year or not 1 <= int(year) <= 9999:
        return None
    return date(int(year), month, calendar.monthrange(int(year), month)[1]).isoformat()
