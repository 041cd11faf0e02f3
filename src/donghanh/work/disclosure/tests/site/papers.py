"""Documents of the seeded site: whole ones and broken ones."""

from __future__ import annotations

import io
import zipfile
import zlib

import xlsxwriter


def _pdf(objects: list[bytes], trailer: bytes = b"") -> bytes:
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for place in places:
        out += b"%010d 00000 n \n" % place
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)
    return bytes(out)


def _stream(head: bytes, body: bytes) -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (head, len(body), body)


def text_pdf(words: str, pages: int = 2) -> bytes:
    """A PDF whose words can be searched."""
    kids = b" ".join(b"%d 0 R" % (4 + 2 * n) for n in range(pages))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, pages),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for n in range(pages):
        line = f"{words} trang {n + 1}".encode("ascii", "replace")
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % (5 + 2 * n)
        )
        objects.append(_stream(b"", b"BT /F1 12 Tf 72 770 Td (%s) Tj ET" % line))
    return _pdf(objects)


def scanned_pdf(pages: int = 3, shade: int = 180) -> bytes:
    """A PDF that is only pictures of pages."""
    picture = zlib.compress(bytes([shade]) * (40 * 60))
    kids = b" ".join(b"%d 0 R" % (4 + 2 * n) for n in range(pages))
    head = b"/Type /XObject /Subtype /Image /Width 40 /Height 60 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, pages),
        _stream(head, picture),
    ]
    for n in range(pages):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /XObject << /Im1 3 0 R >> >> >>" % (5 + 2 * n)
        )
        objects.append(_stream(b"", b"q 595 0 0 842 0 0 cm /Im1 Do Q"))
    return _pdf(objects)


def locked_pdf() -> bytes:
    """A PDF that asks for a password nobody knows."""
    lock = b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >> /ID [<00> <00>]" % (
        b"ab" * 32,
        b"cd" * 32,
    )
    return _pdf([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>"], lock)


def sheet(rows: int, word: str) -> bytes:
    """An XLSX workbook."""
    body = io.BytesIO()
    book = xlsxwriter.Workbook(body, {"in_memory": True})
    page = book.add_worksheet()
    for n in range(rows):
        page.write_row(n, 0, [word, n])
    book.close()
    return body.getvalue()


def packed(**parts: bytes) -> bytes:
    """A ZIP archive."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("_", "."), content)
    return body.getvalue()


def bomb() -> bytes:
    """A small archive that unpacks to 30 MB of nothing."""
    return packed(a_csv=b"\0" * 30_000_000)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
RAR = b"Rar!\x1a\x07\x00" + b"\0" * 200
SEVEN = b"7z\xbc\xaf\x27\x1c" + b"\0" * 200
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)
