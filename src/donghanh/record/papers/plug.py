"""What the papers room contributes: every list of the house can leave as an annex in Word or PDF."""

from __future__ import annotations

from donghanh.record.papers import api, queries
from donghanh.ui.lists import ListForm, add_form

add_form(ListForm("docx", "Word (phụ lục)", api.MEDIA["docx"], lambda t, about: api.word(queries.list_paper(t, about))))
add_form(ListForm("pdf", "PDF (phụ lục)", api.MEDIA["pdf"], lambda t, about: api.pdf(queries.list_paper(t, about))))
