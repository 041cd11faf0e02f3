"""Components draw what they promise, in words as well as in colours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace

import pytest

from donghanh.ui import assets, shell
from donghanh.ui.web import rail

Draw = Callable[..., str]
COMPONENTS = sorted(p.stem for p in (assets.HERE / "templates" / "cotton").glob("*.html"))


@pytest.mark.parametrize("name", COMPONENTS)
def test_every_component_says_its_attributes_at_its_head(name: str) -> None:
    text = (assets.HERE / "templates" / "cotton" / f"{name}.html").read_text(encoding="utf-8")
    assert text.startswith(f"{{% comment %}}c-{name}: ")
    assert "<c-vars " in text, "without defaults a component would show its page's variables of the same name"


@pytest.mark.parametrize("name", COMPONENTS)
def test_every_component_draws_with_nothing_given_and_takes_nothing_from_its_page(draw: Draw, name: str) -> None:
    leaky = dict.fromkeys(
        ("title", "label", "word", "kind", "href", "note", "actions", "value", "name", "id", "rule"), "RÒ RỈ"
    )
    assert "RÒ RỈ" not in draw(f"<c-{name} />", **leaky)


def test_a_date_block_judges_by_the_day_it_is_told(draw: Draw) -> None:
    late = draw('<c-due :on="on" />', on=date(2026, 11, 13))
    assert 'class="due late"' in late
    assert "trễ 9 ngày" in late
    assert 'datetime="2026-11-13"' in late
    assert "hôm nay" in draw('<c-due :on="on" />', on=date(2026, 11, 22))
    assert 'class="due open"' in draw('<c-due :on="on" />', on=date(2026, 12, 9))


def test_a_date_block_without_a_date_says_so(draw: Draw) -> None:
    assert "không hạn" in draw('<c-due :on="on" />', on=None)


def test_the_caller_s_working_days_win_over_calendar_days(draw: Draw) -> None:
    block = draw('<c-due :on="on" word="trễ 6 ngày" kind="late" />', on=date(2026, 11, 13))
    assert "<i>trễ 6 ngày</i>" in block


def test_a_date_far_away_shows_its_year_and_says_the_days_in_its_title(draw: Draw) -> None:
    block = draw('<c-due :on="on" />', on=date(2023, 6, 15))
    assert "6/2023" in block
    assert "trễ 3 năm" in block
    assert "trễ 1.256 ngày" in block


@pytest.mark.parametrize("kind", ["done", "soon", "late", "open", "none"])
def test_a_status_is_always_a_word_too(draw: Draw, kind: str) -> None:
    text = draw(f'<c-status kind="{kind}" />')
    assert f'class="status {kind}"' in text
    assert len(text.split(">")[1]) > 3


def test_a_bar_says_its_counts_and_fills_its_whole_width(draw: Draw) -> None:
    bar = draw('<c-bar done="3" open="4" late="1" />')
    assert 'aria-label="3 xong, 4 đang làm, 1 trễ"' in bar
    assert '<rect class="late" x="87.50%" width="12.50%"' in bar


def test_a_bar_of_nothing_is_empty_and_does_not_fail(draw: Draw) -> None:
    assert "<rect" not in draw('<c-bar done="0" late="" />')


def test_a_deadline_is_explained_day_by_day_with_days_off_struck(draw: Draw) -> None:
    steps = (
        SimpleNamespace(day=date(2026, 11, 23), counted=1, note="ngày làm việc"),
        SimpleNamespace(day=date(2026, 11, 24), counted=None, note="Ngày Văn hóa Việt Nam"),
        SimpleNamespace(day=date(2026, 11, 25), counted=2, note="ngày làm việc"),
    )
    deadline = SimpleNamespace(due_on=date(2026, 11, 25), steps=steps, rule="2 ngày làm việc.")
    text = draw('<c-why :deadline="d" />', d=deadline)
    assert "Vì sao hạn là 25/11/2026?" in text
    assert '<div class="off"><dt>T3 24/11</dt>' in text
    assert '<div class="due-line"><dt>T4 25/11</dt>' in text


def test_a_button_s_other_attributes_are_kept_and_escaped(draw: Draw) -> None:
    evil = '" onclick="alert(1)" x="'
    button = draw('<c-btn name="verb" :value="value" hx-post="/x" disabled>Gửi</c-btn>', value=evil)
    assert 'hx-post="/x"' in button
    assert 'onclick="' not in button
    assert "disabled" in button


def test_what_people_typed_is_escaped_in_a_row(draw: Draw) -> None:
    row = draw('<c-task title="{{ t }}" href="/x" />', t="<script>alert(1)</script>")
    assert "<script>" not in row


def test_a_link_to_a_room_that_is_not_installed_is_nothing(draw: Draw) -> None:
    assert draw("[{% house_url 'nowhere:at-all' %}]") == "[]"


def test_the_rail_marks_the_deepest_line_that_leads_here(draw: Draw, rf: object) -> None:
    menu = [
        rail.Line(shell.MenuItem("Các thành phần", "ui:gallery", "components", 1), 0),
        rail.Line(shell.MenuItem("Khung", "ui:frame", "list-check", 2), 2),
    ]
    source = "{% rail as groups %}{% for g in groups %}{% for l in g.lines %}{{ l.item.label }}={{ l.current }};{% endfor %}{% endfor %}"
    here = rf.get("/ui/khung/")  # type: ignore[attr-defined]
    assert draw(source, menu=menu, request=here) == "Các thành phần=;Khung=page;"


def test_a_changed_filter_goes_back_to_the_first_page(draw: Draw, rf: object) -> None:
    request = rf.get("/x/", {"co_quan": "stc", "trang": "4"})  # type: ignore[attr-defined]
    assert draw("{% query xep='-han' %}", request=request) == "?co_quan=stc&amp;xep=-han"
    assert draw("{% query trang=5 %}", request=request) == "?co_quan=stc&amp;trang=5"


@pytest.mark.parametrize(
    ("size", "said"), [(0, "0 byte"), (900, "900 byte"), (2516582, "2,4 MB"), (3 * 1024**3, "3 GB"), (None, "—")]
)
def test_a_size_is_said_in_the_unit_people_use(draw: Draw, size: int | None, said: str) -> None:
    assert draw("{{ size|dung_luong }}", size=size) == said
