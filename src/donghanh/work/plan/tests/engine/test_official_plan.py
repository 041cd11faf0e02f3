"""Plan 124 as it was signed: every figure the house promises about it."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

import pytest

from donghanh.work.plan.engine import compile_file, load_register
from donghanh.work.plan.tests.engine.places import OFFICIAL, needs_official

pytestmark = needs_official


@pytest.fixture(scope="module")
def plan():
    return compile_file(OFFICIAL, on=date(2026, 11, 22))


def duty(plan, eid):
    return next(d for d in plan.duties if d.eid == eid)


def test_the_letterhead_title_and_signature_are_read(plan):
    assert plan.document.number == "124/KH-UBND"
    assert plan.document.date == "2023-06-01"
    assert plan.document.place == "Lạng Sơn"
    assert plan.document.issuer == "ỦY BAN NHÂN DÂN TỈNH LẠNG SƠN"
    assert plan.document.kind == "kế hoạch"
    assert (plan.document.signer.capacity, plan.document.signer.role, plan.document.signer.name) == (
        "TM. ỦY BAN NHÂN DÂN",
        "CHỦ TỊCH",
        "Hồ Tiến Thiệu",
    )


def test_sixteen_recipients_wrapped_entries_joined(plan):
    assert len(plan.document.recipients) == 16
    assert plan.document.recipients[0].purpose == "b/c"
    assert "Cục THA DS tỉnh" in plan.document.recipients[7].text


def test_fourteen_indices_ten_pci_four_pgi(plan):
    assert Counter(i.family for i in plan.indices) == {"PCI": 10, "PGI": 4}
    assert [i.number for i in plan.indices] == [str(n) for n in range(1, 11)] + ["1", "2", "3", "4"]


def test_fourteen_targets_with_baselines(plan):
    assert [(t.value, t.delta, t.baseline) for t in plan.targets] == [
        ("7.2", "0.78", "6.42"), ("7.8", "1.18", "6.62"), ("7.5", "0.25", "7.25"), ("6.5", "0.95", "5.55"), ("7.5", "0.3", "7.2"),
        ("7.5", "1.12", "6.38"), ("8", "0.33", "7.67"), ("7", "0.18", "6.82"), ("6.5", "0.56", "5.94"), ("8", "0.11", "7.89"),
        ("6", "0.63", "5.37"), ("6", "0.54", "5.46"), ("5.5", "0.93", "4.57"), ("3", "1.05", "1.95"),
    ]  # fmt: skip
    assert {(t.operator, t.baseline_year, t.year) for t in plan.targets} == {(">=", 2022, 2023)}


def test_fifty_three_lettered_assignments_and_thirty_three_dash_items(plan):
    lettered = [a for a in plan.assignments if a.eid.startswith("part_B") and re.fullmatch(r"[a-zđ]\)", a.label or "")]
    assert len(lettered) == 53
    items = [p for p in plan.provisions if p.kind == "bullet" and "__point_" in p.eid]
    assert len(items) == 33
    assert all(a.index for a in lettered)


def test_every_duty_has_the_right_lead(plan):
    assert all(d.lead for d in plan.duties)
    first = duty(plan, "part_B__sec_I__clause_1__point_b")
    assert first.lead == ("Sở Tài chính",)
    asked = duty(plan, "part_B__sec_I__clause_10__point_b")
    assert asked.requested
    assert asked.lead == ("Viện kiểm sát nhân dân tỉnh", "Tòa án nhân dân tỉnh", "Cục Thi hành án dân sự tỉnh")
    assert duty(plan, "part_B__sec_I__clause_6__point_d").lead == ("Sở Xây dựng", "UBND các huyện, thành phố")
    assert duty(plan, "part_B__sec_I__clause_7__point_a__para_1").lead == ("Thanh tra tỉnh",)
    assert duty(plan, "part_B__sec_II__clause_1__point_b").group


def test_dated_duties(plan):
    whole = duty(plan, "part_C__clause_1").due
    assert ("before", "2023-06-15") in {(d.kind, d.date) for d in whole}
    assert "FREQ=YEARLY;BYMONTH=3,6,9;BYMONTHDAY=20" in {d.recurrence for d in whole}
    assert "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=10" in {d.recurrence for d in whole}
    assert duty(plan, "part_B__sec_I__clause_3__point_d").due[0].recurrence == "FREQ=MONTHLY;INTERVAL=3"
    assert duty(plan, "part_B__sec_I__clause_5__point_a__item_1").due[0].date == "2023-12-31"


def test_quantities_and_references(plan):
    def figures(eid):
        return [(q.operator, q.value, q.unit) for q in duty(plan, eid).quantities]

    assert (">", "95", "%") in figures("part_B__sec_I__clause_5__point_a__item_1")
    assert (">=", "75", "%") in figures("part_B__sec_I__clause_6__point_b")
    assert ("=", "100", "%") in figures("part_B__sec_I__clause_6__point_a__item_1")
    numbers = {r.number: r.date for r in plan.references if r.number}
    assert numbers["01/NQ-CP"] == "2023-01-06"
    assert numbers["80/2021/NĐ-CP"] == "2021-08-26"
    assert {"16/2022/NQ-HĐND", "792/QĐ-UBND", "1889/HĐLN-HTĐT"} <= numbers.keys()


def test_reporting_goes_through_the_focal_agency(plan):
    quarterly = next(r for r in plan.reporting if r.recurrence and "3,6,9" in r.recurrence)
    assert (quarterly.to_whom, quarterly.through) == ("UBND tỉnh", "Sở Kế hoạch và Đầu tư")


def test_every_line_is_claimed(plan):
    assert plan.coverage.claimed == plan.coverage.non_blank == 645
    assert plan.coverage.unclaimed == ()


def test_lint_finds_what_is_wrong_with_the_plan(plan):
    found = {}
    for finding in plan.lint:
        found.setdefault(finding.code, []).append(finding)
    assert found["sum.mismatch"][0].figures | {"parts": "17.35", "stated": "17.31"} == found["sum.mismatch"][0].figures
    assert "73.10" in {f.figures["implied"] for f in found["target.no-composite"]}
    assert [f.figures["percent"] for f in found["target.unlikely"]] == ["12", "6", "15", "2", "17"]
    assert {f.figures["label"] for f in found["annex.missing"]} == {"Phụ lục I", "Phụ lục II"}
    assert [f.eid for f in found["name.varies"]] == ["part_B__sec_I__clause_3"]
    assert [f.figures["as_written"] for f in found["number.style"]] == ["7.5"]
    assert "Sở Kế hoạch và Đầu tư" in {f.figures["agency"] for f in found["agency.dissolved"]}
    assert len(found["duty.no-date"]) == sum(1 for d in plan.duties if not d.due)
    assert not {"label.repeated", "label.skipped", "agency.unknown", "duty.no-owner"} & found.keys()


def test_no_agency_was_dissolved_on_the_day_of_signing():
    plan = compile_file(OFFICIAL, on=date(2023, 6, 1))
    assert not [f for f in plan.lint if f.code == "agency.dissolved"]


def test_the_register_says_what_the_official_file_says(plan):
    register = load_register()
    assert [p.eid for p in register.provisions] == [p.eid for p in plan.provisions]
    assert [(i.eid, i.family, i.name) for i in register.indices] == [(i.eid, i.family, i.name) for i in plan.indices]
    assert [(t.eid, t.value, t.baseline) for t in register.targets] == [
        (t.eid, t.value, t.baseline) for t in plan.targets
    ]
    for ours, theirs in zip(register.assignments, plan.assignments, strict=True):
        assert (ours.eid, ours.index, ours.lead, ours.supporting, ours.requested, ours.group) == (
            theirs.eid, theirs.index, theirs.lead, theirs.supporting, theirs.requested, theirs.group)  # fmt: skip
    for ours, theirs in zip(register.duties, plan.duties, strict=True):
        assert (ours.eid, ours.assignment, ours.index, ours.lead, ours.supporting) == (
            theirs.eid,
            theirs.assignment,
            theirs.index,
            theirs.lead,
            theirs.supporting,
        )
        assert [(d.kind, d.date, d.period, d.recurrence) for d in ours.due] == [
            (d.kind, d.date, d.period, d.recurrence) for d in theirs.due
        ]
        assert [(q.operator, q.value, q.unit) for q in ours.quantities] == [
            (q.operator, q.value, q.unit) for q in theirs.quantities
        ]
        assert (ours.systems, ours.references) == (theirs.systems, theirs.references)
    assert [r.text for r in register.document.recipients] == [r.text for r in plan.document.recipients]


def test_the_register_finds_what_the_official_file_shows_to_be_wrong(plan):
    def of(compiled):
        return sorted((f.code, f.eid or "", f.message) for f in compiled.lint if f.severity != "info")

    assert of(load_register()) == of(plan)
    for code in ("duty.no-date", "duty.no-measure"):
        ours = {f.eid for f in load_register().lint if f.code == code}
        assert ours == {f.eid for f in plan.lint if f.code == code}


def test_the_titles_of_the_register_are_our_own_words(plan):
    official = " " + " ".join(re.findall(r"\w+", " ".join(p.text for p in plan.provisions).lower())) + " "
    for duty_ in load_register().duties:
        words = re.findall(r"\w+", duty_.title.lower())
        copied = [
            " ".join(words[i : i + 8]) for i in range(len(words) - 7) if f" {' '.join(words[i : i + 8])} " in official
        ]
        assert not copied, f"{duty_.eid}: {copied}"
        assert 10 <= len(duty_.title) <= 110
