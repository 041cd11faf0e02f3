"""The province's report on paper: every number is taken out of the files again and looked up in the rows."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from donghanh.config.cli.report import measure as measure_command
from donghanh.config.cli.report import report as command
from donghanh.kit.errors import Invalid
from donghanh.record.measures import api as measures
from donghanh.record.papers import api as writers
from donghanh.record.papers import services as papers_services
from donghanh.record.papers.engine.word import template
from donghanh.record.papers.tests.factories import pdf_pages, word_text
from donghanh.work.plan import services as plan_services
from donghanh.work.plan.models import Obligation, Plan
from donghanh.work.plan.tests.factories import agency, client_of, succeed
from donghanh.work.reporting import domain, jobs, services
from donghanh.work.reporting.models import Period, Report, Return, ReturnRow
from donghanh.work.reporting.queries.papers import paper_of
from donghanh.work.reporting.services import FigureInput
from donghanh.work.reporting.tests.factories import Cast, at, of, plan, sent, third_quarter, written

pytestmark = pytest.mark.django_db
DIGITS = re.compile(r"\d+")
WORDS = "Đã giải quyết 45 hồ sơ, đạt 87,5% kế hoạch, theo Quyết định 1234/QĐ-UBND ngày 12/8/2023."
# What an agency wrote is no measure of the registry: such a number leads to the return it stands in.
IN_WORDS = ("return.words", "plan.words")


@pytest.fixture
def cast() -> Cast:
    return Cast()


@pytest.fixture
def report(cast: Cast) -> Report:
    """A third quarter with words full of numbers, a target figure, a table of difficulties, something overdue."""
    plan()
    period = third_quarter()
    for body, officer, head in ((cast.a, cast.an, cast.head_a), (cast.b, cast.binh, cast.head_b)):
        row = written(of(period, body), officer, at(2023, 9, 12), text=WORDS)
        rows = [{"subject": "Thiếu 3 ha đất sạch", "count": "17", "raised_on": "01/8/2023"}]
        services.save_rows(row, table="difficulties", rows=rows, by=officer, at=at(2023, 9, 12))
        for figure in row.figures.all():
            value = FigureInput(figure.code, None, figure.version, Decimal(96), Decimal(128), evidence="Sổ số 5")
            services.save_draft(row, by=officer, at=at(2023, 9, 12), figures=[value])
        services.submit(row, by=head, at=at(2023, 9, 15))
        services.accept(of(period, body), by=cast.chi, at=at(2023, 9, 18))
    return jobs.build_report(services.request_report(period, by=cast.chi, at=at(2023, 9, 25)))


def rows_behind() -> set[str]:
    """Every key that a figure may lead to: returns, lines of their tables, obligations, and the plan's own aims."""
    found = set(Return.objects.values_list("key", flat=True)) | set(ReturnRow.objects.values_list("key", flat=True))
    aims = {m.target_place for m in measures.registry().values() if m.target_place}
    return found | set(Obligation.objects.values_list("key", flat=True)) | aims


def unresolved(figures: dict[str, Any]) -> list[str]:
    """Say of which figures the measure or a row cannot be found."""
    known, wrong = rows_behind(), []
    for figure in figures["figures"]:
        named = figure["measure"] in measures.registry()
        named = named or (figure["kind"] == "words" and (figure["measure"] in IN_WORDS or not figure["measure"]))
        if not named or not set(figure["rows"]) <= known or not (figure["rows"] or figure["value"] == "0"):
            wrong.append(f"{figure['place']}: {figure['printed']} ({figure['measure']})")
    return wrong


def told(figures: dict[str, Any], *, without: list[str] = ()) -> Counter[str]:  # type: ignore[assignment]
    """Count every run of digits that ``figures.json`` tells of."""
    texts = [f["printed"] for f in [*figures["figures"], *figures["references"]]]
    for text in without:
        texts.remove(text)
    return Counter(d for text in texts for d in DIGITS.findall(text))


def test_every_number_of_the_report_leads_to_rows(report: Report) -> None:
    paper = paper_of(report)
    figures = writers.figures_of(paper)
    assert len(figures["figures"]) > 60
    assert unresolved(figures) == []
    drawn = [str(v.value) for b in paper.paragraphs if isinstance(b, writers.Figure) for v in b.values]
    assert drawn
    assert Counter(DIGITS.findall(word_text(writers.word(paper)))) == told(figures, without=drawn)
    pages = pdf_pages(writers.pdf(paper))
    numbers = Counter(m[1] for page in pages if (m := re.match(r"\s*(\d+)\s*[\r\n]", page)))
    found = Counter(d for page in pages for d in DIGITS.findall(page))
    assert found - numbers == told(figures)


