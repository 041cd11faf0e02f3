"""One readable page: the document as a tree, duties marked, findings beside what they speak of."""

# ruff: noqa: E501 - a pattern or a sentence is read whole on one line

from __future__ import annotations

from collections import defaultdict
from html import escape

from donghanh.work.plan.engine.model import Compiled, Duty, Finding, Provision

_STYLE = """
:root{--ink:#1c2430;--quiet:#5b6675;--line:#d8dee6;--duty:#eef5ff;--edge:#2f6fb2;--warn:#8a4b00;--warnbg:#fff6e6}
body{font:17px/1.6 "Noto Serif","Times New Roman",serif;color:var(--ink);max-width:62rem;margin:2rem auto;padding:0 1rem}
header p,.meta,.n{font-family:"Noto Sans",Arial,sans-serif;font-size:.86rem;color:var(--quiet)}
h1{font-size:1.45rem;line-height:1.35}ol.tree,ol.tree ol{list-style:none;padding-left:1.2rem;margin:.2rem 0}
ol.tree{padding-left:0}.h{font-weight:700}.duty{background:var(--duty);border-left:3px solid var(--edge);padding:.3rem .7rem;margin:.35rem 0}
.meta{display:block;margin-top:.2rem}.lint{background:var(--warnbg);color:var(--warn);font-family:Arial,sans-serif;font-size:.85rem;padding:.15rem .5rem;margin:.2rem 0}
table{border-collapse:collapse;font-family:Arial,sans-serif;font-size:.9rem}td,th{border:1px solid var(--line);padding:.25rem .6rem;text-align:left}
@media print{.lint{display:none}}
"""


def write(compiled: Compiled) -> str:
    """Write the page; it needs no script and nothing from the network."""
    document = compiled.document
    children: dict[str | None, list[Provision]] = defaultdict(list)
    for provision in compiled.provisions:
        children[provision.parent].append(provision)
    duties = {duty.eid: duty for duty in compiled.duties}
    notes: dict[str, list[Finding]] = defaultdict(list)
    for finding in compiled.lint:
        if finding.severity != "info":
            notes[finding.eid or ""].append(finding)
    title = document.title or compiled.source.name
    out = [
        '<!doctype html>\n<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><header>",
        f"<p>{escape(' · '.join(x for x in (document.issuer, document.number, document.place, document.date) if x))}</p>",
        f"<h1>{escape((document.kind or '').capitalize())} {escape(title)}</h1>",
        _summary(compiled),
        "</header><main>",
    ]
    out += [f'<p class="lint">{escape(f.message)}</p>' for f in notes.pop("", [])]
    out.append('<ol class="tree">')
    stack: list[Provision | str] = list(reversed(children[None]))
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            out.append(node)
            continue
        out.append(_item(node, duties.get(node.eid), notes.get(node.eid, [])))
        below = children[node.eid]
        if below:
            out.append("<ol>")
            stack.append("</ol></li>")
            stack.extend(reversed(below))
        else:
            out.append("</li>")
    out.append("</ol></main></body></html>\n")
    return "".join(out)


def _summary(compiled: Compiled) -> str:
    rows = [
        ("Chỉ số", len(compiled.indices)), ("Mục tiêu", len(compiled.targets)), ("Khối giao việc", len(compiled.assignments)),
        ("Nhiệm vụ", len(compiled.duties)), ("Nhiệm vụ có thời hạn", sum(1 for d in compiled.duties if d.due)),
        ("Dòng được đọc", f"{compiled.coverage.claimed}/{compiled.coverage.non_blank}"),
    ]  # fmt: skip
    cells = "".join(f'<tr><th scope="row">{escape(k)}</th><td>{v}</td></tr>' for k, v in rows)
    return f"<table>{cells}</table>"


def _item(node: Provision, duty: Duty | None, findings: list[Finding]) -> str:
    label = f'<span class="n">{escape(node.label)}</span> ' if node.label else ""
    heading = f'<span class="h">{escape(node.heading)}</span> ' if node.heading else ""
    meta = ""
    if duty is not None:
        parts = ["Chủ trì: " + (", ".join(duty.lead) or "không ghi")]
        if duty.supporting:
            parts.append("Phối hợp: " + ", ".join(duty.supporting))
        if duty.due:
            parts.append("Thời hạn: " + "; ".join(d.as_written for d in duty.due))
        if duty.quantities:
            parts.append("Chỉ tiêu: " + "; ".join(q.as_written for q in duty.quantities))
        meta = f'<span class="meta">{escape(" · ".join(parts))}</span>'
    lint = "".join(f'<p class="lint">{escape(f.message)}</p>' for f in findings)
    css = ' class="duty"' if duty else ""
    return f'<li id="{escape(node.eid)}"><div{css}>{label}{heading}{escape(node.text)}{meta}</div>{lint}'
