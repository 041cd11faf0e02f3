"""Alike is alike with and without marks, the same every time, and nothing unlike is called alike."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from donghanh.work.petitions.engine import similarity

TEXTS = [
    "Thủ tục gia hạn thuê đất trong cụm công nghiệp khi cấp huyện không còn",
    "Hỗ trợ chi phí chuyển đổi số cho doanh nghiệp nhỏ và vừa nộp hồ sơ ở đâu",
    "Xe hàng chờ thông quan ở cửa khẩu Tân Thanh quá lâu",
    "Gia hạn thời gian thuê đất cụm công nghiệp Hữu Lũng nộp ở đâu",
    "Chậm cấp giấy chứng nhận quyền sử dụng đất cho hợp tác xã",
]


def test_the_same_matter_comes_first_with_and_without_marks() -> None:
    index = similarity.Index(TEXTS)
    with_marks = index.nearest("gia hạn thuê đất cụm công nghiệp", limit=2)
    without = index.nearest("gia han thue dat cum cong nghiep", limit=2)
    assert with_marks == without
    assert {m.place for m in with_marks} == {0, 3}
    assert index.nearest("giá vé máy bay quốc tế", floor=0.3) == []


def test_a_typing_slip_does_not_hide_a_match() -> None:
    assert similarity.Index(TEXTS).nearest("xe hang cho thong quqn cua khau tan thanh")[0].place == 2


def test_a_text_is_wholly_like_itself() -> None:
    index = similarity.Index(TEXTS)
    for place, text in enumerate(TEXTS):
        best = index.nearest(text, limit=1)[0]
        assert best.place == place
        assert best.score == pytest.approx(1.0)


def test_the_weight_of_a_worked_example() -> None:
    # Two texts "abc" and "abd", each one 3-gram " ab" in common; by hand: see the formula at the module's head.
    index = similarity.Index(["abc", "abd"])
    common, own = 1 + np.log(3 / 3), 1 + np.log(3 / 2)
    # " ab" is shared; "abc", "bc ", " abc", "abc " belong to one text each: five n-grams in all.
    cosine = common**2 / (common**2 + 4 * own**2)
    assert index.scores("abd")[0] == pytest.approx(cosine)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=40), max_size=8), st.text(max_size=40))
def test_scores_stay_between_nothing_and_one(texts: list[str], asked: str) -> None:
    index = similarity.Index(texts)
    scores = index.scores(asked)
    assert len(scores) == len(texts)
    assert ((scores >= 0) & (scores <= 1 + 1e-9)).all()
    assert index.nearest(asked) == similarity.Index(texts).nearest(asked)


def test_groups_hold_what_says_the_same() -> None:
    texts = [f"{TEXTS[0]} số {n}" for n in range(4)] + [f"{TEXTS[2]} ngày {n}" for n in range(3)] + [TEXTS[1]]
    assert similarity.clusters(texts) == [(0, 1, 2, 3), (4, 5, 6)]


def test_two_thousand_answers_are_compared_while_somebody_waits() -> None:
    texts = [f"{TEXTS[n % 5]} lần {n} thôn {n * 7 % 97}" for n in range(2000)]
    index = similarity.Index(texts)
    before = time.process_time()
    index.nearest(TEXTS[0])
    assert time.process_time() - before < 0.5