def test_counts_are_the_number_of_their_rows(report: Report) -> None:
    counted = [f for f in writers.figures_of(paper_of(report))["figures"] if f["measure"].startswith("plan.")]
    counted = [f for f in counted if f["kind"] == "figure" and "quá hạn · dòng" not in f["place"]]
    assert len(counted) > 12
    for figure in counted:
        assert int(figure["value"]) == len(figure["rows"]), figure["place"]


def test_the_check_fails_when_a_row_is_gone_and_when_a_number_comes_from_nowhere(report: Report) -> None:
    figures = writers.figures_of(paper_of(report))
    ReturnRow.objects.all().delete()
    assert any("17" in line for line in unresolved(figures))
    text = word_text(writers.word(paper_of(report))) + "\nThêm 999 hồ sơ."
    assert Counter(DIGITS.findall(text)) - told(figures)


def test_words_that_the_coordinator_edited_are_marked(report: Report, cast: Cast) -> None:
    paragraph = report.paragraphs.first()
    assert paragraph is not None
    services.edit_paragraph(paragraph, text="Đã giải quyết 46 hồ sơ.", version=1, by=cast.chi, at=at(2023, 9, 26))
    found = [f for f in writers.figures_of(paper_of(report))["figures"] if f["printed"] == "46"]
    assert [f["note"] for f in found] == ["đã biên tập"]


def test_the_paper_reads_like_an_official_report(report: Report) -> None:
    text = " ".join("\n".join(pdf_pages(writers.pdf(paper_of(report)))).split())
    for words in ("BÁO CÁO Kết quả thực hiện Kế hoạch 124, quý III/2023", "Căn cứ Kế hoạch 124/KH-UBND ngày 01/6/2023",
                  "DỰ THẢO", "I. Công tác chỉ đạo và triển khai", "từ 75 % trở lên", "Phụ lục I",
                  "Nơi nhận:"):  # fmt: skip
        assert words in text, words


def test_an_issued_report_bears_its_number_and_day_on_every_annex(report: Report, cast: Cast) -> None:
    services.lock_period(report.period, by=cast.chi, at=at(2023, 9, 26))
    signed = services.issue(report, number="345/BC-SKHĐT", signed_on=date(2023, 9, 27), by=cast.chi, at=at(2023, 9, 27))
    text = word_text(writers.word(paper_of(signed)))
    assert "DỰ THẢO" not in text
    assert "ngày 27 tháng 9 năm 2023" in text
    assert text.count("(Kèm theo Báo cáo số 345/BC-SKHĐT ngày 27/9/2023") == len(paper_of(signed).annexes)


@pytest.mark.parametrize("code", list(domain.regimes()))
def test_the_names_and_bases_of_every_regime_can_be_printed(code: str, cast: Cast) -> None:
    period = Period.objects.create(
        regime=code, name="2023-Q3", label="Quý III/2023", starts_on=date(2023, 7, 1), ends_on=date(2023, 9, 30),
        data_from=date(2023, 6, 15), data_until=date(2023, 9, 14), named_on=date(2023, 9, 20), due_on=date(2023, 9, 19),
        due_rule="thử", opened_at=at(2023, 9, 5),
    )  # fmt: skip
    report = Report.objects.create(
        period=period, state="draft", as_of=date(2023, 9, 20), asked_at=at(2023, 9, 20), changed_at=at(2023, 9, 20)
    )
    assert writers.printed(paper_of(report))
    assert writers.pdf(paper_of(report)).startswith(b"%PDF")


@pytest.mark.parametrize("form", ["docx", "pdf", "xlsx"])
def test_the_report_leaves_as_a_file(form: str, report: Report, cast: Cast) -> None:
    answer = client_of(cast.chi).get(reverse("reporting:export", args=[report.key, form]))
    assert answer.status_code == 200
    assert answer["Content-Type"] == writers.MEDIA[form]
    assert answer["Content-Disposition"].endswith(f'.{form}"')
    assert answer.content[:4] in (b"PK\x03\x04", b"%PDF")


