"""The forms that plans of provinces come in, on documents of a province that does not exist."""

from __future__ import annotations

import json
import re
from datetime import date
from functools import lru_cache

import pytest
import yaml

from donghanh.work.plan.engine import compile_file, compile_text, to_akn
from donghanh.work.plan.engine.agencies import read_opening
from donghanh.work.plan.engine.normalise import Line, normalise
from donghanh.work.plan.engine.schema import build
from donghanh.work.plan.tests.engine.places import DOCUMENTS, ROOT, XSD, needs_xsd

ON = date(2024, 6, 1)


@lru_cache(maxsize=8)
def own(number):
    return compile_file(next(DOCUMENTS.glob(f"{number}*")), on=ON)


def duty(plan, eid):
    return next(d for d in plan.duties if d.eid == eid)


def codes(plan):
    return {f.code for f in plan.lint}


def body(text):
    return compile_text("KẾ HOẠCH\nNÂNG CAO NĂNG LỰC NĂM 2024\n" + text, on=ON)


def test_the_worked_example_of_the_guide_is_true():
    guide = (ROOT / "docs" / "compiler.md").read_text(encoding="utf-8")
    source = re.search(r"```text example\n(.*?)```", guide, re.DOTALL)[1]
    expected = yaml.safe_load(re.search(r"```yaml expected\n(.*?)```", guide, re.DOTALL)[1])
    plan = compile_text(source, on=ON)
    said = json.loads(plan.as_json())["duties"]
    for ours, theirs in zip(expected, said, strict=True):
        for key, value in ours.items():
            if isinstance(value, list) and value and isinstance(value[0], dict):
                assert [{k: item[k] for k in mine} for mine, item in zip(value, theirs[key], strict=True)] == value
            else:
                assert theirs[key] == value
    assert (plan.targets[0].value, plan.targets[0].delta, plan.targets[0].baseline, plan.targets[0].baseline_year) == (
        "6.8",
        "0.4",
        "6.4",
        2023,
    )


def test_the_schema_in_the_docs_is_that_of_the_model():
    kept = json.loads((ROOT / "docs" / "schema" / "plan-1.schema.json").read_text(encoding="utf-8"))
    assert kept == build()


def test_letterhead_in_cells_on_one_line_with_the_number_apart():
    document = own("01").document
    assert (document.number, document.date, document.place) == ("45/KH-UBND", "2024-03-05", "Bình Sơn")
    assert document.issuer == "ỦY BAN NHÂN DÂN TỈNH BÌNH SƠN"
    assert document.title == "Nâng cao năng lực cạnh tranh cấp tỉnh của tỉnh Bình Sơn năm 2024"
    assert len(document.bases) == 3


def test_recipients_and_signature_woven_into_one_column():
    document = own("01").document
    assert [r.text for r in document.recipients] == [
        "Thủ tướng Chính phủ",
        "TT Tỉnh ủy, TT HĐND tỉnh",
        "Các sở, ban, ngành, đoàn thể tỉnh",
        "Lưu: VT, KTTH",
    ]
    assert document.recipients[0].purpose == "để b/c"
    assert (document.signer.role, document.signer.name) == ("PHÓ CHỦ TỊCH", "Nguyễn Văn Bình")


def test_a_field_after_a_list_speaks_of_the_whole_list():
    for letter in "ab":
        found = duty(own("01"), f"sec_II__clause_1__point_{letter}")
        assert found.lead == ("Sở Kế hoạch và Đầu tư",)
        assert found.supporting == ("Cục Thuế tỉnh", "Công an tỉnh", "các đơn vị liên quan")
        assert found.due[0].date == "2024-09-30"


def test_the_lead_in_brackets_of_a_heading_and_a_sign_apart_from_its_number():
    found = duty(own("01"), "sec_II__clause_2__item_1")
    assert found.lead == ("Sở Tài nguyên và Môi trường",)
    assert [(q.operator, q.value) for q in found.quantities] == [(">=", "95")]


def test_a_literal_asterisk_stays_and_plus_signs_are_sub_bullets():
    plan = own("01")
    assert "/ giá cũ * 100% cho từng khu vực" in plan.provision("sec_II__clause_2__item_2").text
    assert plan.provision("sec_II__clause_2__item_2__item_1").label == "+"


def test_a_head_that_names_a_topic_is_no_agency():
    assert not [a for a in own("01").assignments if a.eid == "sec_II__clause_3"]
    for topic in ("Thanh tra, kiểm tra doanh nghiệp", "Tổ chức thực hiện", "Sở hữu trí tuệ", "Hội nhập quốc tế", "Ban hành cơ chế", "Bộ chỉ số", "Báo cáo kết quả",
                  "Công tác thông tin", "Thuế, phí và lệ phí", "Văn phòng điện tử", "TỔ CHỨC BỘ MÁY"):  # fmt: skip
        assert read_opening(topic).mentions == (), topic


