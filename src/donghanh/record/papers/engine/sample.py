"""A short paper of a kind, to try a template with: nothing in it is real."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from donghanh.record.papers.engine.paper import (
    Annex,
    Column,
    Heading,
    Number,
    Paper,
    Paragraph,
    Signer,
    Source,
    TableBlock,
)

_INVENTED = Source("sample", None, ("ví dụ",), note="số ví dụ")


def sample(kind: str, label: str, *, province: str, day: date) -> Paper:
    """Write a short example of a kind of paper."""
    letter = kind == "cong-van"
    table = TableBlock(
        "Bảng ví dụ",
        (Column("TT", 1, "center", kind="order"), Column("Nội dung", 6), Column("Số lượng", 2, "right", 0)),
        (("1", "Việc đã xong đúng hạn", 12), ("2", "Việc đang làm trong hạn", 5)),
        ("", "Cộng", 17),
        sources=((0, 2, _INVENTED), (1, 2, _INVENTED), (2, 2, _INVENTED)),
    )
    body = (
        Paragraph("Căn cứ Nghị định số 30/2020/NĐ-CP của Chính phủ về công tác văn thư;", kind="basis"),
        Paragraph("Đoạn này cho thấy cách giãn dòng, thụt đầu dòng và căn đều hai bên của thân văn bản theo mẫu."),
        Heading(1, "I.", "Đề mục cấp một"),
        Heading(2, "1.", "Đề mục cấp hai"),
        Paragraph(("Tỷ lệ ví dụ đạt ", Number(Decimal("87.5"), _INVENTED, 1), " %.")),
        table,
    )
    return Paper(
        kind="" if letter else label,
        number="",
        place=province,
        signed_on=day,
        superior=f"Ủy ban nhân dân\ntỉnh {province}",
        issuer="Sở Tài chính",
        title="Văn bản ví dụ để xem thử mẫu",
        subject_line="V/v xem thử mẫu văn bản" if letter else "",
        paragraphs=body,
        recipients=("- Như trên;", "- Lưu: VT."),
        signer=Signer("", "GIÁM ĐỐC", "(Họ và tên)"),
        annexes=() if letter else (Annex("Phụ lục", "Bảng ví dụ", (table,), landscape=True),),
        addressed_to=(f"Ủy ban nhân dân tỉnh {province}",),
        draft=True,
        template=kind,
    )