def test_that_there_is_a_draft_is_hidden_from_agencies_and_the_door_is_closed_to_the_public(
    report: Report, cast: Cast
) -> None:
    """404 where knowing of the draft would already tell something, 403 where the whole room is somebody else's."""
    address = reverse("reporting:export", args=[report.key, "docx"])
    assert client_of(cast.an).get(address).status_code == 404  # an agency that reported, before the report is issued
    assert client_of(cast.dung).get(address).status_code == 403  # a business: no official, whatever there is
    services.lock_period(report.period, by=cast.chi, at=at(2023, 9, 26))
    services.issue(report, number="345/BC-SKHĐT", signed_on=date(2023, 9, 27), by=cast.chi, at=at(2023, 9, 27))
    assert client_of(cast.an).get(address).status_code == 200
    assert client_of(cast.dung).get(address).status_code == 403


def test_a_report_sent_upwards_greets_its_receiver_and_says_as_above(cast: Cast) -> None:
    """Nghị định 30/2020, Phụ lục I, mục II.9: a report to a higher body bears “Kính gửi” and, below, “Như trên”."""
    focal = agency("Sở Kế hoạch và Đầu tư tỉnh", code="so-ke-hoach-va-dau-tu")
    paper = paper_of(drafted(cast))
    assert (paper.issuer, paper.addressed_to) == (focal.name, (cast.province.name,))
    assert paper.recipients[0] == "- Như trên;"
    assert (paper.signer.capacity, paper.signer.role) == ("", "GIÁM ĐỐC")
    for text in (word_text(writers.word(paper)), "\n".join(pdf_pages(writers.pdf(paper)))):
        assert f"Kính gửi: {cast.province.name}." in " ".join(text.split())


def test_a_report_the_province_issues_itself_greets_nobody_and_is_signed_for_the_committee(cast: Cast) -> None:
    """Nobody stands above in this paper, so no “Kính gửi”; the chair signs on behalf of the committee."""
    paper = paper_of(drafted(cast))
    assert (paper.issuer, paper.addressed_to, paper.superior) == (cast.province.name, (), "")
    assert "- Như trên;" not in paper.recipients
    assert (paper.signer.capacity, paper.signer.role) == ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")
    assert "Kính gửi" not in word_text(writers.word(paper))


def drafted(cast: Cast) -> Report:
    """A third quarter with one return, consolidated."""
    plan()
    period = third_quarter()
    services.accept(sent(of(period, cast.a), cast.an, cast.head_a, at(2023, 9, 15)), by=cast.chi, at=at(2023, 9, 16))
    return jobs.build_report(services.request_report(period, by=cast.chi, at=at(2023, 9, 25)))


def test_a_report_of_2023_drawn_up_in_2026_tells_2023_and_names_todays_successors_where_asked(cast: Cast) -> None:
    then = drafted(cast)
    new = agency("Sở Nông nghiệp và Môi trường", valid_from=date(2025, 3, 1))
    succeed(cast.a, new, on=date(2025, 3, 1))
    plan_services.hand_over_successions(Plan.objects.get(), at=at(2025, 3, 3), by=cast.office)
    row = Obligation.objects.get(holder=cast.b, duty__index__eid="idx_2")
    plan_services.suspend(row, reason="Chờ luật", document_number="5/UBND", by=cast.chi, at=at(2025, 6, 2))
    now = jobs.build_report(services.request_report(then.period, by=cast.chi, at=at(2026, 11, 2)))
    assert now.as_of == date(2023, 9, 30)
    codes = ("by_agency", "by_index")
    assert [now.tables[c]["rows"] for c in codes] == [then.tables[c]["rows"] for c in codes]
    plain = word_text(writers.word(paper_of(now)))
    assert cast.a.name in plain
    assert new.name not in plain
    told = paper_of(now, successors_on=date(2026, 11, 2))
    assert told.annexes[-1].title == "Cơ quan kế nhiệm tính đến ngày 02/11/2026"
    assert [row[1:4] for row in told.annexes[-1].blocks[0].rows] == [(cast.a.name, new.name, date(2025, 3, 1))]  # type: ignore[union-attr]
    assert unresolved(writers.figures_of(told)) == []
    address = reverse("reporting:export", args=[now.key, "html"])
    assert new.name not in client_of(cast.chi).get(address).content.decode()
    assert new.name in client_of(cast.chi).get(address, {"ten": "nay"}).content.decode()


