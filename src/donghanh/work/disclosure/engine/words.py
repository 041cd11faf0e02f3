"""Every code of the auditor with its weight and its Vietnamese sentence; ``{…}`` is filled from the evidence."""

# ruff: noqa: E501 - a sentence is read whole on one line

from __future__ import annotations

from donghanh.work.disclosure.engine.model import Severity

_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO

CODES: dict[str, tuple[Severity, str, str]] = {
    "unreachable": (_E, "Không vào được trang", "Không vào được trang: {why}; hãy kiểm tra máy chủ và tên miền."),
    "address-refused": (_E, "Địa chỉ không được kiểm tra", "Địa chỉ trỏ về máy nội bộ ({why}) nên không kiểm tra; hãy ghi địa chỉ công khai."),
    "no-https": (_W, "Chưa có https", "Trang chưa dùng https nên người đọc không chắc đang đọc đúng trang của cơ quan; hãy cài chứng thư."),
    "mixed-content": (_W, "Lẫn nội dung không mã hóa", "Trang https nhưng tải hoặc gửi qua http: {what}."),
    "robots-forbid": (_W, "Chặn máy tìm kiếm", "robots.txt cấm đọc mục này nên máy tìm kiếm không dẫn người dân đến được; hãy mở mục phải công khai."),
    "robots-unreachable": (_W, "Không đọc được robots.txt", "Máy chủ lỗi khi trả robots.txt nên phải coi là cấm đọc cả trang; hãy sửa tệp này."),
    "agency-missing": (_E, "Không ghi tên cơ quan", "Trang không ghi tên cơ quan chịu trách nhiệm ({agency}); hãy ghi ở đầu hoặc chân trang."),
    "agency-former": (_W, "Ghi tên cơ quan cũ", "Trang còn ghi “{former}”, không có tên hiện nay ({agency}); hãy đổi tên."),
    "not-found": (_E, "Không tìm thấy mục", "Không tìm thấy mục “{category}” bằng cách bấm từ trang chủ; hãy đặt đường dẫn rõ tên mục."),
    "too-deep": (_W, "Phải bấm quá nhiều lần", "Phải bấm {clicks} lần mới tới mục “{category}”, quá mức {most}; hãy đưa đường dẫn lên gần trang chủ."),
    "category-dead": (_E, "Mục không mở được", "Mục “{category}” có đường dẫn nhưng không mở được ({why})."),
    "category-empty": (_E, "Mục trống", "Mục “{category}” mở được nhưng không có nội dung nào; hãy đăng nội dung hoặc ghi rõ là chưa có."),
    "undated": (_W, "Không ghi ngày", "Trang không ghi ngày đăng hay ngày ban hành nên không biết còn hiệu lực không."),
    "date-future": (_W, "Ngày ở tương lai", "Ngày ghi trên trang ({day}) ở sau ngày kiểm tra."),
    "stale": (_E, "Đã quá hạn cập nhật", "Mục “{category}” mới nhất là ngày {day}, đã {age} ngày, quá nhịp {most} ngày."),
    "link-dead": (_E, "Liên kết hỏng", "Liên kết “{link}” không mở được ({why})."),
    "soft-dead": (_E, "Trang báo không có nội dung", "Địa chỉ trả lời như bình thường nhưng trang nói không tìm thấy nội dung; hãy sửa liên kết hoặc trả mã 404."),
    "redirect-loop": (_E, "Chuyển hướng vòng quanh", "Liên kết “{link}” chuyển hướng vòng quanh hoặc quá nhiều lần."),
    "redirect-private": (_E, "Chuyển hướng vào máy nội bộ", "Liên kết “{link}” chuyển hướng vào máy nội bộ; người ngoài không mở được, đã không đi theo."),
    "scan-only": (_W, "Chỉ có bản quét", "Tệp PDF chỉ là ảnh quét ({pages} trang), không tìm, không chép được chữ; hãy đăng bản có chữ."),
    "pdf-locked": (_W, "Tệp bị khóa", "Tệp PDF đặt mật khẩu hoặc hạn chế quyền nên người dân không đọc được."),
    "file-broken": (_E, "Tệp hỏng", "Tệp “{name}” hỏng hoặc rỗng, không mở được."),
    "wrong-type": (_W, "Tệp không đúng loại", "Tệp tên là {named} nhưng nội dung là {real}; nhiều máy sẽ không mở được."),
    "old-format": (_I, "Định dạng cũ", "Tệp dùng định dạng cũ ({named}); nên đăng thêm docx, xlsx hoặc odf."),
    "closed-format": (_W, "Định dạng không mở được", "Tệp dùng định dạng {named}, người dân phải có phần mềm riêng; hãy đăng tệp thường hoặc zip."),
    "bomb": (_W, "Tệp nén bất thường", "Nội dung nén bung ra lớn bất thường nên đã không mở; hãy kiểm tra tệp này."),
    "too-large": (_W, "Quá nặng", "Nội dung nặng hơn {limit} MB, người dùng mạng yếu không tải được; đã không đọc hết."),
    "not-machine-readable": (_W, "Máy không đọc được", "Mục “{category}” là số liệu nhưng không có tệp nào máy đọc được (CSV, XLSX, ODS, JSON)."),
    "replaced-silently": (_E, "Thay nội dung không báo", "Nội dung đã khác lần kiểm tra {before} nhưng trang không ghi ngày sửa; hãy ghi ngày và lý do thay."),
    "removed": (_E, "Đã gỡ", "Nội dung có ở lần kiểm tra {before} nay không mở được ({why}); hãy đăng lại hoặc dẫn đến bản thay thế."),
    "encoding-wrong": (_W, "Sai bảng mã", "Chữ trên trang bị sai bảng mã: {why}; dấu tiếng Việt sẽ hiện sai."),
    "lang-missing": (_W, "Không khai ngôn ngữ", "Trang không khai ngôn ngữ (lang) nên máy đọc màn hình đọc sai tiếng."),
    "title-missing": (_W, "Không có tên trang", "Trang không có tên (title) nên không phân biệt được khi tìm kiếm, khi mở nhiều trang."),
    "alt-missing": (_W, "Ảnh không có lời mô tả", "{n} ảnh không có lời mô tả (alt): {what}."),
    "label-missing": (_W, "Ô nhập không có nhãn", "{n} ô nhập không có nhãn: {what}."),
    "heading-order": (_W, "Đề mục nhảy bậc", "Đề mục nhảy từ bậc {a} xuống bậc {b}, người dùng máy đọc màn hình bị lạc."),
    "link-empty": (_W, "Liên kết không có chữ", "{n} liên kết không có chữ nào: {what}."),
    "crawler-trap": (_I, "Vòng lặp địa chỉ", "Các địa chỉ dạng “{shape}” sinh ra không dứt mà không có gì mới; đã dừng đọc nhánh này."),
    "stopped": (_I, "Chưa đọc hết", "Đã dừng vì đạt giới hạn ({why}) sau {pages} trang; phần còn lại chưa được kiểm tra."),
}  # fmt: skip

WHY = {
    "dns": "không có tên miền này", "connect": "máy chủ không trả lời", "timeout": "chờ quá lâu", "tls": "chứng thư hỏng",
    "redirect-loop": "chuyển hướng vòng quanh", "redirect-private": "chuyển hướng vào máy nội bộ",
    "redirect-outside": "chuyển sang trang khác", "redirect-broken": "chuyển hướng tới địa chỉ hỏng",
    "redirect-forbidden": "chuyển hướng vào mục bị cấm đọc", "too-large": "quá nặng", "bomb": "nén bất thường",
    "bad-encoding": "kiểu nén lạ", "address-refused": "địa chỉ nội bộ", "address": "địa chỉ viết sai",
    "pages": "số trang", "bytes": "dung lượng", "time": "thời gian", "robots": "robots.txt cấm đọc",
}  # fmt: skip


def label(code: str) -> str:
    """Return a code's short name; a code no longer known is shown as it is."""
    return CODES[code][1] if code in CODES else code
