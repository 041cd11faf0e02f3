"""Forms met in plans of other provinces: each is reproduced in words of our own for tỉnh Bình Sơn, which does not exist."""

from donghanh.work.plan.engine import compile_text

HEAD = """ỦY BAN NHÂN DÂN
TỈNH BÌNH SƠN
Số: 30/KH-UBND
Bình Sơn, ngày 20 tháng 02 năm 2023
KẾ HOẠCH
NÂNG CAO CHỈ SỐ PCI NĂM 2023
"""


def plan(body):
    return compile_text(HEAD + body.strip() + "\n")


def goals(found):
    return [(t.subject, t.operator, t.value, t.unit, t.delta, t.baseline) for t in found.targets]


def test_targets_listed_apart_find_the_index_that_has_its_own_heading_later():
    found = plan("""
I. MỤC TIÊU
- Chỉ số Gia nhập thị trường: phấn đấu đạt ≥ 7,5 điểm, tăng 0,35 điểm so với năm 2022.
- Chỉ số Tính minh bạch: phấn đấu đạt 6,2 điểm trở lên (năm 2022 đạt 6,0 điểm), xếp thứ 25 trở lên.
- Điểm số PCI tăng từ 65,1 điểm năm 2022 lên 67 điểm.
II. NHIỆM VỤ
1. Chỉ số Gia nhập thị trường
a) Sở Tài chính: công khai quy trình trước ngày 30/6/2023.
""")
    assert goals(found) == [
        ("Gia nhập thị trường", ">=", "7.5", "điểm", "0.35", "7.15"),
        ("Tính minh bạch", ">=", "6.2", "điểm", "0.2", "6"),
        ("Tính minh bạch", "<=", "25", "hạng", None, None),
        ("Điểm số PCI", "=", "67", "điểm", "1.9", "65.1"),
    ]
    assert found.targets[0].index == found.indices[0].eid


def test_one_sentence_may_set_a_value_a_rank_and_a_gain_in_ranks():
    found = plan("""
I. MỤC TIÊU
Phấn đấu PCI đạt từ 66 đến 68 điểm, xếp hạng trong nhóm 30 tỉnh, tăng ít nhất 05 bậc so với năm 2022.
""")
    assert [(t.operator, t.value, t.value_max, t.unit) for t in found.targets] == [
        ("between", "66", "68", "điểm"),
        ("<=", "30", None, "hạng"),
        ("up", "5", None, "bậc"),
    ]


def test_several_indices_in_one_sentence_are_several_targets():
    found = plan("""
I. MỤC TIÊU
1. Phấn đấu năm 2023 chỉ số PAPI tăng từ 3 đến 5 bậc, chỉ số PAR INDEX đạt trên 88%; chỉ số SIPAS đạt từ 87% trở lên.
""")
    assert [(t.operator, t.value, t.unit) for t in found.targets] == [
        ("up", "3", "bậc"),
        (">", "88", "%"),
        (">=", "87", "%"),
    ]


def test_sections_inside_a_muc_stay_inside_it():
    found = plan("""
Chương I
NHIỆM VỤ
Mục 1
NHIỆM VỤ CHUNG
1. Các sở, ban, ngành rà soát quy trình nội bộ.
Mục 2
NHIỆM VỤ CỤ THỂ
I. SỞ TÀI CHÍNH
1. Công khai dự toán đúng thời hạn.
II. CÔNG AN TỈNH
1. Nắm tình hình an ninh trật tự.
""")
    assert {d.eid: d.lead for d in found.duties} == {
        "chp_I__sec_1__clause_1": ("Các sở, ban, ngành",),
        "chp_I__sec_2__sec_I__clause_1": ("SỞ TÀI CHÍNH",),
        "chp_I__sec_2__sec_II__clause_1": ("CÔNG AN TỈNH",),
    }


def test_an_agency_is_found_after_a_topic_a_basis_or_a_term():
    found = plan("""
I. TỔ CHỨC THỰC HIỆN
1. Chế độ báo cáo: Các cơ quan, đơn vị báo cáo kết quả thực hiện hằng quý trước ngày 10 tháng cuối quý về Sở Tài chính.
2. Căn cứ Kế hoạch này, các sở, ban, ngành xây dựng kế hoạch của đơn vị, hoàn thành trước ngày 15/4/2023.
3. Văn phòng UBND tỉnh trong vòng 15 ngày kể từ ngày ký Kế hoạch này tham mưu thành lập Tổ công tác.
4. Các sở, ngành: Công Thương, Xây dựng, Y tế rà soát điều kiện kinh doanh.
""")
    assert [d.lead for d in found.duties] == [
        ("Các cơ quan, đơn vị",),
        ("các sở, ban, ngành",),
        ("Văn phòng UBND tỉnh",),
        ("Sở Công Thương", "Sở Xây dựng", "Sở Y tế"),
    ]
    assert found.duties[2].due[0].date == "2023-03-07"
    assert [(r.to_whom, r.recurrence) for r in found.reporting] == [
        ("Sở Tài chính", "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=10")
    ]


