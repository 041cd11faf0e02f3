"""What in a text names a person: found in Vietnamese forms, masked by default, confirmed by a human.

The search errs on the side of masking: an officer can unmask a span in the preview, nobody can take back what a page
showed. Enterprises and agencies are not personal data (Luật Bảo vệ dữ liệu cá nhân 91/2025), so tax codes of
enterprises, hotlines and addresses of offices stay; those of persons and household businesses go.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from donghanh.kit.text import fold_vi
from donghanh.work.petitions.engine.plain import see, words


class Kind(StrEnum):
    """What kind of personal data a span is."""

    NAME = "name"
    PHONE = "phone"
    ID = "id"
    TAX = "tax"
    BANK = "bank"
    EMAIL = "email"
    ADDRESS = "address"


MASKS = {
    Kind.NAME: "[họ tên]",
    Kind.PHONE: "[điện thoại]",
    Kind.ID: "[số giấy tờ]",
    Kind.TAX: "[mã số thuế cá nhân, hộ]",
    Kind.BANK: "[số tài khoản]",
    Kind.EMAIL: "[thư điện tử]",
    Kind.ADDRESS: "[địa chỉ]",
}
LABELS = {
    Kind.NAME: "Họ tên",
    Kind.PHONE: "Số điện thoại",
    Kind.ID: "Số căn cước, hộ chiếu",
    Kind.TAX: "Mã số thuế của cá nhân, hộ kinh doanh",
    Kind.BANK: "Số tài khoản, số thẻ",
    Kind.EMAIL: "Địa chỉ thư điện tử",
    Kind.ADDRESS: "Địa chỉ nhà",
}


@dataclass(frozen=True, order=True)
class Span:
    """A stretch ``[start, end)`` of the original text, its kind, and the words that stand there."""

    start: int
    end: int
    kind: Kind
    text: str

    @property
    def mask(self) -> str:
        """Return what a reader sees instead."""
        return MASKS[self.kind]

    @property
    def label(self) -> str:
        """Return the kind in words."""
        return LABELS[self.kind]


# --- numbers --------------------------------------------------------------------------------------------------
_GAP = r"[ .\-–—_/]{0,2}"
_NOT_IN_NUMBER = r"(?<![\d/\-.,])"
_EMAIL = re.compile(
    r"[\w.+\-]{1,64}\s?(?:@|\(at\)|\[at\]|\(a\)|\[a\]| a còng | a cong )\s?"
    r"[\w\-]{1,63}(?:\s?(?:\.|\(dot\)|\[dot\]| chấm )\s?[A-Za-z][\w\-]{1,62}){1,4}",
    re.IGNORECASE,
)
_MOBILE = re.compile(rf"(?<!\d)(?:\(?\+?(?:00)?84\)?{_GAP}0?|0)(?:{_GAP}[35789])(?:{_GAP}\d){{8}}(?!\d)")
_LANDLINE = re.compile(
    rf"(?<!\d)(?:\(?\+?(?:00)?84\)?{_GAP}0?|\(?0)(?:{_GAP}2)(?:{_GAP}\d){{2}}\)?(?:{_GAP}\d){{6,7}}(?!\d)"
)
_CITIZEN_ID = re.compile(rf"{_NOT_IN_NUMBER}0(?:{_GAP}\d){{11}}(?!\d)")
_ID_WORD = (
    r"(?:CCCD|CMND|CMTND|căn cước(?: công dân)?|chứng minh (?:nhân dân|thư)"
    r"|thẻ căn cước|định danh(?: cá nhân)?|hộ chiếu|passport)"
)
_ID_NAMED = re.compile(
    rf"\b{_ID_WORD}\s*(?:số|:|là|\(.{{0,12}}\)|s[oố]\s*:)?\s*:?\s*([A-Z]?\d(?:{_GAP}\d){{6,11}})(?!\d)", re.IGNORECASE
)
_PASSPORT = re.compile(r"(?<![A-Za-z0-9/\-])[BCEKNP]\d{7}(?![\w\-/])")
_TAX = re.compile(rf"{_NOT_IN_NUMBER}(\d(?:[ .]?\d){{9}})(?:\s?-\s?\d{{3}})?(?![\d/])")
_TAX_WORD = re.compile(r"(?:\bMST\b|mã số thuế|ma so thue)\W{0,12}(?:số|của|là|so|cua|la)?\W{0,4}\Z", re.IGNORECASE)
_HOUSEHOLD = re.compile(r"\b(?:hộ kinh doanh|hộ KD|ho kinh doanh|HKD|cá nhân|chủ hộ)\b", re.IGNORECASE)
_ENTERPRISE = re.compile(r"\b(?:công ty|cty|doanh nghiệp|DNTN|hợp tác xã|HTX|chi nhánh)\b", re.IGNORECASE)
_BANK = re.compile(
    r"(?:\bSTK\b|số tài khoản|số TK|\bTK\b|tài khoản(?: số| ngân hàng)?|so tai khoan|tai khoan|số thẻ)"
    r"\s*(?:số|so|là|:|\(.{0,20}\))*\s*"
    rf"(\d(?:{_GAP}\d){{5,18}})(?!\d)",
    re.IGNORECASE,
)
_CARD = re.compile(rf"{_NOT_IN_NUMBER}\d(?:[ \-]?\d){{15}}(?!\d)")

# --- addresses ------------------------------------------------------------------------------------------------
_UPPER = r"[A-ZÀ-ÝĂĐĨŨƠƯẠ-Ỹ]"
_WORD = r"[A-Za-zÀ-ÿĂăĐđĨĩŨũƠơƯưẠ-ỹ]"
_PROPER = rf"(?:{_UPPER}{_WORD}*|\d{{1,3}}(?:/\d{{1,3}})*)"
_PROPERS = rf"{_PROPER}(?:[ ]{_PROPER}){{0,4}}"
_HOUSE = re.compile(
    r"(?:\b(?:số nhà|nhà số|số|SN)\s*)?(?<![\w/])\d{1,4}[A-Za-z]?(?:/\d{1,4}[A-Za-z]?){0,3}"
    rf"(?:,?\s+(?:ngõ|ngách|hẻm|kiệt|lô|tầng)\s+[\w/]{{1,8}}){{0,3}},?\s+(?:đường|phố|Đường|Phố|đ\.|P\.)\s+{_PROPERS}",
)
_HAMLET = re.compile(
    rf"\b(?:[Tt]hôn|[Bb]ản|[Xx]óm|[Kk]hối(?: phố)?|[Tt]ổ dân phố(?: số)?|[Tt]ổ|[ẤấAa]p|[Kk]hu phố|[Kk]hu dân cư)"
    rf"\s+{_PROPERS}(?=\s*,|\s*\(|\s*-)",
)
_ADDRESS_WORD = re.compile(
    r"(?:địa chỉ(?: nhà| thường trú| liên hệ)?|thường trú(?: tại)?|tạm trú(?: tại)?|trú tại|nhà ở tại)\s*:?\s*"
    r"([^.;\n\[]{4,120}?)(?=[.;\n\[]|,?\s+(?:xã|phường|tỉnh|thị trấn)\b|\Z)",
    re.IGNORECASE,
)

# --- names ----------------------------------------------------------------------------------------------------
_SURNAMES = words(
    "nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đào đoàn vương trịnh trương "
    "đinh lâm phùng mai tô hà tạ lưu tống thái quách cao châu nông lương lành lộc vi vy chu la mã mông bế "
    "triệu đàm liễu hứa hữu đồng lăng chương linh ma sầm giáp thân bàn đường dư kiều nghiêm nhữ khổng "
    "thạch tăng văn âu ôn"
)
_BARE_SURNAMES = frozenset(fold_vi(s) for s in _SURNAMES)
_MIDDLE = words("van thi duc huu quang minh ngoc thanh xuan hong dinh cong the kim thuy phuong anh bao hoang")
_CUE = (
    r"(?:ông|bà|anh|chị|cô|chú|bác|cụ|Mr\.?|Ms\.?|Mrs\.?|tôi là|tôi tên là|tên tôi là|tên là|em là|"
    r"họ(?: và)? tên|họ, tên|"
    r"người (?:đại diện|gửi|viết|liên hệ|phản ánh|kiến nghị|khiếu nại|đại diện theo pháp luật)|"
    r"chủ hộ|chủ cơ sở|giám đốc|"
    r"liên hệ|gặp|ong|ba|ho ten|ho va ten|toi la|ten toi la|ky ten|ký tên|người ký)"
)
_CUED = re.compile(
    rf"(?<!\w){_CUE}\s*(?:\([^)]{{1,12}}\))?\s*(?:là|la)?\s*:?\s+(?:(?:ông|bà|anh|chị)\s+)?", re.IGNORECASE
)
_TOKEN = re.compile(rf"{_WORD}+")
_RUN = re.compile(rf"(?<!\w){_UPPER}{_WORD}*(?:[ ]{_UPPER}{_WORD}*){{1,5}}(?!\w)")
# Words after a cue that are no name: an office, a title, a body.
_OFFICE_WORDS = words(
    "chủ giám phó trưởng bộ sở ubnd ủy ban phòng cục chi hội hiệp công doanh tỉnh huyện xã phường thành "
    "văn thủ bí thư tổng kế nhà đại ngành cơ trung luật nghị"
)
# A proper name right after one of these is a place, a body or a document, not a person.
_NOT_PERSON_BEFORE = re.compile(
    r"(?:đường|phố|trường(?: \w+){0,3}|công ty(?: [\w&]+){0,5}|cty(?: [\w&]+){0,3}|doanh nghiệp(?: \w+){0,3}|"
    r"htx(?: \w+){0,2}|"
    r"hợp tác xã(?: \w+){0,2}|huyện|xã|phường|thị trấn|thị xã|thôn|bản|xóm|tỉnh|thành phố|tp\.?|chợ|cửa khẩu|ga|"
    r"cầu|đèo|"
    r"núi|sông|suối|hồ|khu công nghiệp|cụm công nghiệp|kcn|ccn|dự án|khách sạn|nhà hàng|bệnh viện|siêu thị|luật|"
    r"khu kinh tế(?: \w+){0,2}|khu phố|khối|ngân hàng|tập đoàn|quảng trường|công viên)\s+\Z",
    re.IGNORECASE,
)


def find(text: str, *, places: Collection[str] = ()) -> list[Span]:
    """Find what names a person, in order, without overlaps; ``places`` are names of units that are no persons."""
    seen = see(text)
    known = {fold_vi(p) for p in places}
    taken: list[tuple[int, int, Kind]] = []
    for start, end, kind in _candidates(seen.text, known):
        if all(end <= s or start >= e for s, e, _ in taken):
            taken.append((start, end, kind))
    found = []
    for start, end, kind in taken:
        begin, stop = seen.original(start, end)
        found.append(Span(begin, stop, kind, text[begin:stop]))
    return sorted(found)


def mask(text: str, spans: Iterable[Span]) -> str:
    """Return the text with the spans replaced by their masks; ends of the text never move a later span."""
    out, at = [], 0
    for span in sorted(spans):
        if span.start < at:
            continue
        out += [text[at : span.start], span.mask]
        at = span.end
    return "".join([*out, text[at:]])


def redact(text: str, *, places: Collection[str] = ()) -> str:
    """Return the text with everything found masked, as it is published until a human decides otherwise."""
    return mask(text, find(text, places=places))


def _candidates(text: str, places: set[str]) -> Iterator[tuple[int, int, Kind]]:
    """Yield spans by precedence: the surest forms first, so that a number is not read twice."""
    yield from ((*m.span(), Kind.EMAIL) for m in _EMAIL.finditer(text))
    yield from ((*m.span(1), Kind.BANK) for m in _BANK.finditer(text))
    yield from ((*m.span(1), Kind.ID) for m in _ID_NAMED.finditer(text))
    yield from _tax_codes(text)
    yield from ((*m.span(), Kind.ID) for m in _CITIZEN_ID.finditer(text))
    for pattern in (_MOBILE, _LANDLINE):
        yield from ((*m.span(), Kind.PHONE) for m in pattern.finditer(text))
    yield from ((*m.span(), Kind.BANK) for m in _CARD.finditer(text) if _luhn(m[0]))
    yield from ((*m.span(), Kind.ID) for m in _PASSPORT.finditer(text))
    for pattern in (_HOUSE, _HAMLET):
        yield from ((*m.span(), Kind.ADDRESS) for m in pattern.finditer(text))
    yield from ((*m.span(1), Kind.ADDRESS) for m in _ADDRESS_WORD.finditer(text) if m[1].strip(" ,"))
    yield from ((s, e, Kind.NAME) for s, e in _names(text, places))


def _digits(text: str) -> list[int]:
    return [int(c) for c in text if c.isdigit()]


def _luhn(text: str) -> bool:
    total = 0
    for n, digit in enumerate(reversed(_digits(text))):
        doubled = digit * 2 if n % 2 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def tax_code_checks(code: str) -> bool:
    """Say whether the tenth digit of a tax code fits the nine before it."""
    digits = _digits(code)[:10]
    weights = (31, 29, 23, 19, 17, 13, 7, 5, 3)
    return len(digits) == 10 and 10 - sum(w * d for w, d in zip(weights, digits[:9], strict=True)) % 11 == digits[9]


def _tax_codes(text: str) -> Iterator[tuple[int, int, Kind]]:
    """Tax codes of persons and households; those of enterprises are public by law and stay."""
    for match in _TAX.finditer(text):
        before = text[max(0, match.start() - 90) : match.start()]
        if match[1].startswith("0") and not _TAX_WORD.search(before):
            continue  # a telephone number
        household, enterprise = (_last(p, before) for p in (_HOUSEHOLD, _ENTERPRISE))
        personal = match[1].startswith("8") and (bool(_TAX_WORD.search(before)) or tax_code_checks(match[1]))
        if personal or (household > enterprise and _TAX_WORD.search(before)):
            yield (*match.span(), Kind.TAX)


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((m.end() for m in pattern.finditer(text)), default=-1)


def _names(text: str, places: set[str]) -> Iterator[tuple[int, int]]:
    for cue in _CUED.finditer(text):
        found = _after_cue(text, cue.end(), strong=not cue[0].strip().casefold().startswith(("liên", "gặp", "giám")))
        if found is not None:
            yield found
    for run in _RUN.finditer(text):
        yield from _in_run(text, run.start(), run[0], places)


def _after_cue(text: str, at: int, *, strong: bool) -> tuple[int, int] | None:
    """Read the name after a cue: capitalised words, or a surname with its words in any case."""
    end, count, lower = at, 0, False
    for token in _TOKEN.finditer(text, at):
        if token.start() != end + (1 if count else 0) or (count and text[end] != " ") or count == 5:
            break
        word = token[0]
        if count == 0:
            if word.casefold() in _OFFICE_WORDS and not _surname_then_name(text, token.end(), word):
                return None
            lower = not word[0].isupper()
            if lower and not (strong and word.casefold() in _SURNAMES and _surname_then_name(text, token.end(), word)):
                return None
        elif not (word[0].isupper() or (lower and count < 3)):
            break
        end, count = token.end(), count + 1
    if not count or (count == 1 and not strong):
        return None
    return at, end


def _surname_then_name(text: str, at: int, word: str) -> bool:
    """Say whether a surname is followed by a middle word of names: "văn" opens a name only in "Văn Thị Hoa"."""
    follows = _TOKEN.match(text, at + 1) if text[at : at + 1] == " " else None
    return fold_vi(word) in _BARE_SURNAMES and follows is not None and fold_vi(follows[0]) in _MIDDLE


def _in_run(text: str, start: int, run: str, places: set[str]) -> Iterator[tuple[int, int]]:
    """Read a run of capitalised words: a surname that opens two to five of them is a person's name."""
    words = list(_TOKEN.finditer(run))
    for n, word in enumerate(words[:-1]):
        rest = [w[0] for w in words[n:]]
        if fold_vi(run[word.start() :]) in places or any(fold_vi(" ".join(rest[:k])) in places for k in (2, 3)):
            return
        marked = word[0].casefold() in _SURNAMES
        bare = not marked and word[0].isascii() and fold_vi(word[0]) in _BARE_SURNAMES and fold_vi(rest[1]) in _MIDDLE
        if not (marked or bare) or rest[1].casefold() in _OFFICE_WORDS - {"văn", "công", "thành", "đại", "trung", "xã"}:
            continue
        if _NOT_PERSON_BEFORE.search(text[max(0, start + word.start() - 60) : start + word.start()]):
            return
        if len(rest) >= 3 or fold_vi(rest[1]) not in _COMMON_SECOND:
            yield start + word.start(), start + words[min(len(words), n + 5) - 1].end()
            return


# Two capitalised words that open with a surname and are still no person in this province's letters.
_COMMON_SECOND = words("noi giang tinh nam loc lang binh bang bac minh nghi nghiep hoi tich thuong viet dong")
