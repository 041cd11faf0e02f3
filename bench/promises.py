"""Every promise of docs/budgets.md in the order of its table; rooms keep theirs beside their own measurements."""

from __future__ import annotations

from typing import Any

from bench.disclosure import PROMISES as DISCLOSURE
from bench.indices import PROMISES as INDICES
from bench.opendata import PROMISES as OPENDATA
from bench.papers import BUDGETS as PAPERS
from bench.petitions import PROMISES as PETITIONS
from bench.registers import BUDGETS as REGISTERS
from bench.reporting import PROMISES as REPORTING
from bench.search import PROMISES as SEARCH

# name -> (what is promised, how the figure is written, is it kept)
BUDGETS: dict[str, tuple[str, Any]] = {
    "compile.plan_124": ("Kế hoạch 124: dưới 0,5 s CPU, một nhân", lambda v: v < 0.5),
    "compile.long": ("Văn bản 3.300 dòng: dưới 3 s CPU, một nhân", lambda v: v < 3),
    "compile.linear": ("CPU mỗi dòng, 3.300 so với 825 dòng: không quá 1,5 lần", lambda v: v <= 1.5),
    "lists.most": ("Truy vấn nhiều nhất của một danh sách, 10.000 việc: dưới 15", lambda v: v < 15),
    "lists.growth": ("Truy vấn thêm khi số việc lên 10.000: 0", lambda v: v <= 0),
    "public.ratio": ("Trang công khai chậm nhất so với trang Django trần: từ 0,70", lambda v: v >= 0.7),
    "public.rate": ("Trang công khai chậm nhất, hai nhân: từ 200 lượt mỗi giây", lambda v: v >= 200),
    "public.p95": ("… p95 của trang chậm nhất: không quá 300 ms", lambda v: v <= 300),
    "public.first_view": (
        "Lần xem đầu trang đầu, mọi tệp: không quá 200.000 byte",
        lambda v: v <= 200_000,
    ),
    "start.nothing": ("`make run` từ máy trống: dưới 180 s", lambda v: v < 180),
    "start.second": ("Mở lại lần hai: dưới 5 s", lambda v: v < 5),
}

BUDGETS |= INDICES | PAPERS | REGISTERS | REPORTING | OPENDATA | SEARCH | DISCLOSURE | PETITIONS
