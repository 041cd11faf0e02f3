"""Any list of the house as an annex: exactly the filtered rows, under what it says of itself."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import django_tables2 as tables
import docx
import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from donghanh.ground.orgs.models import Agency
from donghanh.kit.dates import ZONE
from donghanh.kit.errors import NotNow
from donghanh.record.papers import api, queries
from donghanh.record.papers.tests.factories import pdf_pages, word_text
from donghanh.ui import lists

BACKEND = "django.contrib.auth.backends.ModelBackend"


class Rows(lists.HouseTable):
    name = lists.MainColumn(verbose_name="Nhiệm vụ")
    due = lists.DateColumn(verbose_name="Hạn")
    count = lists.NumberColumn(verbose_name="Số hồ sơ", total=True)
    caption = "Việc thử"


def leaving(**changes: Any) -> lists.Leaving:
    from datetime import datetime

    facts: dict[str, Any] = {
        "name": "Việc thử", "filters": (("Chỉ số", "Tiếp cận đất đai"),), "as_of": date(2023, 9, 15),
        "by": "Lương Kim Chi, Điều phối", "at": datetime(2023, 9, 18, 14, 5, tzinfo=ZONE), "trial": True,
    }  # fmt: skip
    return lists.Leaving(**(facts | changes))


def rows(count: int) -> list[dict[str, Any]]:
    return [{"name": f"Việc {n}", "due": date(2023, 9, 1), "count": n, "key": f"k{n}"} for n in range(count)]


def test_a_list_says_its_day_its_filters_who_printed_it_and_that_it_is_a_trial() -> None:
    paper = queries.list_paper(Rows(rows(3)), leaving())
    for text in (word_text(api.word(paper)), "\n".join(pdf_pages(api.pdf(paper)))):
        flat = " ".join(text.split())
        for words in ("Phụ lục", "VIỆC THỬ", "Số liệu đến ngày 15/9/2023", "Bộ lọc: Chỉ số: Tiếp cận đất đai",
                      "Số dòng: 3", "Người in: Lương Kim Chi, Điều phối", "In lúc 14:05 ngày 18/9/2023",
                      "Bản dùng thử"):  # fmt: skip
            assert words in flat, words


def test_every_line_leads_to_its_row_and_the_sum_to_all() -> None:
    figures = api.figures_of(queries.list_paper(Rows(rows(3)), leaving()))["figures"]
    behind = {(f["printed"], tuple(f["rows"])) for f in figures}
    assert ("2", ("k2",)) in behind
    assert ("3", ("k0", "k1", "k2")) in behind  # 0 + 1 + 2


@pytest.mark.parametrize("count", [0, 1, 500])
def test_lists_of_every_length_print(count: int) -> None:
    paper = queries.list_paper(Rows(rows(count)), leaving(trial=False))
    table = docx.Document(io.BytesIO(api.word(paper))).tables[0]
    assert len(table.rows) == count + 2
    assert api.pdf(paper).startswith(b"%PDF")
    assert paper.mark == ""


def test_a_list_too_long_for_paper_is_refused_with_what_to_do() -> None:
    with pytest.raises(NotNow, match="tải bản Excel"):
        queries.list_paper(Rows(rows(queries.MOST_ON_PAPER + 1)), leaving())


def test_values_stand_as_values_and_links_as_words() -> None:
    from django.utils.safestring import SafeString

    class Odd(tables.Table):
        a = tables.Column("A")
        b = tables.Column("B")
        c = tables.Column("C")

    paper = queries.list_paper(
        Odd([{"a": SafeString('<a href="/x">Một  việc</a>'), "b": True, "c": Decimal("1234.5")}]), leaving()
    )
    assert paper.tables()[0][1].rows[0][1:] == ("Một việc", "có", Decimal("1234.5"))


def test_filters_are_told_in_the_words_of_the_form() -> None:
    from django import forms

    class Look(forms.Form):
        q = forms.CharField(label="Tên")
        kind = forms.ChoiceField(
            label="Loại", choices=[("", "Tất cả"), ("so", "Sở, ban, ngành"), ("Nhóm", [("x", "Xã")])]
        )
        late = forms.BooleanField(label="Quá hạn")

    asked = QueryDict("q=đất&kind=so&late=on&trang=2&xep=q&tai=docx&kind2=")
    told = lists.filters_in_words(asked, Look())
    assert told == (("Tên", "đất"), ("Loại", "Sở, ban, ngành"), ("Quá hạn", "có"))
    assert lists.filters_in_words(QueryDict("kind=x"), Look()) == (("Loại", "Xã"),)
    assert lists.filters_in_words(QueryDict("q=đất")) == (("Tìm", "đất"),)


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_the_agencies_page_offers_and_gives_the_annex(form: str, an: Any) -> None:
    client = Client()
    client.force_login(an, backend=BACKEND)
    url = reverse("orgs:list")
    assert f"tai={form}" in client.get(url).content.decode()
    answer = client.get(f"{url}?tai={form}&q=thu+nghiem")
    assert answer.status_code == 200
    assert answer["Content-Type"] == api.MEDIA[form]
    text = word_text(answer.content) if form == "docx" else "\n".join(pdf_pages(answer.content))
    flat = " ".join(text.split())
    assert "Sở Thử nghiệm A" in flat
    assert "thu nghiem" in flat
    assert an.full_name in flat


@pytest.mark.django_db
def test_a_list_on_paper_costs_the_same_queries_for_one_row_and_fifty() -> None:
    def ask() -> int:
        with CaptureQueriesContext(connection) as queries_:
            assert Client().get(f"{reverse('orgs:list')}?tai=docx").status_code == 200
        return len(queries_)

    def more(n: int) -> None:
        name = f"Cơ quan in thử số {n}"
        Agency(
            code=f"in-thu-{n}", name=name, short_name=name, kind="department", command="ordered", verified=True
        ).save()

    more(0)
    ask()
    few = ask()
    for n in range(1, 51):
        more(n)
    assert ask() == few
