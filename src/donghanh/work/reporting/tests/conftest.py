"""The province of these stories has no source for any target yet: agencies enter their figures by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from donghanh.work.reporting import domain


@pytest.fixture(autouse=True)
def by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every figure be without a source; a story about sources names one itself."""
    forms = domain.figure_forms()
    for code, form in list(forms.items()):
        monkeypatch.setitem(forms, code, replace(form, source=""))
