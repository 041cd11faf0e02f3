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
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from donghanh.config.cli.report import report as command
from donghanh.record.measures import api as measures
from donghanh.record.papers import api as writers
from donghanh.record.papers.tests.factories import pdf_pages, word_text
from donghanh.work.plan.models import Obligation
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
    for agency, officer, head in ((cast.a, cast.an, cast.head_a), (cast.b, cast.binh, cast.head_b)):
        row = written(of(period, agency), officer, at(2023, 9, 12), text=WORDS)
        rows = [{"subject": "Thiếu 3 ha đất sạch", "count": "17", "raised_on": "01/8/2023"}]
        services.save_rows(row, table="difficulties", rows=rows, by=officer, at=at(2023, 9, 12))
        for figure in row.figures.all():
            value = FigureInput(figure.code, None, figure.version, Decimal(96), Decimal(128), evidence="Sổ số 5")
            services.save_draft(row, by=officer, at=at(2023, 9, 12), figures=[value])
        services.submit(row, by=head, at=at(2023, 9, 15))
        services.accept(of(period, agency), by=cast.chi, at=at(2023, 9, 18))
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
        named = figure["measure"] in measures.registry() or figure["measure"].startswith("return.")
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
    client = Client()
    client.force_login(cast.chi, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(reverse("reporting:export", args=[report.key, form]))
    assert answer.status_code == 200
    assert answer["Content-Type"] == writers.MEDIA[form]
    assert answer["Content-Disposition"].endswith(f'.{form}"')
    assert answer.content[:4] in (b"PK\x03\x04", b"%PDF")
    stranger = Client()
    stranger.force_login(cast.an, backend="django.contrib.auth.backends.ModelBackend")
    assert stranger.get(reverse("reporting:export", args=[report.key, form])).status_code == 404


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
