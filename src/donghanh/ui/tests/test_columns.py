"""What machines take away says the same as the page, with types; an outside reader judges."""

from __future__ import annotations

import io
import json
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from donghanh.ui.columns import export_json, export_parquet

HEAD = ["Tỉnh, “tên”", "Hạng", "Điểm", "Ngày", "Dùng", "Ghi chú"]
ROWS: list[list[Any]] = [
    ["Lạng Sơn", 15, 67.88, date(2023, 4, 11), True, 'dấu " và, phẩy\nxuống dòng'],
    ["Thừa Thiên Huế", None, Decimal("64.5"), None, False, ""],
    ["Đắk Lắk", 63, float("nan"), date(2024, 5, 9), None, None],
]


def test_a_parquet_file_is_read_by_another_reader_with_its_types() -> None:
    answer = export_parquet([HEAD, *ROWS], "xếp hạng")
    assert 'filename="xep-hang.parquet"' in answer["Content-Disposition"]
    table = pq.read_table(io.BytesIO(answer.content))
    assert table.column_names == HEAD
    kinds = [f.type for f in table.schema]
    assert kinds == [pa.string(), pa.int64(), pa.float64(), pa.date32(), pa.bool_(), pa.string()]
    assert table.to_pylist()[0] == dict(zip(HEAD, ROWS[0], strict=True))
    assert table.column("Hạng").to_pylist() == [15, None, 63]
    assert table.column("Điểm").to_pylist() == [67.88, 64.5, None]
    assert table.column("Ghi chú").to_pylist()[1:] == ["", None]


def test_a_list_without_rows_is_still_a_file_with_its_columns() -> None:
    table = pq.read_table(io.BytesIO(export_parquet([HEAD], "rong").content))
    assert (table.column_names, table.num_rows) == (HEAD, 0)
    assert json.loads(export_json([HEAD], "rong").content) == []


def test_json_keeps_numbers_as_numbers_and_an_unknown_one_as_null() -> None:
    told = json.loads(export_json([HEAD, *ROWS], "xep-hang").content)
    assert told[0]["Điểm"] == 67.88
    assert told[1]["Hạng"] is None
    assert told[2]["Điểm"] is None
    assert told[0]["Ngày"] == "2023-04-11"
    assert told[0]["Dùng"] is True
