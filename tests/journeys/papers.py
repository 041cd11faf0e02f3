"""The papers of the stories: an invented plan as a Word file, a small PDF as evidence, and files nobody should take."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pypdfium2
from PIL import Image

NUMBER = "9901/KH-UBND"  # invented, as is every sentence below
SIGNED = "ngày 02 tháng 6 năm 2023"
FIRST_DUTY = "Lập bộ câu hỏi thường gặp về đăng ký doanh nghiệp và đăng trên trang thông tin của Sở"
SECOND_DUTY = "Rà soát biểu mẫu, bỏ các giấy tờ phải nộp trùng nhau"
OTHER_DUTY = "Lập danh mục vùng trồng cần liên kết với doanh nghiệp chế biến"

PLAN = f"""ỦY BAN NHÂN DÂN
TỈNH LẠNG SƠN
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: {NUMBER}
Lạng Sơn, {SIGNED}
KẾ HOẠCH
Làm cho việc mở doanh nghiệp nhanh hơn (văn bản đặt ra để thử phần mềm)
I. MỤC TIÊU
Phấn đấu Chỉ số “Gia nhập thị trường” năm 2023 đạt 7,20 điểm.
II. NHIỆM VỤ
1. Chỉ số “Gia nhập thị trường”
a) Sở Kế hoạch và Đầu tư
- {FIRST_DUTY}, xong trước ngày 30/6/2023.
- {SECOND_DUTY}; bảo đảm 100% biểu mẫu được rà soát.
b) Sở Nông nghiệp và Phát triển nông thôn
- {OTHER_DUTY}, xong trước ngày 15/7/2023.
2. Chỉ số “Chi phí thời gian”
Thanh tra tỉnh chủ trì, phối hợp với Sở Tài chính gộp các cuộc kiểm tra trùng nhau trong năm.
III. TỔ CHỨC THỰC HIỆN
1. Các sở, ban, ngành báo cáo kết quả về Sở Kế hoạch và Đầu tư trước ngày 20 tháng cuối quý.
2. Đề nghị Hiệp hội Doanh nghiệp tỉnh góp ý cho các biểu mẫu mới.
Nơi nhận:
- Các sở, ban, ngành;
- Lưu: VT.
TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Người Ký Thử
"""


def plan_docx(folder: Path) -> Path:
    """Write the invented plan as a Word file."""
    paper = docx.Document()
    for line in PLAN.splitlines():
        paper.add_paragraph(line)
    path = folder / "ke-hoach-9901.docx"
    paper.save(str(path))
    return path


def evidence_pdf(folder: Path, name: str = "bo-cau-hoi.pdf") -> Path:
    """Write a real PDF of one page."""
    paper = pypdfium2.PdfDocument.new()
    paper.new_page(595, 842)
    path = folder / name
    paper.save(str(path))
    return path


def bad_papers(folder: Path) -> dict[str, Path]:
    """Write the files that people bring by mistake, and some that they bring on purpose."""
    kept = {
        "rong.txt": b"",
        "toan-so-khong.txt": b"\0" * 4096,
        "anh-doi-ten.txt": _png(),
        "chuong-trinh.exe": b"MZ" + b"\x90" * 400,
        "cu.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2048,
        "co-macro.docm": _with_macro(plan_docx(folder)),
        "macro-giau.docx": _with_macro(plan_docx(folder)),
        "cut-ngang.docx": plan_docx(folder).read_bytes()[:4000],
        "dat-mat-khau.pdf": _locked_pdf(),
        "ban-quet.pdf": evidence_pdf(folder, "trang-trang.pdf").read_bytes(),
        "bang-ma-cu.txt": "Sè: 12/KH-UBND\nñy ban nh©n d©n tØnh L¹ng S¬n\nKÕ ho¹ch c¶i thiÖn m«i tr­êng ®Çu t­".encode(),
    }
    for name, content in kept.items():
        (folder / name).write_bytes(content)
    return {name: folder / name for name in kept}


def _png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), (90, 60, 160)).save(out, "PNG")
    return out.getvalue()


def _with_macro(path: Path) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as into:
        for part in source.namelist():
            into.writestr(part, source.read(part))
        into.writestr("word/vbaProject.bin", b"\xd0\xcf\x11\xe0" + b"macro" * 100)
    return out.getvalue()


def _locked_pdf() -> bytes:
    """Return a PDF whose trailer names an encryption that asks for a password."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
        b"<</Filter/Standard/V 1/R 2/Length 40/P -44/O<" + b"ab" * 32 + b">/U<" + b"cd" * 32 + b">>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = len(out)
    out += b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % p for p in places)
    name = b"<" + b"12" * 16 + b">"
    return out + (
        b"trailer<</Size 5/Root 1 0 R/Encrypt 4 0 R/ID[" + name + name + b"]>>\nstartxref\n%d\n%%%%EOF\n" % table
    )
