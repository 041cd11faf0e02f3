"""PDF files: the text layer, line by line; a scan without one is refused."""

from __future__ import annotations

import re

from donghanh.work.plan.engine.errors import Unreadable
from donghanh.work.plan.engine.normalise import Line
from donghanh.work.plan.engine.read.text import refuse_old_fonts


def read_pdf(data: bytes, *, name: str, pages: int) -> list[Line]:
    """Read the text layer of every page."""
    import pypdfium2 as pdfium  # noqa: PLC0415 - heavy, only where needed

    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower() or b"/Encrypt" in data[-4096:]:
            raise Unreadable(
                "file.encrypted", f"Tệp PDF “{name}” được đặt mật khẩu; hãy bỏ mật khẩu rồi nạp lại."
            ) from None
        raise Unreadable("file.broken", f"Tệp PDF “{name}” bị hỏng hoặc bị cắt cụt; hãy xin lại bản đầy đủ.") from None
    try:
        if len(document) > pages:
            raise Unreadable(
                "file.too-long", f"Tệp PDF “{name}” có {len(document)} trang, quá dài; hãy tách thành nhiều tệp."
            )
        lines: list[Line] = []
        for page in document:
            textpage = page.get_textpage()
            lines.extend(_page(textpage.get_text_bounded(), len(lines)))
            textpage.close()
            page.close()
        count = len(document)
    finally:
        document.close()
    text = "\n".join(line.text for line in lines)
    letters = sum(1 for c in text[:100_000] if c.isalpha())
    if letters < 20 * min(count, 3):
        raise Unreadable(
            "file.scan",
            f"Tệp PDF “{name}” chỉ có ảnh chụp, không có lớp chữ; hãy nạp bản điện tử gốc hoặc bản đã nhận dạng chữ.",
        )
    refuse_old_fonts(text[:200_000], name=name)
    return lines


def _page(text: str, before: int) -> list[Line]:
    text = re.sub(r"[\ufffe\uffff\x02]\r?\n?", "", text)
    parts = re.split(r"\r\n|\r|\n", text)
    while parts and not parts[-1].strip():
        parts.pop()
    return [Line(before + i, part) for i, part in enumerate(parts, 1)]