def test_a_day_to_come_is_no_day_of_a_report(cast: Cast) -> None:
    period = drafted(cast).period
    with pytest.raises(Invalid, match="không thể sau hôm nay"):
        services.request_report(period, by=cast.chi, at=at(2023, 9, 25), as_of=date(2023, 9, 26))
    address = reverse("reporting:period_verb", args=[period.key, "tong-hop"])
    assert "Số liệu đến ngày" in client_of(cast.chi).get(address).content.decode()
    refused = client_of(cast.chi).post(address, {"as_of": "1/1/2999"})
    assert refused.status_code == 422
    assert "không thể sau hôm nay" in refused.content.decode()


def test_a_replaced_word_template_is_named_beside_the_files_with_what_keeps_our_layout(
    report: Report, cast: Cast
) -> None:
    address = reverse("reporting:report", args=[report.key])
    assert "mẫu của tỉnh" not in client_of(cast.chi).get(address).content.decode()
    row = papers_services.bring_template(
        "bao-cao", content=template.ours(), name="mau.docx", by=cast.chi, at=at(2023, 9, 25)
    )
    papers_services.use_template(row, by=cast.chi, at=at(2023, 9, 25))
    page = " ".join(client_of(cast.chi).get(address).content.decode().split())
    assert "mẫu của tỉnh, bản 1" in page
    assert "bản PDF và bản in giữ thể thức của hệ thống" in page


def test_writing_a_report_asks_the_database_no_more_for_more_agencies(report: Report) -> None:
    with CaptureQueriesContext(connection) as few:
        paper_of(report)
    row = report.paragraphs.first()
    assert row is not None
    for n in range(50):
        row.pk, row.key, row.section, row.duty_order = None, f"them-{n}", None, 100 + n
        row.save()
    with CaptureQueriesContext(connection) as many:
        paper_of(report)
    assert len(many) <= len(few) <= 5


def test_a_measure_is_shown_for_the_province_and_for_one_agency_as_frozen(cast: Cast) -> None:
    plan()
    period = third_quarter()
    services.accept(sent(of(period, cast.a), cast.an, cast.head_a, at(2023, 9, 15)), by=cast.chi, at=at(2023, 9, 16))
    services.lock_period(period, by=cast.chi, at=at(2023, 9, 25))
    words = ["show", "reporting.received", "--period", period.name, "--json", "-"]
    whole, one, missing = (
        json.loads(CliRunner().invoke(measure_command, [*words, *more]).output)
        for more in ([], ["--agency", "so-tnmt"], ["--agency", "so-ct"])
    )
    assert (whole["agency"], whole["value"], whole["denominator"]) == (None, "1", "3")
    assert (one["agency"]["name"], one["value"], one["denominator"]) == (cast.a.name, "1", "1")
    assert (missing["value"], missing["denominator"]) == ("0", "1")
    assert [Decimal(f["frozen"]["value"]) for f in (whole, one, missing)] == [1, 1, 0]
    wrong = CliRunner().invoke(measure_command, [*words, "--agency", "so-khong-co"])
    assert isinstance(wrong.exception, Invalid)
    assert "so-khong-co" in wrong.exception.message


def test_the_command_writes_the_files_and_where_each_figure_came_from(cast: Cast, tmp_path: Any) -> None:
    plan()
    period = third_quarter()
    services.accept(sent(of(period, cast.a), cast.an, cast.head_a, at(2023, 9, 15)), by=cast.chi, at=at(2023, 9, 16))
    words = ["build", "--regime", period.regime, "--period", period.name, "--out", str(tmp_path), "--json", "-"]
    done = CliRunner().invoke(command, words)
    assert done.exit_code == 0, done.output
    said = json.loads(done.output)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["bao-cao.docx", "bao-cao.pdf", "bao-cao.xlsx", "figures.json"]
    figures = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))
    assert len(figures["figures"]) == said["figures"] > 20
    assert unresolved(figures) == []
    drawn = [f["printed"] for f in figures["figures"] if f["place"].endswith(": Nhiệm vụ theo chỉ số")]
    text = word_text((tmp_path / "bao-cao.docx").read_bytes())
    assert Counter(DIGITS.findall(text)) == told(figures, without=drawn)