@pytest.mark.parametrize(
    ("text", "leads", "requested"),
    [
        ("Đề nghị Tòa án nhân dân tỉnh đẩy nhanh", ("Tòa án nhân dân tỉnh",), True),
        ("Giao Sở Nội vụ chủ trì", ("Sở Nội vụ",), False),
        ("Khuyến khích Hiệp hội Doanh nghiệp tỉnh tham gia", ("Hiệp hội Doanh nghiệp tỉnh",), True),
        (
            "Yêu cầu Thủ trưởng các sở, ban, ngành, Chủ tịch UBND các huyện, thành phố chỉ đạo",
            ("các sở, ban, ngành", "UBND các huyện, thành phố"),
            False,
        ),
        ("UBND tỉnh yêu cầu Giám đốc Sở Y tế rà soát", ("Sở Y tế",), False),
        ("Các Sở: Tài chính, Nội vụ và Công Thương phối hợp", ("Sở Tài chính", "Sở Nội vụ", "Sở Công Thương"), False),
        ("Uỷ ban nhân dân huyện Tân Lập rà soát", ("Uỷ ban nhân dân huyện Tân Lập",), False),
        ("Sở KH&ĐT, Sở TN&MT chủ trì", ("Sở KH&ĐT", "Sở TN&MT"), False),
        ("Ban Quản lý Khu kinh tế cửa khẩu Đồng Bàn phối hợp", ("Ban Quản lý Khu kinh tế cửa khẩu Đồng Bàn",), False),
        ("UBND xã, phường bố trí", ("UBND xã, phường",), False),
    ],
)
def test_whom_an_opening_names(text, leads, requested):
    opening = read_opening(text)
    assert (opening.leads, opening.requested) == (leads, requested)


def test_two_sections_v_keep_their_label_and_get_two_eids():
    plan = own("01")
    assert [p.label for p in plan.provisions if p.eid in {"sec_V", "sec_V_2"}] == ["V.", "V."]
    assert {"label.repeated", "label.skipped"} <= codes(plan)


def test_lines_of_a_web_site_are_claimed_and_are_no_text():
    plan = own("01")
    assert {p.text for p in plan.provisions if p.kind == "stray"} >= {"Đăng nhập", "Tải về"}


def test_a_decision_with_articles_then_the_plan_then_an_annex():
    plan = own("02")
    assert plan.document.kind == "quyết định"
    assert [(a.label, a.title, a.present) for a in plan.document.annexes] == [("PHỤ LỤC I", "DANH MỤC NHIỆM VỤ", True)]
    assert duty(plan, "att_1__chp_II__art_2__clause_1").lead == ("Sở Tài chính",)
    assert plan.provision("att_1__chp_II").heading == "NHIỆM VỤ CỤ THỂ"
    assert not [d for d in plan.duties if "chịu trách nhiệm thi hành" in d.text]


def test_a_table_with_one_cell_to_a_line_and_a_merged_cell():
    plan = own("02")
    rows = [d for d in plan.duties if d.eid.startswith("att_2__table_1")]
    assert [d.lead for d in rows] == [
        ("Sở Tài chính",),
        ("Trung tâm Xúc tiến đầu tư tỉnh",),
        ("Trung tâm Xúc tiến đầu tư tỉnh",),
    ]
    assert [(d.due[0].period, d.due[0].recurrence) for d in rows] == [
        ("2025-Q3", None),
        (None, "FREQ=DAILY"),
        ("2025-12", None),
    ]
    assert rows[1].text == "Tổ chức đối thoại với doanh nghiệp"


def test_a_directive_signed_before_its_recipients():
    plan = own("03")
    assert (plan.document.kind, plan.document.signer.name) == ("chỉ thị", "Lê Văn Sơn")
    assert duty(plan, "clause_1__point_a").lead == (
        "các sở",
        "các ban, ngành tỉnh",
        "UBND các huyện, thị xã, thành phố",
    )
    assert [(q.operator, q.value, q.value_max) for q in duty(plan, "clause_3").quantities] == [("between", "70", "85")]
    assert duty(plan, "clause_4").requested
    assert not plan.targets


def test_a_table_in_markdown_with_section_rows_and_an_unknown_owner():
    plan = own("04")
    assert [d.text for d in plan.duties][:4] == [
        "Nâng cấp trung tâm dữ liệu tỉnh",
        "Phủ sóng 4G 100% thôn, bản",
        "Số hóa sổ hộ tịch",
        "Mở dữ liệu dùng chung",
    ]
    assert duty(plan, "sec_II__table_1__row_6").due[0].period == "2024-03-01/2024-11-30"
    assert {"agency.unknown", "duty.no-owner", "heading.period-mismatch"} <= codes(plan)
    assert duty(plan, "sec_III__item_1").due[0].recurrence == "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=5"


def test_a_dash_that_continues_the_sentence_and_a_bullet_cut_by_a_blank_line():
    plan = own("05")
    assert "kinh tế - xã hội vùng cao" in plan.provision("part_A__item_1").text
    assert plan.provision("part_B__sec_I__point_c").text.endswith("đường dây nóng 1900.")


