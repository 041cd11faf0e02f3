"""The province's report: built in the background, edited paragraph by paragraph, exported, issued."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from donghanh.ground.orgs import api as orgs
from donghanh.kit.errors import Invalid, NotAllowed, NotNow
from donghanh.kit.text import slugify_vi, sort_key
from donghanh.record.measures import api as measures
from donghanh.record.papers import api as writers
from donghanh.ui.charts import Chart
from donghanh.ui.forms import refuse
from donghanh.ui.lists import exported, listed
from donghanh.ui.web.guard import guard
from donghanh.work.plan import api as plan
from donghanh.work.reporting import forms, services
from donghanh.work.reporting.models import Report, Return, ReturnRow
from donghanh.work.reporting.queries import papers
from donghanh.work.reporting.tables import ReportTable
from donghanh.work.reporting.views.pages import can, day, moment, person, posted, shown

VIEWS = {"": "Nội dung", "co-quan": "Theo cơ quan", "bang": "Bảng số liệu"}
WRITERS = {"docx": writers.word, "pdf": writers.pdf, "xlsx": writers.xlsx, "html": writers.html}


def report_at(request: HttpRequest, key: str) -> Report:
    """Return a report; those without a board have been answered by the guard."""
    found = Report.objects.select_related("period", "asked_by").filter(key=key).first()
    if found is None or not can(request, "read_report", found):
        raise NotAllowed("reporting.not-found", "Không tìm thấy báo cáo này.", hidden=True)
    return found


@guard("reporting.read_report")
def reports(request: HttpRequest) -> HttpResponse:
    """List the province's reports, newest first; agencies see what was issued."""
    found = Report.objects.select_related("period").order_by("-asked_at")
    table = ReportTable(found if can(request, "board") else found.filter(state=Report.State.ISSUED), request=request)
    answer = exported(request, table, "Báo cáo tổng hợp")
    if answer is not None:
        return answer
    return shown(request, "reports.html", table=listed(request, table), may_consolidate=can(request, "consolidate"))


@guard("reporting.read_report")
def report(request: HttpRequest, key: str) -> HttpResponse:
    """Show a report: its progress while it is built, then its parts, tables and what has changed since."""
    found = report_at(request, key)
    if found.state == Report.State.BUILDING:
        template = "reporting/progress.html" if request.headers.get("HX-Request") else "reporting/building.html"
        return render(request, template, {"report": found, "on": day(request)})
    if request.headers.get("HX-Request"):
        answer = HttpResponse(status=204)
        answer["HX-Refresh"] = "true"
        return answer
    paper = papers.paper_of(found)
    changes = papers.changes_since(found) if found.state == Report.State.DRAFT else papers.Changes()
    tables = papers.tables_of(found)
    view = request.GET.get("xem", "")
    view = view if view in VIEWS else ""
    named = request.GET.get("ten") == "nay"

    def successor(agency_id: int) -> str:
        return orgs.successor_name(agency_id, on=day(request)) if named else ""

    return shown(
        request,
        "report.html",
        report=found,
        paper=paper,
        title=writers.plain(paper.title),
        view=view,
        views=[(code, name, code == view) for code, name in VIEWS.items()],
        parts=_by_index(found, changes) if view == "" else [],
        agencies=_by_agency(found, changes, successor) if view == "co-quan" else [],
        tables=[(code, _drawn(table)) for code, table in tables.items()] if view == "bang" else [],
        moved=papers.figures_moved(found) if view == "bang" and changes.returns else [],
        chart=_chart(tables) if view == "" else None,
        changes=changes,
        follows=can(request, "board"),
        editing=found.state == Report.State.DRAFT and can(request, "consolidate", found),
        may_issue=can(request, "issue", found),
        exports=tuple(WRITERS),
        with_successors=named,
        own_template=writers.replaced(papers.TEMPLATE),
    )


def _chart(tables: Any) -> Chart | None:
    spec = papers.chart_of(tables["by_index"]) if "by_index" in tables else None
    return Chart(spec) if spec else None


def _drawn(table: Any) -> dict[str, Any]:
    """Return a table with each figure linked to the measure it is."""
    sources = {(y, x): source for y, x, source in table.sources}
    lines = [*table.rows, *([table.totals] if table.totals else [])]
    return {
        "table": table,
        "lines": [
            [
                {"value": c, "source": sources.get((y, x)), "column": table.columns[x], "y": y, "x": x}
                for x, c in enumerate(line)
            ]
            for y, line in enumerate(lines)
        ],
        "total": bool(table.totals),
        "count": len(table.keys) or len(table.rows),  # lines that add up are no rows of the list
    }


def _paragraphs(found: Report, changes: papers.Changes) -> list[dict[str, Any]]:
    rows = papers.in_order(found.paragraphs.select_related("agency", "returned", "edited_by", "section"))
    return [{"it": row, "now": changes.paragraphs.get(row.key)} for row in rows]


def _by_index(found: Report, changes: papers.Changes) -> list[dict[str, Any]]:
    """Return the outline with its paragraphs: by index, duty, then agency."""
    held: dict[str, list[Any]] = {}
    for line in _paragraphs(found, changes):
        held.setdefault(line["it"].code, []).append(line)
    return [{"part": part, "rows": held.get(part.code, [])} for part in found.period.rules.outline]


