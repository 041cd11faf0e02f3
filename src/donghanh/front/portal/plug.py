"""What the portal contributes to the shell: its links above every public page, the search in the rail's reach."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import NoReverseMatch, reverse

from donghanh.front.portal import domain
from donghanh.ui import shell

# address -> what somebody would type to find it
_PAGES = {
    "portal:promises": ("Lời hứa và kết quả", "cam kết, nhiệm vụ, tiến độ, quá hạn"),
    "portal:about": ("Giới thiệu", "cổng này là gì, số liệu từ đâu ra"),
    "portal:usage": ("Lượt xem cổng", "tỷ lệ doanh nghiệp truy cập cổng thông tin, thống kê truy cập"),
    "portal:accessibility": ("Tuyên bố trợ năng", "người khuyết tật, bàn phím, trình đọc màn hình"),
    "opendata:interfaces": ("Dữ liệu mở cho máy đọc", "API, CKAN, OpenAPI, DCAT, khóa API"),
    "workcal:calculator": ("Tính hạn", "đếm ngày làm việc, thời hạn giải quyết"),
    "workcal:year": ("Lịch làm việc", "ngày nghỉ, ngày lễ, làm bù"),
    "journal:roots": ("Sổ minh bạch", "kiểm chứng, dấu niêm phong, Merkle"),
}


def _pages(_on: date) -> Iterator[shell.Document]:
    """Yield the doors and the standing pages; one whose room is not installed is left out."""
    for door in domain.doors():
        words = [door["lead"], *(f"{link['title']} {link['said']}" for link in door["links"])]
        url = reverse("portal:door", args=[door["slug"]])
        yield shell.Document(
            "page", f"door:{door['slug']}", door["title"], url, " · ".join(words), door["said"], weight=8
        )
    for name, (title, words_of) in _PAGES.items():
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        yield shell.Document("page", name, title, url, words_of, weight=6)


shell.add(
    shell.PublicLink("Cam kết", "portal:promises", 10),
    shell.PublicLink("Kế hoạch", "plan:plans", 20),
    shell.PublicLink("Sổ minh bạch", "journal:roots", 40),
    shell.Searchable("page", "Trang", _pages, order=70),
    shell.PublicLink("Giới thiệu", "portal:about", 90),
)
