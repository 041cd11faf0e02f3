"""An agency works on its register and publishes it; nobody else does, and nothing personal leaves."""

from __future__ import annotations

import hashlib
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from donghanh.kit.errors import Invalid, NotAllowed, NotNow
from donghanh.record.journal.models import Entry
from donghanh.record.registers import api, queries, services
from donghanh.record.registers.engine import schema as schemas
from donghanh.record.registers.models import Draft, Register, Upload
from donghanh.record.registers.tests import factories
from donghanh.record.registers.tests.factories import HEAD, NOW, ROWS, published, sheet

pytestmark = pytest.mark.django_db
NEW = {"ma": "QD-004", "ten": "Khu mới", "loai": "Giao", "dien_tich": "1.234,5", "ngay": "01/6/2026", "xa": "06184"}


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path, agency_a: Any) -> None:
    settings.FILES_ROOT = tmp_path / "files"


def again(register: Register) -> Register:
    return Register.objects.with_context().get(pk=register.pk)


def test_what_is_published_is_the_csv_file_that_was_hashed(tmp_path: Path) -> None:
    register = published(tmp_path)
    version = api.current("dat-thu")
    assert version is not None
    path = api.export("dat-thu", "csv")
    assert hashlib.sha256(path.read_bytes()).hexdigest() == version.sha256
    assert (version.number, version.rows, version.added) == (1, 3, 3)
    entry = Entry.objects.get(kind="registers.register_published")
    assert entry.public
    assert entry.payload["sha256"] == version.sha256
    assert entry.about_key == register.key


def test_one_row_is_written_by_its_agency_and_published_as_the_next_version(tmp_path: Path, an: Any) -> None:
    register = published(tmp_path)
    key, _ = services.save_row(register, values=NEW, by=an, at=NOW)
    assert key == "QD-004"
    services.remove_row(register, key="QD-003", by=an, at=NOW)
    services.save_row(register, key="QD-001", values={**NEW, "ma": "QD-001", "ten": "Tên khác"}, by=an, at=NOW)
    version = services.publish(again(register), by=an, at=NOW + timedelta(days=1))
    assert (version.number, version.rows, version.added, version.changed, version.removed) == (2, 3, 1, 1, 1)
    assert not Draft.objects.exists()
    rows = {r["ma"]: r for r in api.stream("dat-thu")}
    assert rows["QD-004"]["dien_tich"] == 1234.5
    assert rows["QD-001"]["ten"] == "Tên khác"
    assert "QD-003" not in rows
    old = api.as_of("dat-thu", NOW + timedelta(hours=1))
    assert old is not None
    assert {r["ma"] for r in api.stream("dat-thu", version=old.key)} == {"QD-001", "QD-002", "QD-003"}


def test_another_agency_changes_nothing(tmp_path: Path, binh: Any, giang: Any) -> None:
    register = published(tmp_path)
    for person in (binh, giang):
        with pytest.raises(NotAllowed):
            services.save_row(register, values=NEW, by=person, at=NOW)
        with pytest.raises(NotAllowed):
            services.receive_upload(register, file=sheet(*ROWS), name="bang.csv", by=person, at=NOW)
        with pytest.raises(NotAllowed):
            services.publish(register, by=person, at=NOW)
    assert not Draft.objects.exists()


def test_an_unpublished_register_does_not_exist_for_another_agency(binh: Any, an: Any, giang: Any) -> None:
    register = factories.opened()
    on = NOW.date()
    assert register in Register.objects.visible_to(an, on=on)
    assert register in Register.objects.visible_to(giang, on=on)
    assert register not in Register.objects.visible_to(binh, on=on)
    with pytest.raises(NotAllowed) as refused:
        services.save_row(register, values=NEW, by=binh, at=NOW)
    assert refused.value.status == 404


def test_a_wrong_row_names_each_cell_to_mend(tmp_path: Path, an: Any) -> None:
    register = published(tmp_path)
    wrong = {**NEW, "ma": "X", "ten": " ", "dien_tich": "-1", "ngay": "31/02/2026", "xa": "Hà Nội", "kinh_do": "106.7"}
    with pytest.raises(Invalid) as refused:
        services.save_row(register, values=wrong, by=an, at=NOW)
    assert set(refused.value.fields) == {"ma", "ten", "dien_tich", "ngay", "xa"}
    with pytest.raises(Invalid, match="Đã có dòng khác"):
        services.save_row(register, values={**NEW, "ma": "QD-001"}, by=an, at=NOW)


