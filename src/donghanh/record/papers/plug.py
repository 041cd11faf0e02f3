"""What the papers room contributes: every list of the house can leave as an annex in Word or PDF."""

from __future__ import annotations

from datetime import date
from typing import Any

from donghanh.ground.files import api as files
from donghanh.kit import policy
from donghanh.record.papers import api, queries
from donghanh.record.papers.models import Template
from donghanh.ui import shell
from donghanh.ui.lists import ListForm, add_form


def _reads_template(stored: Any, user: Any, on: date) -> bool:
    """Open a template's file to whoever may see templates."""
    return bool(policy.may("papers.read", user, on=on)) and Template.objects.filter(file=stored).exists()


files.allow("template", _reads_template)
shell.add(
    shell.MenuItem(
        "Mẫu văn bản",
        "papers:templates",
        "file-text",
        45,
        group="Vận hành",
        shown=lambda user, on: bool(policy.may("papers.replace", user, on=on)),
    )
)

add_form(ListForm("docx", "Word (phụ lục)", api.MEDIA["docx"], lambda t, about: api.word(queries.list_paper(t, about))))
add_form(ListForm("pdf", "PDF (phụ lục)", api.MEDIA["pdf"], lambda t, about: api.pdf(queries.list_paper(t, about))))