def test_words_that_close_a_plan_are_nobodys_duty_and_belong_to_no_point():
    found = plan("""
I. TỔ CHỨC THỰC HIỆN
1. Sở Tài chính theo dõi, đôn đốc việc thực hiện.
Trên đây là Kế hoạch năm 2023; yêu cầu các cơ quan, đơn vị nghiêm túc triển khai thực hiện./.
""")
    assert [d.eid for d in found.duties] == ["sec_I__clause_1"]
    assert found.provisions[-1].eid == "sec_I__para_1"


def test_a_decision_whose_letterhead_lost_the_province_takes_it_from_the_line_above_the_bases():
    found = compile_text("""ỦY BAN NHÂN DÂN | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM |
Số: 757/QĐ-UBND | Bình Sơn, ngày 21 tháng 04 năm 2023 |
QUYẾT ĐỊNH
VỀ VIỆC BAN HÀNH KẾ HOẠCH NĂM 2023
CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH BÌNH SƠN
Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;
QUYẾT ĐỊNH:
Điều 1. Ban hành kèm theo Quyết định này Kế hoạch năm 2023.
""")
    assert found.document.issuer == "ỦY BAN NHÂN DÂN TỈNH BÌNH SƠN"
    assert (found.references[0].name, found.references[0].date) == ("Luật Tổ chức chính quyền địa phương", "2015-06-19")


def test_the_second_office_of_a_signer_is_not_the_name():
    found = plan("""
I. NHIỆM VỤ
1. Sở Tài chính theo dõi.

TRƯỞNG BAN
(Đã ký)

CHỦ TỊCH UBND TỈNH
Lê Văn Sơn
""")
    assert (found.document.signer.role, found.document.signer.name) == ("TRƯỞNG BAN", "Lê Văn Sơn")


def test_a_heading_of_several_agencies_over_a_semicolon_is_a_heading_and_no_duty():
    found = plan("""
I. TỔ CHỨC THỰC HIỆN
1. Các sở, ban, ngành, đoàn thể tỉnh; UBND các huyện,
thành phố
Xây dựng kế hoạch thực hiện của đơn vị xong trước ngày 30/7/2023.
""")
    assert [(d.eid, d.lead) for d in found.duties] == [
        ("sec_I__clause_1__para_1", ("Các sở, ban, ngành, đoàn thể tỉnh", "UBND các huyện, thành phố"))
    ]


def test_a_field_may_name_lead_and_support_in_one_breath():
    found = plan("""
I. NHIỆM VỤ
1. Công tác chỉ đạo, điều hành
- Tổ chức hội nghị sơ kết.
+ Đơn vị thực hiện: Sở Nội vụ chủ trì; các sở, ngành phối hợp.
+ Thời gian: Quý II, III/2023.
""")
    duty = found.duties[0]
    assert (duty.lead, duty.supporting) == (("Sở Nội vụ",), ("các sở, ngành",))
    assert [d.period for d in duty.due] == ["2023-Q2", "2023-Q3"]


def test_an_annex_whose_word_was_broken_by_a_web_page_is_still_an_annex():
    found = plan("""
I. NHIỆM VỤ
1. Sở Tài chính theo dõi.
Nơi nhận:
- Lưu: VT.
|
TM. ỦY BAN NHÂN
DÂN
CHỦ TỊCH
Nguyễn
Văn Bình
|
PHỤ
LỤC
PHÂN CÔNG NHIỆM VỤ
TT
|
Nội dung công việc
|
Cơ quan chủ trì
|
Thời gian hoàn thành
|
1
|
Quan trắc không khí
|
Sở TN&MT
|
Quý III/2023
|
""")
    assert [(a.label, a.present) for a in found.document.annexes] == [("PHỤ LỤC", True)]
    assert [(d.text, d.lead, d.due[0].period) for d in found.duties[1:]] == [
        ("Quan trắc không khí", ("Sở TN&MT",), "2023-Q3")
    ]


def test_an_official_letter_has_a_subject_addressees_and_those_it_asks():
    found = compile_text("""UBND TỈNH BÌNH SƠN
SỞ TÀI CHÍNH
Số: 321/STC-QLDN
V/v triển khai Kế hoạch nâng cao
chỉ số PCI năm 2025
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Bình Sơn, ngày 04 tháng 6 năm 2025

Kính gửi:
- Các sở, ban, ngành;
- UBND các xã, phường.

Thực hiện Kế hoạch số 85/KH-UBND ngày 20/5/2025 của UBND tỉnh, Sở Tài chính đề nghị các sở, ban, ngành triển khai:
1. Xây dựng kế hoạch cụ thể của đơn vị, gửi Sở Tài chính trước ngày 20/6/2025.
Đề nghị các đơn vị quan tâm phối hợp thực hiện./.
""")
    assert found.document.kind == "công văn"
    assert found.document.title == "triển khai Kế hoạch nâng cao chỉ số PCI năm 2025"
    assert [(d.eid, d.lead, d.requested) for d in found.duties] == [("clause_1", ("các sở, ban, ngành",), True)]


