"""A CSV file before it is read: its bytes, its alphabet, its delimiter; refused with one sentence where it has none."""

# ruff: noqa: E501 - a sentence, and a query, is read whole on one line

from __future__ import annotations

import codecs
import csv
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from donghanh.kit.errors import Invalid

CHUNK = 1 << 22
DELIMITERS = ",;\t|"
LONGEST_LINE = 4_000_000
csv.field_size_limit(1_000_000)


@dataclass(frozen=True)
class Text:
    """A CSV file that can be read: a UTF-8 copy where it came otherwise, and what its bytes say.

    ``plain`` says that a column reader meets no surprise in it: no blank line, no lone carriage return.
    """

    path: Path
    encoding: str
    delimiter: str
    plain: bool
    skip: int = 0


def refuse(code: str, message: str) -> Invalid:
    """Build a refusal of a whole file."""
    return Invalid(f"registers.{code}", message)


def open_text(path: Path, aside: Path, score: Callable[[list[str]], int]) -> Text:
    """Look through a CSV file once; ``score`` says how many of the schema's columns a head line names."""
    with path.open("rb") as file:
        head = file.read(4)
    if not head:
        raise refuse("empty", "Tệp không có dòng nào; hãy kiểm tra lại tệp.")
    encoding = "utf-8"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        path, encoding = _to_utf8(path, aside), "utf-16"
    skip = 3 if head.startswith(codecs.BOM_UTF8) else 0
    plain = _look_through(path)
    line = _first_line(path, skip)
    return Text(path, encoding, _delimiter(line, score), plain, skip)


def _to_utf8(path: Path, aside: Path) -> Path:
    copy = Path(tempfile.mkstemp(dir=aside, suffix=".csv")[1])
    try:
        with path.open(encoding="utf-16", newline="") as source, copy.open("w", encoding="utf-8", newline="") as out:
            while chunk := source.read(CHUNK):
                out.write(chunk)
    except UnicodeError as why:
        raise refuse("encoding", "Tệp UTF-16 bị hỏng giữa chừng; hãy lưu lại dạng CSV UTF-8.") from why
    return copy


def _look_through(path: Path) -> bool:
    """Refuse a file that is not UTF-8 from end to end; say whether it is free of surprises."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    plain, lines, last = True, 1, b"\n"
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            if b"\x00" in chunk:
                raise refuse("binary", "Tệp có ký tự rỗng (NUL), không phải CSV; hãy lưu lại dạng CSV UTF-8.")
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as why:
                raise _not_utf8(path, lines + chunk[: max(why.start, 0)].count(b"\n")) from None
            joined = last + chunk
            if plain and (
                b"\n\n" in joined
                or b"\n\r" in joined
                or joined.count(b"\r") != joined.count(b"\r\n") + joined.endswith(b"\r")
            ):
                plain = False
            lines += chunk.count(b"\n")
            last = chunk[-1:]
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise _not_utf8(path, lines) from None
    return plain and last != b"\r"


def _not_utf8(path: Path, line: int) -> Invalid:
    """Tell one old alphabet from several mixed: only a file of one kind can be converted as a whole."""
    utf8 = legacy = 0
    with path.open("rb") as file:
        for number, raw in enumerate(file):
            if number > 200_000 or (utf8 and legacy):
                break
            if raw.isascii():
                continue
            try:
                raw.decode("utf-8-sig")
                utf8 += 1
            except UnicodeDecodeError:
                legacy += 1
    if utf8:
        return refuse(
            "encoding-mixed",
            f"Tệp trộn nhiều bảng mã: dòng {line} không phải UTF-8 trong khi các dòng khác là UTF-8; "
            "hãy mở tệp gốc, sửa dòng đó rồi lưu lại dạng CSV UTF-8.",
        )
    return refuse(
        "encoding",
        f"Tệp không phải UTF-8 (từ dòng {line}; có thể là TCVN3, VNI hoặc Windows-1258); hãy mở bằng bảng tính và lưu "
        "lại dạng “CSV UTF-8”, hoặc gửi tệp XLSX.",
    )


def _first_line(path: Path, skip: int) -> str:
    with path.open("rb") as file:
        file.seek(skip)
        line = file.readline(LONGEST_LINE)
    if len(line) >= LONGEST_LINE:
        raise refuse("wide", "Dòng đầu dài bất thường nên không phải bảng dữ liệu; hãy kiểm tra lại tệp.")
    return line.decode("utf-8", "replace").rstrip("\r\n")


def _delimiter(line: str, score: Callable[[list[str]], int]) -> str:
    """Choose the mark under which the head names most columns; then the one that occurs most."""
    if line.lower().startswith("sep=") and len(line) == 5:
        raise refuse("sep-line", "Dòng đầu là “sep=”; hãy bỏ dòng đó để dòng tên cột đứng đầu tệp.")

    def worth(mark: str) -> tuple[int, int]:
        cells = next(csv.reader([line], delimiter=mark), [])
        return score(cells), len(cells)

    return max(DELIMITERS, key=worth)


def rows(text: Text) -> Iterator[list[str]]:
    """Read every line as the standard library does; a broken quote is a refusal, not a guess."""
    with text.path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, delimiter=text.delimiter, strict=True)
        try:
            yield from reader
        except csv.Error as why:
            raise refuse(
                "quotes",
                f"Dòng {reader.line_num} của tệp CSV có dấu ngoặc kép đặt sai hoặc ô quá dài; hãy lưu lại tệp từ bảng tính.",
            ) from why
