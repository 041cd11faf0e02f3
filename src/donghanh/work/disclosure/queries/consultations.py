"""Reads of consultations: passages with what was said, the summary, and the statutory table as a paper."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.urls import reverse

from donghanh.kit.dates import show_date
from donghanh.record.papers import api as papers
from donghanh.work.disclosure.domain import consultations as domain
from donghanh.work.disclosure.models import Comment, Consultation, FinalPassage, Passage


@dataclass(frozen=True)
class Summary:
    """How much was said and answered so far; public from the first day."""

    said: int
    held: int
    accepted: int
    partly: int
    rejected: int
    organisations: int
    passages: int

    @property
    def answered(self) -> int:
        """Return how many have an answer."""
        return self.accepted + self.partly + self.rejected

    @property
    def waiting(self) -> int:
        """Return how many have none."""
        return self.said - self.answered


def summary(row: Consultation) -> Summary:
    """Count what was said, in one query."""
    seen = ~Q(state="hidden")
    counted = row.comments.aggregate(
        said=Count("pk", filter=seen),
        held=Count("pk", filter=Q(state="held")),
        accepted=Count("pk", filter=seen & Q(answer="accept")),
        partly=Count("pk", filter=seen & Q(answer="partly")),
        rejected=Count("pk", filter=seen & Q(answer="reject")),
        organisations=Count("pk", filter=seen & (~Q(organisation="") | Q(agency__isnull=False))),
        passages=Count("passage", filter=seen, distinct=True),
    )
    return Summary(**counted)


def passages(row: Consultation) -> Any:
    """Return a draft's passages with how much was said about each."""
    shown = Q(comments__state="shown")
    return row.passages.annotate(
        said=Count("comments", filter=shown), waiting=Count("comments", filter=shown & Q(comments__answer=""))
    ).order_by("order")


def places(row: Consultation) -> dict[int, str]:
    """Return how each passage is cited, with those that hold it: "Điều 1, 2."; one query for a whole draft."""
    passages = list(row.passages.all())
    labels = {p.eid: p.label.strip(" .:") for p in passages}
    cited: dict[int, str] = {}
    for passage in passages:
        parts = passage.eid.split("__")
        held = [labels.get("__".join(parts[:n]), "") for n in range(1, len(parts) + 1)]
        cited[passage.pk] = ", ".join(h for h in held if h) or passage.place
    return cited


@dataclass(frozen=True)
class Traced:
    """A provision of the final text beside the draft's of the same place: ``word`` says what became of it."""

    passage: FinalPassage
    before: Passage | None
    word: str
    tone: str


def traced(row: Consultation, shown: Iterable[FinalPassage]) -> list[Traced]:
    """Lay provisions of the final text beside the draft's, each with how much had been said about it; one query."""
    page = list(shown)
    drafts = {p.eid: p for p in passages(row).filter(eid__in=[p.eid for p in page])}
    found = []
    for passage in page:
        before = drafts.get(passage.eid)
        if before is None:
            found.append(Traced(passage, None, "thêm mới", "open"))
        elif (before.heading, before.text) == (passage.heading, passage.text):
            found.append(Traced(passage, before, "như dự thảo", "done"))
        else:
            found.append(Traced(passage, before, "đã sửa", "soon"))
    return found


def left_out(row: Consultation) -> list[Passage]:
    """List the draft's provisions whose place the final text does not have."""
    kept = row.final_passages.values("eid")
    return list(passages(row).exclude(eid__in=kept))


HEAD = ("TT", "Điều, khoản, đoạn", "Cơ quan, tổ chức, cá nhân góp ý", "Nội dung góp ý", "Tiếp thu", "Giải trình")


def table_lines(row: Consultation, rows: Iterable[Comment]) -> list[list[Any]]:
    """Return the table of comments as plain values, head first; persons stand as "Cá nhân"."""
    cited = places(row)
    lines: list[list[Any]] = [list(HEAD)]
    lines += [
        [c.number, _place(c, cited), c.who, c.said, domain.ANSWERS.get(c.answer, "Chưa giải trình"), c.reason]
        for c in rows
    ]
    return lines


def _place(made: Comment, cited: dict[int, str]) -> str:
    if made.passage is None:
        return "Toàn bộ dự thảo"
    words = made.passage.words
    return f"{cited.get(made.passage.pk, made.passage.place)}: {words[:160]}{'…' if len(words) > 160 else ''}"


def paper(row: Consultation, *, on: date) -> papers.Paper:
    """Put the table of comments, acceptance and explanation into an official paper, as it stands today."""
    rows = list(row.comments.shown().select_related("passage", "agency"))
    told, cited = summary(row), places(row)
    address = reverse("disclosure:comments", args=[row.key])

    def quoted(text: str, key: str) -> papers.Cell:
        return papers.Quoted(text, papers.Source(rows=(key,), url=address)) if text else ""

    lines = tuple(
        (
            papers.Number(c.number, papers.Source(rows=(c.key,), url=address)),
            quoted(_place(c, cited), c.key),
            quoted(c.who, c.key),
            quoted(c.said, c.key),
            domain.ANSWERS.get(c.answer, "Chưa giải trình"),
            quoted(c.reason, c.key),
        )
        for c in rows
    )
    columns = tuple(papers.Column(title, width) for title, width in zip(HEAD, (1, 4, 3, 6, 2, 5), strict=True))
    counts = papers.Source(
        rows=(row.key, *(c.key for c in rows)), url=address, as_of=on, note="Đếm các ý kiến đang hiện"
    )
    opened = "Chưa mở lấy ý kiến."
    if row.opens_on is not None:
        opened = f"Lấy ý kiến từ {show_date(row.opens_on)} đến hết {show_date(row.closes_on)}."
    if row.final_on is not None:
        opened += f" Đã ban hành: {row.final_number}, {show_date(row.final_on)}."
    body = (
        papers.Paragraph((papers.Quoted(f"Dự thảo: {row.title}.", counts), " ", papers.Quoted(opened, counts))),
        papers.Paragraph(
            (
                papers.Quoted(
                    f"Tính đến {show_date(on)} có {told.said} ý kiến: tiếp thu {told.accepted}, "
                    f"tiếp thu một phần {told.partly}, không tiếp thu {told.rejected}, chưa giải trình {told.waiting}.",
                    counts,
                ),
            )
        ),
    )
    table = papers.TableBlock("", columns, lines, landscape=True)
    annex = papers.Annex("", "BẢNG TỔNG HỢP, TIẾP THU, GIẢI TRÌNH Ý KIẾN GÓP Ý", (table,), landscape=True)
    return papers.Paper(
        kind="BÁO CÁO",
        number="",
        place=settings.PROVINCE,
        signed_on=None,
        superior=f"ỦY BAN NHÂN DÂN TỈNH {settings.PROVINCE.upper()}",
        issuer=row.agency.name.upper(),
        title="Tổng hợp, tiếp thu, giải trình ý kiến góp ý đối với dự thảo",
        paragraphs=body,
        annexes=(annex,),
        draft=True,
    )