def test_bodies_of_the_party_and_labels_with_a_dash():
    found = compile_text("""TỈNH ỦY BÌNH SƠN
Số 12-CTr/TU
Bình Sơn, ngày 05 tháng 01 năm 2024
CHƯƠNG TRÌNH HÀNH ĐỘNG
thực hiện Nghị quyết số 41-NQ/TW ngày 10/10/2023 của Bộ Chính trị

I- MỤC TIÊU ĐẾN NĂM 2030
- PCI nằm trong nhóm 15 - 20 tỉnh dẫn đầu.
II- NHIỆM VỤ
1- Tăng cường lãnh đạo
1.1- Các cấp ủy, tổ chức đảng quán triệt Nghị quyết trong quý I/2024.
1.2- Ban cán sự đảng UBND tỉnh lãnh đạo xây dựng kế hoạch.
2- Các huyện ủy, thành ủy, đảng ủy trực thuộc xây dựng chương trình.
""")
    assert [(t.value, t.value_max, t.year) for t in found.targets] == [("15", "20", 2030)]
    assert [d.lead for d in found.duties] == [
        ("Các cấp ủy, tổ chức đảng",),
        ("Ban cán sự đảng UBND tỉnh",),
        ("Các huyện ủy, thành ủy, đảng ủy trực thuộc",),
    ]
    assert not [f for f in found.lint if f.code == "heading.period-mismatch"]


def test_a_plan_signed_in_december_speaks_of_the_year_in_its_title():
    found = compile_text("""ỦY BAN NHÂN DÂN
TỈNH BÌNH SƠN
Số: 410/KH-UBND
Bình Sơn, ngày 20 tháng 12 năm 2023
KẾ HOẠCH
CẢI CÁCH HÀNH CHÍNH NĂM 2024
I. MỤC TIÊU
1. Chỉ số PAR INDEX đạt trên 88%.
II. NHIỆM VỤ
1. Sở Nội vụ sơ kết trước ngày 15/6, tổ chức hội nghị trong tháng 7 và tháng 11.
""")
    assert found.targets[0].year == 2024
    assert [(d.date, d.period) for d in found.duties[0].due] == [
        ("2024-06-15", None),
        ("2024-07-31", "2024-07"),
        ("2024-11-30", "2024-11"),
    ]


def test_requirements_and_rows_of_aims_are_no_work():
    found = plan("""
I. MỤC ĐÍCH, YÊU CẦU
1. Yêu cầu: Các sở, ban, ngành phải xác định rõ nội dung, thời gian hoàn thành.
II. CHỈ TIÊU PHẤN ĐẤU NĂM 2023
TT | Chỉ số | Kết quả năm 2022 | Mục tiêu năm 2023 | Cơ quan chủ trì
1 | Gia nhập thị trường | 7,20 | ≥ 7,50 | Sở Tài chính
2 | Tính minh bạch | 6,10 | 6,35 | Sở Nội vụ
""")
    assert not found.duties
    assert [(t.operator, t.value, t.baseline) for t in found.targets] == [(">=", "7.5", "7.2"), ("=", "6.35", "6.1")]
    assert [a.lead for a in found.assignments] == [("Sở Tài chính",), ("Sở Nội vụ",)]


def test_owners_in_brackets_at_the_end_of_a_task_and_reports_after_a_chain_of_times():
    found = plan("""
I. NHIỆM VỤ
- Công bố bảng giá đất (Sở Tài nguyên và Môi trường).
- Giải phóng mặt bằng (UBND các quận, huyện chủ trì; Sở Xây dựng phối hợp).
- Giao Viện Nghiên cứu phát triển kinh tế - xã hội khảo sát DDCI.
II. CHẾ ĐỘ THÔNG TIN, BÁO CÁO
Định kỳ hằng quý (trước ngày 15 tháng cuối quý), năm (trước ngày 05/12), các đơn vị gửi báo cáo về Sở Tài chính.
""")
    assert [(d.lead, d.supporting) for d in found.duties] == [
        (("Sở Tài nguyên và Môi trường",), ()),
        (("UBND các quận, huyện",), ("Sở Xây dựng",)),
        (("Viện Nghiên cứu phát triển kinh tế - xã hội",), ()),
        (("các đơn vị",), ()),
    ]
    assert [r.to_whom for r in found.reporting] == ["Sở Tài chính", "Sở Tài chính"]
