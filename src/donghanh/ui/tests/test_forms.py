"""Fields read what people write and say in one sentence what is wrong."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from donghanh.kit.errors import Invalid
from donghanh.ui.forms import DateField, FileField, NumberField, refuse


class Report(forms.Form):
    on = DateField(label="Ngày", help_text="Viết ngày/tháng/năm.")
    share = NumberField(label="Tỷ lệ", low=0, high=100, required=False)
    people = NumberField(label="Số người", whole=True, required=False)
    file = FileField(label="Tệp", limit=10, required=False)


@pytest.mark.parametrize("written", ["15/06/2023", "15-6-2023", "2023-06-15", " 15.6.2023 "])
def test_a_day_is_read_however_it_is_written(written: str) -> None:
    form = Report({"on": written})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["on"] == date(2023, 6, 15)


def test_a_day_that_does_not_exist_is_refused_with_what_to_do() -> None:
    form = Report({"on": "31/02/2026"})
    assert form.errors["on"] == ["“31/02/2026” không phải là ngày có thật; hãy viết như 31/12/2026."]


def test_an_empty_field_says_what_to_do() -> None:
    assert Report({}).errors["on"] == ["Hãy điền mục này."]


@pytest.mark.parametrize(("written", "value"), [("62,5", "62.5"), ("62.5", "62.5"), ("62,5 %", "62.5"), ("7", "7")])
def test_both_decimal_marks_are_read(written: str, value: str) -> None:
    form = Report({"on": "01/6/2023", "share": written})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["share"] == Decimal(value)


def test_the_page_says_how_a_doubtful_number_was_read() -> None:
    assert "được đọc là 7,5" in Report({"on": "01/6/2023", "share": "7.5"}).as_p() or "7,5" in str(
        Report({"on": "01/6/2023", "share": "7.5"})
    )
    assert "được đọc là" not in str(Report({"on": "01/6/2023", "share": "7,5"}))


@pytest.mark.parametrize(
    ("data", "field", "sentence"),
    [
        ({"share": "120"}, "share", "Số không được quá 100."),
        ({"share": "-1"}, "share", "Số phải từ 0 trở lên."),
        ({"share": "nhiều"}, "share", "“nhiều” không phải là số; hãy viết như 1.234,5."),
        ({"people": "2,5"}, "people", "Cần số nguyên, không có phần lẻ."),
    ],
)
def test_a_number_outside_its_limits_is_refused(data: dict[str, str], field: str, sentence: str) -> None:
    assert Report({"on": "01/6/2023"} | data).errors[field] == [sentence]


def test_a_file_over_the_limit_is_refused_with_both_sizes() -> None:
    form = Report({"on": "01/6/2023"}, {"file": SimpleUploadedFile("a.pdf", b"x" * 11)})
    assert "quá mức" in form.errors["file"][0]


def test_a_field_shows_label_hint_error_and_control_in_that_order() -> None:
    drawn = str(Report({"on": "32/13/2026"}))
    start = drawn.index('<label for="id_on"')
    places = [drawn.index(part, start) for part in ("<label", 'id="id_on_helptext"', 'id="id_on_error"', "<input")]
    assert places == sorted(places)
    assert 'aria-describedby="id_on_helptext id_on_error"' in drawn
    assert 'aria-invalid="true"' in drawn


def test_the_summary_above_leads_to_each_wrong_field() -> None:
    drawn = str(Report({"on": "32/13/2026"}))
    assert drawn.index('role="alert"') < drawn.index("<label")
    assert 'href="#id_on"' in drawn


def test_a_date_shown_again_is_written_as_offices_do() -> None:
    assert 'value="05/06/2023"' in str(Report(initial={"on": date(2023, 6, 5)}))


def test_a_service_s_refusal_is_shown_at_the_field_it_names() -> None:
    form = Report({"on": "01/6/2023"})
    assert form.is_valid()
    refuse(form, Invalid("x", "Ngày sớm hơn ngày giao.", fields={"on": "Ngày này sớm hơn ngày giao 05/6/2023."}))
    assert form.errors["on"] == ["Ngày này sớm hơn ngày giao 05/6/2023."]
    other = Report({"on": "01/6/2023"})
    assert other.is_valid()
    refuse(other, Invalid("x", "Việc đã đóng."))
    assert other.non_field_errors() == ["Việc đã đóng."]
