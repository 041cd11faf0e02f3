"""The desk without a mouse."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey


def focused(person: Visitor) -> str:
    """Return the words of what has the focus."""
    said: str = person.page.evaluate("(document.activeElement.innerText || document.activeElement.name || '').trim()")
    return said


def test_an_officer_finds_opens_and_reports_with_the_keyboard_alone(invite: Callable[..., Visitor]) -> None:
    an = invite()
    an.visit("/dang-nhap/")
    keys = an.page.keyboard
    tab_to(an, "login")
    keys.type("chuyenvien@trial.donghanh.localhost")
    tab_to(an, "password")
    keys.type("dong-hanh-dung-thu-2026")
    keys.press("Enter")
    an.page.wait_for_url("**/viec-cua-toi/")
    an.look()

    keys.press("Tab")
    assert focused(an) == "Đến nội dung chính", "the first stop skips the menus"
    keys.press("Enter")
    assert an.page.evaluate("document.activeElement.id") == "noi-dung"
    keys.press("j")
    first = focused(an)
    keys.press("j")
    second = focused(an)
    keys.press("k")
    assert first, "j goes to the first row"
    assert first != second, "j goes on"
    assert focused(an) == first, "k goes back"
    keys.press("/")
    assert an.page.evaluate("document.activeElement.type") == "search"
    keys.type("to ho tro thu tuc dau tu")
    keys.press("Enter")
    an.page.wait_for_url("**/tim/**")
    an.look().sees("Vận hành tốt Tổ hỗ trợ thủ tục đầu tư")
    tab_to(an, "Vận hành tốt Tổ hỗ trợ thủ tục đầu tư")
    keys.press("Enter")
    an.page.wait_for_url("**/nhiem-vu/**")
    an.look()
    tab_to(an, "Sở Kế hoạch và Đầu tư", within="main")
    keys.press("Enter")
    an.page.wait_for_url("**/viec/**")
    tab_to(an, "Nhận việc")
    keys.press("Enter")
    an.page.wait_for_url("**/nhan/")
    tab_to(an, "Nhận việc")
    keys.press("Enter")
    an.page.get_by_text("Đã nhận việc").first.wait_for()
    an.page.wait_for_load_state("load")
    an.look()


def tab_to(person: Visitor, words: str, *, within: str = "body") -> None:
    """Press Tab until something with these words has a focus that can be seen."""
    for _ in range(120):
        person.page.keyboard.press("Tab")
        where = f"{within} :is(a, button, input, textarea, select, summary)"
        if words in focused(person) and person.page.evaluate("(w) => document.activeElement.matches(w)", where):
            ring = person.page.evaluate(
                "(() => { const s = getComputedStyle(document.activeElement); return s.outlineStyle + s.boxShadow })()"
            )
            assert ring != "nonenone", f"the focus on {words} cannot be seen"
            return
    raise AssertionError(f"Tab never reaches {words} on {person.page.url}")
