"""What must hold for any text whatever: a valid tree, every line claimed, no crash, eIds free of wrapping."""

from __future__ import annotations

import json
import textwrap
import time
from functools import lru_cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from donghanh.work.plan.engine import Unreadable, compile_text, to_akn, to_html
from donghanh.work.plan.engine.schema import build
from donghanh.work.plan.tests.engine.places import DOCUMENTS, XSD, needs_xsd

PIECES = [
    "KẾ HOẠCH", "QUYẾT ĐỊNH", "PHỤ LỤC I", "Nơi nhận:", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Nguyễn Văn A", "|", "---", "| a | b | c |",
    "I. NHIỆM VỤ", "II. TỔ CHỨC THỰC HIỆN", "A. MỤC ĐÍCH", "1. Sở Tài chính", "1.1. Nội dung", "a) Sở Nội vụ chủ trì rà soát", "đ) Cục Thuế tỉnh:",
    "- Báo cáo UBND tỉnh trước ngày 30/2/2024", "+ Đạt 7.5% và 18.000 tỷ đồng", "* Các sở, ban, ngành:", "Điều 1. Phạm vi", "Chương II", "Chương",
    "Căn cứ Nghị định số 80/2021/NĐ-CP ngày 26/8/2021", "Đơn vị chủ trì: Sở Y tế", "STT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời hạn", "1", "2",
    "Mục tiêu: đạt từ 6,9 điểm trở lên (tăng 0,31 điểm so với năm 2021)", "1. Chỉ số “Tính minh bạch”", "**đậm", "nghiêng*", "b/a * 100%",
    "≥", "95 %", "(1) một; (2) hai", "", "Số:", "45/KH-UBND", "Bình Sơn, ngày 31 tháng 02 năm 2024", "\u0301\u0323", "ngày 99/99/9999", "quý IX/2024",
    "Giai đoạn 2021-2025", "V. V. V.", "Phụ lục", "o Ô", "<p>", "&nbsp;&#0;", "từ 1 đến 2 đến 3%", "XIVX. A", "Phần thứ mười", "Mục IIII",
]  # fmt: skip
lines = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=60)), max_size=40)


def check(text):
    """Compile and check all that must hold for any text."""
    try:
        compiled = compile_text(text)
    except Unreadable as refusal:
        assert refusal.code in {"file.secret", "file.tcvn3", "file.vni"}  # noqa: PT017 - a lawful refusal is a result too
        return None
    eids = [p.eid for p in compiled.provisions]
    assert len(set(eids)) == len(eids)
    known: set[str | None] = {None}
    for provision in compiled.provisions:
        assert provision.parent in known, "a provision stands before its parent"
        known.add(provision.eid)
        assert " " not in provision.eid
        assert 1 <= provision.lines[0] <= provision.lines[1]
    assert compiled.coverage.unclaimed == ()
    assert compiled.coverage.claimed == compiled.coverage.non_blank
    for things in (compiled.duties, compiled.assignments, compiled.indices):
        assert {t.eid for t in things} <= set(eids)
        assert len({t.eid for t in things}) == len(things)
    for target in compiled.targets:
        assert target.index is None or target.index in {i.eid for i in compiled.indices}
    return compiled


@lru_cache(maxsize=1)
def validator():
    import jsonschema

    return jsonschema.Draft202012Validator(build())


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(lines)
def test_any_text_gives_a_valid_tree_and_claims_every_line(parts):
    compiled = check("\n".join(parts))
    if compiled is not None:
        validator().validate(json.loads(json.dumps(compiled.as_dict())))
        assert "<html" in to_html(compiled)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_any_characters_at_all_do_not_stop_the_compiler(text):
    check(text)


@needs_xsd
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(lines)
def test_akoma_ntoso_of_any_text_is_valid_and_has_every_eid(parts):
    from lxml import etree

    compiled = check("\n".join(parts))
    if compiled is None:
        return
    tree = etree.fromstring(to_akn(compiled))
    schema = akn_schema()
    assert schema.validate(tree), schema.error_log
    assert {p.eid for p in compiled.provisions} <= {e.get("eId") for e in tree.iter() if e.get("eId")}


@lru_cache(maxsize=1)
def akn_schema():
    from lxml import etree

    return etree.XMLSchema(etree.parse(str(XSD)))


