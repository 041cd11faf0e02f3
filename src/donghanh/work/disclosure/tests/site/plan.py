"""The plan of the seeded site: categories, more than three hundred clean pages, and every planted defect by name."""

from __future__ import annotations

import gzip
import random
from dataclasses import dataclass
from datetime import date, timedelta

from donghanh.kit.dates import show_date
from donghanh.work.disclosure.engine import Expected
from donghanh.work.disclosure.tests.site import papers
from donghanh.work.disclosure.tests.site.server import Answer, Book

NAMES = ("Sở Thử nghiệm A", "Sở TNA")
FORMER = ("Sở Tiền thân Cũ",)
ON = date(2026, 11, 20)
_TEXT = (
    "rà soát danh mục khu đất công bố quyết định hồ sơ năng lực cạnh tranh doanh nghiệp hợp tác xã đầu tư hạ tầng cửa khẩu nông sản "
    "vận tải thủ tục rút ngắn thẩm định phê duyệt kinh phí hướng dẫn biểu mẫu kiểm tra giám sát môi trường nước thải không khí đào tạo"
)
_WORDS = _TEXT.split()


@dataclass(frozen=True)
class Plant:
    """One planted defect: its code, where it must be reported, and for which category."""

    code: str
    path: str
    category: str = ""


def _e(code: str, label: str, fresh: int | None = None, *, machine: bool = False) -> Expected:
    return Expected(code, label, (label,), clicks=3, fresh_days=fresh, machine=machine)


# code -> (what is expected, how many entries it lists, how old the newest is in days)
CATEGORIES: dict[str, tuple[Expected, int, int]] = {
    "quy-hoach": (_e("quy-hoach", "Quy hoạch sử dụng đất", 400), 30, 20),
    "gia-dat": (_e("gia-dat", "Bảng giá đất", 400, machine=True), 26, 15),
    "quy-pham": (_e("quy-pham", "Văn bản quy phạm", 120), 40, 8),
    "thu-tuc": (_e("thu-tuc", "Thủ tục hành chính", 400), 40, 12),
    "ngan-sach": (_e("ngan-sach", "Ngân sách nhà nước", 100, machine=True), 24, 30),
    "ha-tang": (_e("ha-tang", "Dự án hạ tầng", 200), 24, 40),
    "uu-dai": (_e("uu-dai", "Ưu đãi đầu tư", 400), 18, 50),
    "ho-tro": (_e("ho-tro", "Chính sách hỗ trợ doanh nghiệp", 200), 24, 9),
    "thanh-tra": (_e("thanh-tra", "Kế hoạch thanh tra", 370), 24, 100),
    "khong-khi": (_e("khong-khi", "Chất lượng không khí", 7, machine=True), 20, 2),
    # stale
    "moi-truong": (_e("moi-truong", "Thống kê môi trường", 100, machine=True), 12, 300),
    "dau-thau": (_e("dau-thau", "Kế hoạch đấu thầu", 60), 12, 200),
    "lich-lam-viec": (_e("lich-lam-viec", "Chương trình công tác năm", 370), 8, 700),
    # figures without a file that a machine reads
    "thong-ke": (_e("thong-ke", "Số liệu thống kê", 400, machine=True), 10, 30),
    "xang-dau": (_e("xang-dau", "Số liệu công nghiệp", 400, machine=True), 10, 30),
    # empty
    "hop-tac": (_e("hop-tac", "Hợp tác công tư"), 0, 0),
    "ket-luan": (_e("ket-luan", "Kết luận kiểm toán"), 0, 0),
    # too deep
    "phi-le-phi": (_e("phi-le-phi", "Phí và lệ phí"), 6, 30),
    "hoi-dap": (_e("hoi-dap", "Hỏi đáp pháp luật"), 6, 30),
}
ABSENT = (_e("vang-mot", "Danh mục doanh nghiệp xanh"), _e("vang-hai", "Biên bản đối thoại doanh nghiệp"))
DEAD = (_e("hong-mot", "Công bố hợp quy"), _e("hong-hai", "Báo cáo tài chính doanh nghiệp nhà nước"))
SHUT = (_e("cam-doc", "Danh bạ cán bộ đầu mối"),)
UNDATED_LANDING = (_e("khong-ngay", "Chức năng nhiệm vụ"),)
_DEEP = ("phi-le-phi", "hoi-dap")
_HEAD = '<header><a href="/">{name}</a><nav>{nav}</nav></header>'
_FOOT = "<footer><p>{name}, phường Thử nghiệm. Điện thoại 0205 000 000</p></footer>"