def test_a_sheet_changes_nothing_until_it_is_taken_in(tmp_path: Path, an: Any) -> None:
    register = published(tmp_path)
    edited = [ROWS[0].replace("12.5", "13"), ROWS[2], "QD-009,Khu chín,Giao,1,,,,,,"]
    sent = services.receive_upload(register, file=sheet(*edited), name="bang.csv", by=an, at=NOW)
    assert (sent.added, sent.changed, sent.removed) == (1, 1, 1)
    assert not Draft.objects.exists()
    services.take_upload(sent, by=an, at=NOW)
    version = services.publish(again(register), by=an, at=NOW)
    assert {r["ma"]: r["dien_tich"] for r in api.stream("dat-thu")} == {"QD-001": 13, "QD-003": 40, "QD-009": 1}
    assert (version.added, version.changed, version.removed) == (1, 1, 1)
    with pytest.raises(NotNow, match="đã được nạp rồi"):
        services.take_upload(sent, by=an, at=NOW)


def test_a_wrong_sheet_says_where_and_is_not_taken_in(tmp_path: Path, an: Any) -> None:
    register = published(tmp_path)
    sent = services.receive_upload(
        register, file=sheet(ROWS[0], ROWS[0], "QD-7,,Khác,x,,,,,,"), name="bang.csv", by=an, at=NOW
    )
    codes = {(f["row"], f["column"], f["code"]) for f in sent.report["findings"]}
    assert codes == {
        (3, "ma", "key-duplicate"),
        (4, "ma", "pattern"),
        (4, "ten", "required"),
        (4, "loai", "enum"),
        (4, "dien_tich", "type"),
    }
    with pytest.raises(NotNow, match="còn lỗi"):
        services.take_upload(sent, by=an, at=NOW)


def test_a_sheet_compared_with_an_older_draft_is_not_taken_in(tmp_path: Path, an: Any, ha: Any) -> None:
    register = published(tmp_path)
    sent = services.receive_upload(register, file=sheet(*ROWS[:2]), name="bang.csv", by=an, at=NOW)
    services.save_row(register, values=NEW, by=ha, at=NOW + timedelta(minutes=1))
    with pytest.raises(NotNow, match="người khác sửa"):
        services.take_upload(sent, by=an, at=NOW + timedelta(minutes=2))


def test_personal_cells_stay_and_survive_a_round_trip_without_them(tmp_path: Path, an: Any) -> None:
    register = published(tmp_path)
    values = {**NEW, "nguoi": "Hoàng Thị Bí Mật"}
    services.save_row(register, values=values, by=an, at=NOW)
    version = services.publish(again(register), by=an, at=NOW)
    for kind in api.EXPORTS:
        assert "Bí Mật".encode() not in api.export("dat-thu", kind).read_bytes()
    assert all("nguoi" not in r for r in api.stream("dat-thu"))
    assert "nguoi" not in {f["name"] for f in api.schema("dat-thu")["fields"]}
    assert api.rows("dat-thu", words="bi mat").total == 0
    assert api.rows("dat-thu", filters={"nguoi": "Hoàng Thị Bí Mật"}).total == 0
    assert "Bí Mật" not in str(Entry.objects.get(kind="registers.register_published", payload__version=2).payload)
    # The public file comes back without the column; the cell is still there.
    public = api.export("dat-thu", "csv").read_bytes()
    sent = services.receive_upload(
        again(register), file=sheet(head=public.decode("utf-8-sig").strip()), name="bang.csv", by=an, at=NOW
    )
    assert (sent.added, sent.changed, sent.removed) == (0, 0, 0), sent.report
    services.take_upload(sent, by=an, at=NOW)
    source = queries.draft_source(again(register))
    assert source is not None
    held = queries.row(source, again(register).schema, "QD-004")
    assert held is not None
    assert held["nguoi"] == "Hoàng Thị Bí Mật"
    assert version.has_personal


def test_two_who_publish_at_once_do_not_overwrite_each_other(tmp_path: Path, an: Any) -> None:
    register = published(tmp_path)
    stale = again(register)
    services.save_row(register, values=NEW, by=an, at=NOW)
    services.publish(again(register), by=an, at=NOW)
    services.save_row(again(register), values={**NEW, "ma": "QD-005"}, by=an, at=NOW)
    with pytest.raises(NotNow):
        services.publish(stale, by=an, at=NOW)
    assert again(register).versions.count() == 2


def test_publishing_the_same_rows_again_is_refused(tmp_path: Path, an: Any) -> None:
    plain = [f for f in factories.descriptor()["fields"] if f["name"] != "nguoi"]
    register = published(tmp_path, register=factories.opened(fields=plain))
    services.save_row(register, key="QD-002", values=_texts(ROWS[1]), by=an, at=NOW)
    with pytest.raises(NotNow, match="giống hệt"):
        services.publish(again(register), by=an, at=NOW)