WORDS = [
    "rà",
    "soát",
    "thủ",
    "tục",
    "hành",
    "chính",
    "công",
    "khai",
    "quy",
    "hoạch",
    "hỗ",
    "trợ",
    "doanh",
    "nghiệp",
    "đào",
    "tạo",
    "nghề",
    "kiểm",
    "tra",
    "giám",
    "sát",
    "nâng",
    "cấp",
    "hệ",
    "thống",
    "dữ",
    "liệu",
    "của",
    "tỉnh",
]
sentence = st.lists(st.sampled_from(WORDS), min_size=6, max_size=45).map(lambda w: " ".join(w).capitalize() + ".")


@st.composite
def plans(draw):
    """Draw a plan as a list of whole paragraphs, each with a label."""
    out = []
    for n in range(draw(st.integers(1, 3))):
        out.append(
            f"{('I', 'II', 'III')[n]}. {' '.join(draw(st.lists(st.sampled_from(WORDS), min_size=3, max_size=25))).upper()}"
        )
        for k in range(draw(st.integers(1, 3))):
            out.append(
                f"{k + 1}. Chỉ số “{' '.join(draw(st.lists(st.sampled_from(WORDS), min_size=2, max_size=14))).capitalize()}”"
            )
            for letter in "abcdđ"[: draw(st.integers(0, 4))]:
                bullets = draw(st.lists(sentence, max_size=3))
                agency = draw(
                    st.sampled_from(
                        ["Sở Tài chính", "Sở Lao động - Thương binh và Xã hội", "UBND các huyện, thành phố"]
                    )
                )
                if bullets:
                    out.append(f"{letter}) {agency}:")
                    out += [f"- {b}" for b in bullets]
                else:
                    out.append(f"{letter}) {agency} {draw(sentence).lower()}")
    return out


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(plans(), st.integers(44, 110), st.integers(44, 110))
def test_eids_do_not_depend_on_where_lines_were_broken(paragraphs, first, second):
    head = ["KẾ HOẠCH", "NÂNG CAO NĂNG LỰC CẠNH TRANH NĂM 2024", ""]

    def wrapped(width):
        body = [
            line for p in paragraphs for line in textwrap.wrap(p, width, break_long_words=False, break_on_hyphens=False)
        ]
        return compile_text("\n".join([*head, *body]))

    whole = compile_text("\n".join([*head, *paragraphs]))
    assert len([p for p in whole.provisions if p.eid.startswith("sec_")]) == len(paragraphs)
    for width in (first, second):
        other = wrapped(width)
        assert [(p.eid, p.label) for p in other.provisions] == [(p.eid, p.label) for p in whole.provisions]
        assert [(d.eid, d.lead) for d in other.duties] == [(d.eid, d.lead) for d in whole.duties]


@pytest.mark.parametrize("name", sorted(p.name for p in DOCUMENTS.glob("0*")))
def test_every_own_document_is_whole(name):
    check((DOCUMENTS / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "nasty",
    ["- " * 20000, "(" * 20000, "a" * 50000, "1." * 20000, "*" * 20000, "* a *" * 8000, "các sở, ban, ngành, " * 3000, "từ 1 đến 2 " * 4000,
     "trước ngày " * 5000, "Sở " * 8000, "| " * 20000, "phối hợp với " * 4000, "Luật " + "A a " * 8000, "Nghị quyết số " * 4000, "(1) " * 6000,
     "10 dự án, trong đó: " + "1 dự án, " * 3000, " " * 50000 + "x", "UBND các huyện, " * 4000, "“" * 9000, "số 1/" * 8000, "0" * 20000 + "%"],
    ids=lambda t: t[:12],
)  # fmt: skip
def test_hostile_text_does_not_stall(nasty):
    start = time.process_time()
    check(nasty + "\n" + nasty[:200])
    assert time.process_time() - start < 4


def test_time_grows_with_the_number_of_lines_and_no_faster():
    block = (DOCUMENTS / "05-dau-dong-lech.txt").read_text(encoding="utf-8").split("Nơi nhận")[0].splitlines()[6:]

    def seconds(times):
        text = "\n".join(
            [
                "KẾ HOẠCH",
                "PHÁT TRIỂN NĂM 2024",
                *(line for n in range(times) for line in [f"{n % 90 + 1}. Nội dung", *block]),
            ]
        )
        start = time.process_time()
        compiled = compile_text(text)
        return time.process_time() - start, compiled.coverage.lines

    seconds(2)
    small, few = seconds(30)
    large, many = seconds(240)
    assert large / small < 2.5 * many / few