def expected() -> tuple[Expected, ...]:
    """Every category that the audit asks for."""
    return tuple(e for e, _, _ in CATEGORIES.values()) + ABSENT + DEAD + SHUT + UNDATED_LANDING


def page(title: str, body: str, *, lang: str = ' lang="vi"', name: str = NAMES[0], head: str = "") -> Answer:
    """One whole page in the site's frame."""
    nav = "".join(f'<a href="/{c}/">{e.label}</a>' for c, (e, _, _) in CATEGORIES.items() if c not in _DEEP)
    top = _HEAD.format(name=name, nav=nav) if name else ""
    foot = _FOOT.format(name=name) if name else ""
    shown = f"<title>{title}</title>" if title else ""
    return Answer(
        f'<!doctype html><html{lang}><head><meta charset="utf-8">{shown}{head}</head><body>{top}<main>{body}</main>{foot}</body></html>'.encode()
    )


class _Builder:
    def __init__(self, *, changed: bool) -> None:
        self.dice = random.Random(6)
        self.book: Book = {}
        self.changed = changed
        self.plants: list[Plant] = []

    def plant(self, code: str, path: str, category: str = "") -> None:
        self.plants.append(Plant(code, path, category))

    def words(self, n: int = 40) -> str:
        return " ".join(self.dice.choice(_WORDS) for _ in range(n))

    def entry(self, path: str, title: str, day: date | None, extra: str = "", **how: str) -> None:
        stamp = f'<p>Ngày đăng: <time datetime="{day.isoformat()}">{show_date(day)}</time></p>' if day else ""
        self.book[path] = page(title, f"<h1>{title}</h1>{stamp}<h2>Nội dung</h2><p>{self.words()}.</p>{extra}", **how)


def build(*, changed: bool = False) -> tuple[Book, list[Plant]]:
    """Make the site as it is first, or as it is at the second audit, with what is wrong with it then."""
    from donghanh.work.disclosure.tests.site.plants import plant_everything

    b = _Builder(changed=changed)
    for code, (wanted, count, age) in CATEGORIES.items():
        lines = []
        for n in range(count):
            path, day = f"/{code}/bai-{n + 1}", ON - timedelta(days=age + 9 * n)
            title = f"{wanted.label}: {b.words(5)}"
            files = _files(b, code, n, wanted)
            b.entry(path, title, day, files)
            lines.append(f'<li><a href="{path}">{title}</a> <span>{show_date(day)}</span></li>')
        more = f"<ul>{''.join(lines)}</ul>" if lines else "<p>Đang cập nhật.</p>"
        b.book[f"/{code}/"] = page(wanted.label, f"<h1>{wanted.label}</h1>{more}")
    plant_everything(b)
    b.book["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /danh-ba/\nDisallow: /*.bak$\n", "text/plain")
    return b.book, b.plants


def _files(b: _Builder, code: str, n: int, wanted: Expected) -> str:
    if code in ("thong-ke", "xang-dau", "lich-lam-viec"):
        return ""
    if n % 8 == 0:
        name = f"/tep/{code}-{n + 1}.pdf"
        b.book[name] = Answer(papers.text_pdf(f"{code} van ban so {n + 1}"), "application/pdf")
        return f'<p><a href="{name}">Toàn văn {wanted.label} {n + 1}</a></p>'
    if wanted.machine and n % 4 == 1:
        name = f"/tep/{code}-{n + 1}.csv"
        b.book[name] = Answer("mã,giá trị\n".encode() + b"a,1\nb,2\n" * (n + 2), "text/csv")
        return f'<p><a href="{name}">Số liệu {n + 1} (CSV)</a></p>'
    if wanted.machine and n % 4 == 2:
        name = f"/tep/{code}-{n + 1}.xlsx"
        b.book[name] = Answer(
            papers.sheet(n + 2, code), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        )
        return f'<p><a href="{name}">Bảng {n + 1} (XLSX)</a></p>'
    return ""


def planted() -> list[Plant]:
    """What is wrong at the second audit."""
    return build(changed=True)[1]


def bomb_page() -> Answer:
    """A page that unpacks to far more than it weighs."""
    return Answer(gzip.compress(b" " * 20_000_000, 9), headers={"Content-Encoding": "gzip"})