def test_run_in_heads_own_what_follows_them():
    plan = own("05")
    assert duty(plan, "part_B__sec_II__para_1__item_1").lead == ("Sở Văn hóa, Thể thao và Du lịch",)
    assert duty(plan, "part_B__sec_II__para_2__item_1").lead == ("Sở Lao động - Thương binh và Xã hội",)
    assert [d.lead for d in plan.duties][-1] == ("Công ty TNHH Du lịch Xanh",)
    assert [f.figures["as_written"] for f in plan.lint if f.code == "number.style"] == ["7.5"]


def test_a_text_that_is_no_plan_is_a_valid_result():
    plan = own("06")
    assert (plan.indices, plan.targets, plan.duties) == ((), (), ())
    assert plan.coverage.unclaimed == ()


def test_targets_in_a_table_with_last_years_scores():
    plan = own("07")
    assert [(t.index, t.value, t.baseline, t.delta, t.year) for t in plan.targets] == [
        ("sec_II__clause_1", "7.3", "7.1", "0.2", 2024),
        ("sec_II__clause_2", "6.5", "6.2", "0.3", 2024),
    ]
    assert duty(plan, "sec_II__clause_1__item_1").supporting == ("Cục Thuế tỉnh",)
    assert duty(plan, "sec_II__clause_2__item_2").lead == ("Văn phòng UBND tỉnh",)


def test_past_results_and_bases_are_no_duties_though_full_of_dates():
    plan = body(
        "Căn cứ Quyết định số 12/QĐ-UBND ngày 01/02/2023 của UBND tỉnh;\nI. KẾT QUẢ NĂM 2023\n"
        "- Sở Tài chính đã hoàn thành 12 nhiệm vụ trước ngày 30/6/2023.\nII. MỤC ĐÍCH\n- Nâng cao trách nhiệm của các sở, ngành trước ngày 31/12/2024.\n"
    )
    assert plan.duties == ()


def test_a_total_row_and_a_counted_list_that_do_not_agree():
    plan = body(
        "I. SỐ LIỆU\n| TT | Nội dung | Số lượng |\n|---|---|---|\n| 1 | A | 10 |\n| 2 | B | 5 |\n| | Tổng cộng | 16 |\nII. NHIỆM VỤ\n- Sở Y tế tập trung 04 nhiệm vụ gồm: (1) một, (2) hai, (3) ba.\n"
    )
    assert [(f.figures["parts"], f.figures["stated"]) for f in plan.lint if f.code == "sum.mismatch"] == [
        ("15", "16"),
        ("3", "4"),
    ]


def test_emphasis_across_lines_is_taken_off_and_bullets_stay():
    marked = ["**Sở Tài", "chính:** rà *soát", "hồ sơ* và b/a * 100%", "* Sở Y tế", "***", "_nghiêng_ tên_biến_x"]
    assert [line.text for line in normalise(Line(i, t) for i, t in enumerate(marked, 1))] == [
        "Sở Tài", "chính: rà soát", "hồ sơ và b/a * 100%", "* Sở Y tế", "", "nghiêng tên_biến_x"]  # fmt: skip


@needs_xsd
@pytest.mark.parametrize("name", sorted(p.name for p in DOCUMENTS.glob("0*")))
def test_akoma_ntoso_of_every_own_document_is_valid_and_whole(name):
    from lxml import etree

    plan = compile_file(DOCUMENTS / name)
    tree = etree.fromstring(to_akn(plan))
    schema = etree.XMLSchema(etree.parse(str(XSD)))
    assert schema.validate(tree), schema.error_log
    assert {p.eid for p in plan.provisions} <= {e.get("eId") for e in tree.iter() if e.get("eId")}


def test_cells_between_lone_bars_in_head_tables_and_signature():
    plan = own("08")
    assert (plan.document.issuer, plan.document.place, plan.document.date) == (
        "ỦY BAN NHÂN DÂN TỈNH BÌNH SƠN",
        "Bình Sơn",
        "2018-04-11",
    )
    signer = plan.document.signer
    assert (signer.capacity, signer.role, signer.name) == (
        "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH",
        "PHÓ CHỦ TỊCH",
        "Đỗ Văn Khê",
    )
    rows = [d for d in plan.duties if "__table_1__" in d.eid]
    assert [(d.lead, d.supporting) for d in rows] == [
        (("Sở KH&ĐT",), ("Các sở, ban, ngành",)),
        (("Văn phòng UBND tỉnh",), ("UBND các huyện, thành phố",)),
    ]
    assert plan.provision("sec_I__table_1__row_2").text == "2016 | 55,10 | 57"
    assert duty(plan, "sec_III__clause_3__para_1").lead == ("Các Sở, Ban ngành tỉnh", "UBND các huyện, thành phố")
    assert [(q.operator, q.value, q.unit) for q in duty(plan, "sec_III__clause_2__para_1").quantities] == [
        ("<", "119", "giờ")
    ]
    assert duty(plan, "sec_V__para_2").requested
    assert [(t.operator, t.value, t.unit) for t in plan.targets] == [("<=", "40", "hạng"), ("up", "2", "bậc")]
