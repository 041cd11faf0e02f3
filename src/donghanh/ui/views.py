"""The gallery: every component in every state, with real, long Vietnamese; style guide and picture test in one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import django_tables2 as tables
from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from donghanh.kit import dates
from donghanh.ui import assets, charts, lists, shell
from donghanh.ui.forms import DateField, FileField, NumberField
from donghanh.ui.web import rail
from donghanh.ui.web.guard import public

TODAY = date(2026, 11, 22)
BEGUN = date(2023, 6, 15)
SHA = "7f3a1c0be4d95a68213f0c7b9e5d4421aa07b3c86e12f9d05b7740ce3d86c19e"


@dataclass(frozen=True)
class Step:
    """One day of a count, as ``ground.workcal`` gives it."""

    day: date
    counted: int | None
    note: str


STEPS = (
    Step(date(2026, 11, 20), 0, "chuyển đến Sở, ngày đầu không tính"),
    Step(date(2026, 11, 21), None, "nghỉ cuối tuần"),
    Step(date(2026, 11, 22), None, "nghỉ cuối tuần"),
    Step(date(2026, 11, 23), 1, "ngày làm việc"),
    Step(date(2026, 11, 24), None, "Ngày Văn hóa Việt Nam"),
    Step(date(2026, 11, 25), 2, "ngày làm việc"),
)
POINTS = ((2017, 5.58), (2018, 6.02), (2019, 6.65), (2020, 5.96), (2021, 6.71), (2022, 6.42))
CHART = charts.Chart(
    {
        "width": 760,
        "height": 220,
        "data": {"values": [{"Năm": str(year), "Điểm": value} for year, value in POINTS]},
        "encoding": {
            "x": {"field": "Năm", "type": "ordinal", "title": None},
            "y": {"field": "Điểm", "type": "quantitative", "title": None, "scale": {"zero": False, "nice": True}},
        },
        "layer": [
            {"mark": {"type": "line", "point": {"size": 70}, "tooltip": True}},
            {"mark": {"type": "text", "dy": -14}, "encoding": {"text": {"field": "Điểm", "format": ".2f"}}},
        ],
    }
)
ROWS: list[dict[str, Any]] = [
    {
        "place": "B.I.1.a, ý 1",
        "title": "Thông tin quy hoạch, kế hoạch sử dụng đất đầy đủ trên trang của Sở; nối cơ sở dữ liệu địa chính",
        "lead": "Sở Nông nghiệp và Môi trường",
        "due": date(2026, 11, 13),
        "share": 62.5,
        "kind": "late",
        "state": "Quá hạn",
    },
    {
        "place": "B.I.4.a, ý 3",
        "title": "Hỗ trợ doanh nghiệp nhỏ chuyển đổi số: hướng dẫn, nhận hồ sơ, trả kết quả",
        "lead": "Sở Khoa học và Công nghệ",
        "due": None,
        "share": 30,
        "kind": "none",
        "state": "Không hạn",
    },
    {
        "place": "B.I.1.b",
        "title": "Bảng giá đất sát thị trường, rút ngắn thẩm định giá",
        "lead": "Sở Tài chính",
        "due": date(2023, 12, 31),
        "share": 100,
        "kind": "done",
        "state": "Xong đúng hạn",
    },
    {
        "place": "B.II.2.c",
        "title": "Chính sách và dịch vụ hỗ trợ doanh nghiệp trong bảo vệ môi trường",
        "lead": "Uỷ ban nhân dân huyện Hữu Lũng",
        "due": date(2026, 11, 27),
        "share": 1234.5,
        "kind": "soon",
        "state": "Chờ bàn giao",
    },
]


class SampleTable(lists.HouseTable):
    """A list with every kind of column."""

    caption = "Nhiệm vụ nhằm vào chỉ số này"
    place = tables.Column("Chỗ trong Kế hoạch", attrs={"td": {"class": "nowrap"}}, footer="Cộng")
    title = lists.MainColumn("Nhiệm vụ", linkify=lambda: "#bang")
    lead = tables.Column("Chủ trì (hiện nay)")
    due = lists.DateColumn("Hạn", attrs={"th": {"class": "r"}, "td": {"class": "r nowrap"}})
    share = lists.NumberColumn("Tiến độ, %", total=True)
    state = lists.StatusColumn("Tình trạng", kind="kind")


class SampleForm(forms.Form):
    """One field of each kind."""

    number = forms.CharField(label="Số, ký hiệu văn bản", help_text="Như trên văn bản đã ký, ví dụ 412/BC-STC.")
    on = DateField(label="Ngày ban hành", help_text="Viết ngày/tháng/năm.")
    share = NumberField(label="Tỷ lệ hoàn thành, %", low=0, high=100, help_text="Dấu phẩy hay dấu chấm đều đọc được.")
    kind = forms.ChoiceField(
        label="Loại kết quả", choices=[("", "Chọn loại"), ("vb", "Văn bản đã ban hành"), ("sp", "Sản phẩm, hệ thống")]
    )
    way = forms.ChoiceField(
        label="Nơi công khai",
        widget=forms.RadioSelect,
        required=False,
        choices=[("web", "Trang thông tin điện tử của cơ quan"), ("cong", "Cổng của tỉnh")],
    )
    words = forms.CharField(label="Tóm tắt kết quả", widget=forms.Textarea, required=False)
    file = FileField(
        label="Tệp chứng cứ", limit=20 * 1024**2, required=False, help_text="PDF, Word, Excel, ảnh; tối đa 20 MB."
    )
    sure = forms.BooleanField(label="Tôi xác nhận số liệu đã được thủ trưởng cơ quan duyệt")


def _only_on_trial() -> None:
    if not settings.TRIAL:
        raise Http404


def _context(request: HttpRequest) -> dict[str, Any]:
    bad = SampleForm(
        {"number": "412/BC-STC", "on": "31/02/2026", "share": "7.5", "kind": "", "words": "Đã rà soát."}, prefix="loi"
    )
    bad.data = {f"loi-{k}": v for k, v in bad.data.items()}
    table = lists.listed(request, SampleTable(ROWS), per_page=3)
    return {
        "chart": CHART,
        "points": POINTS,
        "today": TODAY,
        "rows": ROWS,
        "steps": STEPS,
        "long_steps": [Step(date(2026, 9, d), d, "ngày làm việc") for d in range(1, 16)],
        "dates": [
            date(2026, 11, 13),
            date(2026, 11, 22),
            date(2026, 11, 25),
            date(2026, 12, 9),
            date(2023, 6, 15),
            None,
        ],
        "at": datetime(2026, 11, 14, 14, 5, tzinfo=dates.ZONE),
        "sha": SHA,
        "page": Paginator(range(1204), 50).get_page(7),
        "table": table,
        "empty_table": SampleTable([]),
        "form": SampleForm(initial={"on": TODAY, "share": 62.5}, prefix="moi"),
        "bad_form": bad,
        "icons": assets.icon_names(),
        "statuses": [
            ("done", "Xong đúng hạn"),
            ("done", "Xong trễ hạn"),
            ("open", "Đang làm, còn hạn"),
            ("soon", "Sắp đến hạn"),
            ("late", "Đang làm, quá hạn"),
            ("none", "Không hạn"),
        ],
    }


@public
def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component in every state; only a trial instance has it."""
    _only_on_trial()
    return render(request, "ui/gallery.html", _context(request))


@public
def frame(request: HttpRequest) -> HttpResponse:
    """Show the signed-in frame with an officer's first screen, on sample words."""
    _only_on_trial()
    menu = [
        rail.Line(shell.MenuItem("Việc của tôi", "ui:frame", "list-check", 1, late=True), 2),
        rail.Line(shell.MenuItem("Các thành phần", "ui:gallery", "components", 2), 0),
        rail.Line(shell.MenuItem("Văn bản A4", "ui:sheet", "file-text", 1, group="Theo dõi"), 0),
    ]
    return render(request, "ui/gallery_frame.html", _context(request) | {"menu": menu})


@public
def sheet(request: HttpRequest) -> HttpResponse:
    """Show a document on A4."""
    _only_on_trial()
    return render(request, "ui/gallery_sheet.html", _context(request))