def _by_agency(found: Report, changes: papers.Changes, now: Callable[[int], str]) -> list[dict[str, Any]]:
    """Return the same paragraphs by agency, each in the order of the outline; ``now`` names today's successor."""
    place = {part.code: n for n, part in enumerate(found.period.rules.outline)}
    headings = {part.code: part.heading for part in found.period.rules.outline}
    held: dict[int, list[Any]] = {}
    for line in sorted(_paragraphs(found, changes), key=lambda line: sort_key(line["it"].agency.name)):
        held.setdefault(line["it"].agency_id, []).append({**line, "heading": headings.get(line["it"].code, "")})
    for lines in held.values():
        lines.sort(key=lambda line: place.get(line["it"].code, 99))
    return [{"agency": lines[0]["it"].agency, "rows": lines, "successor": now(i)} for i, lines in held.items()]


@guard("reporting.read_report")
def cell(request: HttpRequest, key: str, code: str, y: int, x: int) -> HttpResponse:
    """Show the rows behind one figure of a report: works or returns, each a link."""
    found = report_at(request, key)
    table = papers.tables_of(found).get(code)
    source = next((s for cy, cx, s in table.sources if (cy, cx) == (y, x)), None) if table else None
    if table is None or source is None:
        raise NotAllowed("reporting.not-found", "Không tìm thấy con số này.", hidden=True)
    line = (*table.rows, table.totals)[y]
    on = day(request)
    returns = Return.objects.visible_to(request.user, on=on).filter(key__in=source.rows).with_context()
    rows = [(reverse("reporting:return", args=[r.key]), f"{r.agency.name}, {r.period.label}") for r in returns]
    rows += [
        (
            reverse("reporting:return", args=[r.returned.key]) + f"#b-{r.table}",
            f"{r.returned.agency.name}, dòng {r.order}",
        )
        for r in ReturnRow.objects.filter(
            key__in=source.rows, returned__in=Return.objects.visible_to(request.user, on=on)
        ).select_related("returned__agency")
    ]
    works = plan.named(request.user, source.rows, on=on)
    rows += [(reverse("plan:obligation", args=[k]), words) for k, words in works.items()]
    return shown(
        request,
        "cell_rows.html",
        report=found,
        table=table,
        column=table.columns[x],
        line=[writers.cell_words(part) for part in line],
        cell={"value": line[x], "column": table.columns[x]},
        source=source,
        measure=measures.registry().get(source.measure),
        rows=rows,
    )


@guard("reporting.consolidate")
def paragraph(request: HttpRequest, key: str, paragraph: str) -> HttpResponse:
    """Edit one paragraph, put the agency's words back, or leave it out."""
    found = report_at(request, key)
    row = found.paragraphs.select_related("report").filter(key=paragraph).first()
    if row is None:
        raise NotAllowed("reporting.not-found", "Không tìm thấy đoạn này.", hidden=True)
    if request.method == "POST":
        version = request.POST.get("version", "")
        act = request.POST.get("lam", "luu")
        text = "" if act == "goc" else request.POST.get("text", row.text)
        services.edit_paragraph(
            row,
            text=text,
            version=int(version) if version.isdigit() else 0,
            by=person(request),
            at=moment(request),
            left_out=act == "bo",
        )
        return redirect(f"{request.path.partition('doan/')[0]}#d-{row.key}")
    return shown(request, "paragraph.html", report=found, row=row)


@guard("reporting.consolidate")
def take_again(request: HttpRequest, key: str, returned: str) -> HttpResponse:
    """Take a return that was sent again, or is new, into the draft."""
    found = report_at(request, key)
    row = Return.objects.visible_to(request.user, on=day(request)).filter(key=returned).first()
    if request.method == "POST" and row is not None:
        services.take_again(found, row, by=person(request), at=moment(request))
        messages.success(request, "Đã cập nhật bản tổng hợp.")
    return redirect("reporting:report", key=key)


@guard("reporting.issue")
def verb(request: HttpRequest, key: str, verb: str) -> HttpResponse:
    """Issue a report with its number, or withdraw it with a reason."""
    found = report_at(request, key)
    acts: dict[str, tuple[str, Any]] = {
        "ban-hanh": ("Ban hành", forms.IssueForm),
        "thu-hoi": ("Thu hồi", forms.ReasonForm),
    }
    if verb not in acts:
        raise NotAllowed("reporting.not-found", "Không có thao tác này.", hidden=True)
    label, form_class = acts[verb]
    form = form_class(posted(request)[0])
    if request.method == "POST" and form.is_valid():
        given, by, at = form.cleaned_data, person(request), moment(request)
        try:
            if verb == "ban-hanh":
                services.issue(found, number=given["number"], signed_on=given["signed_on"], by=by, at=at)
            else:
                services.withdraw(found, reason=given["reason"], by=by, at=at)
        except Invalid as refusal:
            refuse(form, refusal)
        else:
            return redirect("reporting:report", key=key)
    return shown(request, "report_verb.html", 422 if form.errors else 200, report=found, label=label, form=form)


@guard("reporting.read_report")
def export(request: HttpRequest, key: str, form: str) -> HttpResponse:
    """Give the report as a file in the layout of an official document."""
    found = report_at(request, key)
    if form not in WRITERS:
        raise NotAllowed("reporting.not-found", "Bản này chưa xuất được dạng tệp đó.", hidden=True)
    if found.state == Report.State.BUILDING:
        raise NotNow("reporting.building", "Báo cáo đang được tổng hợp; hãy đợi xong rồi tải.")
    today = day(request) if request.GET.get("ten") == "nay" else None
    body = WRITERS[form](papers.paper_of(found, successors_on=today))
    if form == "html":
        return HttpResponse(body)
    answer = HttpResponse(body, content_type=writers.MEDIA[form])
    name = slugify_vi(f"bao cao {found.period.regime} {found.period.name}")
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer
