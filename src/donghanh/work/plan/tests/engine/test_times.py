"""Ways in which plans of provinces write a time; every sentence here is our own."""

import pytest

from donghanh.work.plan.engine.dates import find_due

YEARLY = "FREQ=YEARLY;BYMONTH={};BYMONTHDAY={}"


def read(text, *, field=False):
    found = find_due(text, year=2023, field=field, written="2023-02-20")
    return [(d.kind, d.date or d.period, d.recurrence) for d in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("gửi trước ngày 05 tháng 6 và 05 tháng 12.", [("before", "2023-06-05", None), ("before", "2023-12-05", None)]),
        (
            "gửi trước ngày 10/6 và trước ngày 10/12 hằng năm",
            [("before", "2023-06-10", YEARLY.format(6, 10)), ("before", "2023-12-10", YEARLY.format(12, 10))],
        ),
        (
            "định kỳ 6 tháng (trước ngày 15/6) và năm (trước ngày 15/12)",
            [
                ("every", None, "FREQ=MONTHLY;INTERVAL=6"),
                ("before", "2023-06-15", YEARLY.format(6, 15)),
                ("every", None, "FREQ=YEARLY"),
                ("before", "2023-12-15", YEARLY.format(12, 15)),
            ],
        ),
        ("trong vòng 15 ngày kể từ ngày ký Kế hoạch này", [("within", "2023-03-07", None)]),
        ("trong thời hạn 10 ngày làm việc kể từ ngày ban hành", [("within", None, None)]),
        ("chậm nhất 17h00 ngày 20/6/2023", [("by", "2023-06-20", None)]),
        ("từ quý I đến quý IV/2023", [("from-to", "2023-Q1/2023-Q4", None)]),
        ("xong trong quý II và quý III/2023", [("within", "2023-06-30", None), ("within", "2023-09-30", None)]),
        ("hoàn thành tháng 6/2023", [("by", "2023-06-30", None)]),
        ("việc này thực hiện thường xuyên.", [("every", None, "FREQ=DAILY")]),
        ("thường xuyên kiểm tra các cơ sở", []),
        ("trước ngày 25 tháng cuối cùng của quý", [("before", None, YEARLY.format("3,6,9,12", 25))]),
    ],
)
def test_times_inside_a_sentence(text, expected):
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Quý I - Quý II/2024", [("from-to", "2024-Q1/2024-Q2", None)]),
        ("Quý II, III/2024", [("within", "2024-06-30", None), ("within", "2024-09-30", None)]),
        ("2025 - 2026", [("from-to", "2025/2026", None)]),
        ("Tháng 3-6/2024", [("from-to", "2024-03/2024-06", None)]),
        ("Giai đoạn 2023-2025", [("from-to", "2023/2025", None)]),
        ("Trong năm", [("within", "2023-12-31", None)]),
        ("Theo kế hoạch", []),
    ],
)
def test_times_in_a_cell(text, expected):
    assert read(text, field=True) == expected