def _texts(row: str) -> dict[str, str]:
    found = dict(zip(HEAD.split(","), row.split(","), strict=True))
    return {k: v.replace(".", ",") if k in ("dien_tich", "kinh_do", "vi_do") else v for k, v in found.items()}


def test_a_new_schema_is_looked_at_before_it_is_decided(tmp_path: Path, chi: Any, an: Any) -> None:
    register = published(tmp_path)
    fields = factories.descriptor()["fields"]
    fields = [f for f in fields if f["name"] != "gia"]
    fields.append({"name": "phap_ly", "type": "string", "title": "Pháp lý", "constraints": {"required": True}})
    fields[3] = {**fields[3], "constraints": {"maximum": 20}}
    wanted = schemas.parse(factories.descriptor(fields=fields))
    seen = services.preview_schema(register, wanted)
    assert {(c.name, c.kind) for c in seen.changes} == {
        ("phap_ly", "added"),
        ("gia", "removed"),
        ("dien_tich", "constraint"),
    }
    assert (seen.rows, seen.failing) == (3, 3)
    assert any(f.column == "dien_tich" and f.code == "maximum" for f in seen.findings)
    with pytest.raises(NotAllowed):
        services.change_schema(register, wanted, by=an, at=NOW)
    register = services.change_schema(register, wanted, by=chi, at=NOW)
    assert api.schema("dat-thu")["fields"][4]["name"] == "gia"  # the published version keeps the schema it had
    services.save_row(
        register, key="QD-001", values={**NEW, "ma": "QD-001", "dien_tich": "5", "phap_ly": "QĐ 1"}, by=an, at=NOW
    )
    with pytest.raises(Invalid, match="Còn 3 lỗi"):
        services.publish(again(register), by=an, at=NOW)
    rows = ["QD-001,Một,Giao,1,,,,,,QĐ 1", "QD-002,Hai,Giao,2,,,,,,QĐ 2"]
    head = "ma,ten,loai,dien_tich,ngay,xa,dung,kinh_do,vi_do,phap_ly"
    sent = services.receive_upload(again(register), file=sheet(*rows, head=head), name="b.csv", by=an, at=NOW)
    assert sent.clean_sheet, sent.report
    services.take_upload(sent, by=an, at=NOW)
    version = services.publish(again(register), by=an, at=NOW)
    assert (version.number, version.schema_edition.number, version.rows) == (2, 2, 2)


def test_a_long_series_of_single_changes_is_written_out_and_reads_the_same(
    tmp_path: Path, an: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("donghanh.record.registers.services.drafting.MOST_OVERLAID", 3)
    register = published(tmp_path)
    for n in range(10, 18):
        services.save_row(register, values={**NEW, "ma": f"QD-0{n}"}, by=an, at=NOW + timedelta(minutes=n))
    version = services.publish(again(register), by=an, at=NOW)
    assert (version.rows, version.added) == (11, 8)


def test_schemas_that_come_with_the_house_are_opened_once(agency_a: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    schema = factories.small_schema()
    monkeypatch.setattr("donghanh.record.registers.domain.shipped", lambda: {schema.name: schema})
    assert services.import_reference(at=NOW) == 1
    assert services.import_reference(at=NOW) == 0
    assert Register.objects.get().schema.name == "dat-thu"
    assert not Upload.objects.exists()


def test_working_files_that_nothing_names_are_swept_and_published_ones_never(tmp_path: Path, an: Any) -> None:
    register = published(tmp_path)
    taken = services.receive_upload(register, file=sheet(*ROWS[:2]), name="a.csv", by=an, at=NOW)
    services.take_upload(taken, by=an, at=NOW)
    left = services.receive_upload(again(register), file=sheet(*ROWS), name="b.csv", by=an, at=NOW)
    folder = queries.upload_path(left).parent
    for path in folder.iterdir():
        os.utime(path, (0, 0))
    kept = {p.name for p in folder.iterdir()}
    assert services.sweep(at=NOW + timedelta(days=2)) == 0
    assert services.sweep(at=NOW + timedelta(days=9)) == 1
    assert {p.name for p in folder.iterdir()} == kept - {queries.upload_path(left).name}
    assert services.publish(again(register), by=an, at=NOW + timedelta(days=9)).rows == 2
    assert services.sweep(at=NOW + timedelta(days=9)) == 1
    assert len(list(api.stream("dat-thu"))) == 2
