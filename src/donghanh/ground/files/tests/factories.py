"""Real files, good and bad, made in code."""

from __future__ import annotations

import io
import zipfile
import zlib

import docx
import xlsxwriter
from PIL import Image


def word(*paragraphs: str, header: str = "") -> bytes:
    document = docx.Document()
    if header:
        document.sections[0].header.paragraphs[0].text = header
    for text in paragraphs or ("Báo cáo kết quả",):
        document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def sheet() -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.add_worksheet("Số liệu").write(0, 0, "Tỷ lệ")
    book.close()
    return out.getvalue()


def repacked(
    source: bytes, *, add: dict[str, bytes] | None = None, edit: dict[str, tuple[bytes, bytes]] | None = None
) -> bytes:
    """Return an office file with parts added, or words in parts exchanged."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if edit and name in edit:
                content = content.replace(*edit[name])
            new.writestr(name, content)
        for name, content in (add or {}).items():
            new.writestr(name, content)
    return out.getvalue()


def open_document(
    kind: str = "text", *, add: dict[str, bytes] | None = None, manifest: str = "", body: str = ""
) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        parts.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        space = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
        parts.writestr("content.xml", f"<office:document-content {space}>{body}</office:document-content>")
        parts.writestr("META-INF/manifest.xml", f"<manifest>{manifest}</manifest>")
        for name, content in (add or {}).items():
            parts.writestr(name, content)
    return out.getvalue()


def pdf(
    *, catalog: str = "", objects: tuple[str, ...] = (), text: str = "Bao cao", trailer: str = "", hidden: str = ""
) -> bytes:
    """Return a one-page PDF; ``hidden`` is packed into a compressed object stream."""
    stream = f"BT /F1 18 Tf 72 750 Td ({text}) Tj ET"
    bodies = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream".encode("latin-1"),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        *(o.encode("latin-1") for o in objects),
    ]
    if hidden:
        packed = zlib.compress(f"90 0 {hidden}".encode())
        head = f"<< /Type /ObjStm /N 1 /First 5 /Filter /FlateDecode /Length {len(packed)} >>\nstream\n".encode()
        bodies.append(head + packed + b"\nendstream")
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = len(out)
    out += f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    return out + f"trailer\n<< /Size {len(places) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{table}\n%%EOF\n".encode()


def pdf_saying(words: str) -> bytes:
    """Return a PDF whose font tells which letters its codes are, so that Vietnamese can be read from it."""
    codes = {letter: number for number, letter in enumerate(dict.fromkeys(words), 1)}
    pairs = "".join(f"<{number:02x}> <{letter.encode('utf-16-be').hex()}>\n" for letter, number in codes.items())
    table = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /A def /CMapType 2 def\n"
        f"1 begincodespacerange <00> <ff> endcodespacerange\n{len(codes)} beginbfchar\n{pairs}endbfchar\nendcmap end end"
    )
    shown = "".join(f"\\{codes[letter]:03o}" for letter in words)
    whole = pdf(text=shown, objects=(f"<< /Length {len(table)} >>\nstream\n{table}\nendstream",))
    plain, named = b"/BaseFont /Helvetica >>", b"/BaseFont /Helvetica /ToUnicode 6 0 R >>"
    return whole.replace(plain, named)  # places in the table shift; readers find objects by their own marks


def picture(kind: str = "JPEG", *, size: tuple[int, int] = (40, 20), exif: Image.Exif | None = None) -> bytes:
    out = io.BytesIO()
    image = Image.new("RGB", size, (30, 60, 120))
    image.save(out, kind, **({"exif": exif} if exif else {}))
    return out.getvalue()
