"""The compiler: lines in, a whole compiled document out, step after step."""

# ruff: noqa: E501 - a pattern or a sentence is read whole on one line

from __future__ import annotations

import hashlib
import re
from datetime import date
from pathlib import Path

from donghanh.kit.dates import today
from donghanh.kit.text import squeeze
from donghanh.work.plan.engine import closing, lint, outline, references, reporting, systems, vocabulary, zones
from donghanh.work.plan.engine import knowledge as known
from donghanh.work.plan.engine.duties import Reader
from donghanh.work.plan.engine.errors import Unreadable
from donghanh.work.plan.engine.indices import find_indices
from donghanh.work.plan.engine.knowledge import Knowledge
from donghanh.work.plan.engine.model import Compiled, Coverage, Document, Reference, Signer, Source, System
from donghanh.work.plan.engine.normalise import canon, normalise
from donghanh.work.plan.engine.read import Limits, Read, read_document
from donghanh.work.plan.engine.read.text import refuse_old_fonts, split
from donghanh.work.plan.engine.targets import find_targets


def compile_file(
    path: str | Path,
    *,
    name: str | None = None,
    knowledge: Knowledge | None = None,
    on: date | None = None,
    limits: Limits | None = None,
) -> Compiled:
    """Compile a document on disk, called ``name`` where its path says little; refuse with ``Unreadable`` what cannot be read."""
    return compile_read(read_document(path, name=name, limits=limits), knowledge=knowledge, on=on)


def compile_text(
    text: str, *, name: str = "văn bản", knowledge: Knowledge | None = None, on: date | None = None
) -> Compiled:
    """Compile a text already in memory."""
    refuse_old_fonts(text[:200_000], name=name)
    sha = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return compile_read(Read(name, sha, "text/plain", tuple(split(text))), knowledge=knowledge, on=on)


def compile_read(read: Read, *, knowledge: Knowledge | None = None, on: date | None = None) -> Compiled:
    """Compile the lines of a document."""
    knowledge = knowledge or known.default()
    on = on or today()
    lines = normalise(read.lines)
    tree = outline.build(lines)
    if any(head.secret for head in tree.letterheads):
        raise Unreadable(
            "file.secret",
            f"“{read.name}” đóng dấu mật; hệ thống không nhận văn bản mật, hãy xử lý theo quy định bảo vệ bí mật nhà nước.",
        )
    document = _document(tree)
    year = _year(document)
    pairs = find_indices(tree.nodes, knowledge, document.title or "")
    reader = Reader(tree.nodes, {id(node): index.eid for index, node in pairs}, year, document.date)
    found = reader.read()
    indices = [index for index, _ in pairs]
    targets = find_targets(tree.nodes, pairs, knowledge, year=year, duties={d.eid for d in found.duties})
    case = lint.Case(
        tree.nodes,
        document,
        indices,
        targets,
        found,
        knowledge,
        on,
        read.damaged,
        text=" ".join(n.whole for n in tree.nodes if n.zone in {"body", "preamble"}),
    )
    non_blank = [
        line.no for line, raw in zip(lines, read.lines, strict=True) if (raw.text.strip() and line.text) or line.text
    ]
    blank_after = [raw.no for line, raw in zip(lines, read.lines, strict=True) if raw.text.strip() and not line.text]
    claimed = {no for node in tree.nodes for no in node.lines}
    unclaimed = tuple(no for no in non_blank if no not in claimed)
    cited, named = _cited(tree, document), _named(tree)
    count = len(non_blank) + len(blank_after)
    return Compiled(
        source=Source(read.name, read.sha256, read.media_type, len(read.lines)),
        document=document,
        provisions=outline.provisions_of(tree.nodes),
        indices=tuple(indices),
        targets=tuple(targets),
        assignments=tuple(found.assignments),
        duties=tuple(found.duties),
        reporting=tuple(reporting.find_reporting(found.duties, year)),
        systems=named,
        references=cited,
        lint=lint.check(case),
        coverage=Coverage(len(read.lines), count, count - len(unclaimed), unclaimed),
    )


def _document(tree: outline.Outline) -> Document:
    head, main = tree.letterheads[0], tree.segments[0]
    title, kind = main.title, main.kind
    if kind is None and head.number:
        code = head.number.split("/")[-1].split("-")[0]
        kind = next(
            (k for k, c in vocabulary.words()["kinds"].items() if c.upper() == code.upper() and "hành động" not in k),
            None,
        )
    labels = [(seg.annex, _annex_title(seg)) for seg in tree.segments[1:] if seg.annex]
    recipients = next((r for r in (closing.recipients_of(t) for t in tree.tails) if r), ())
    signer = next((s for s in (closing.signer_of(t) for t in tree.tails) if s.name or s.role), None)
    bases = tuple(squeeze(n.text).rstrip(";,. ") for n in tree.nodes if n.kind == "basis")
    return Document(
        issuer=_issuer(head.issuer, tree),
        kind=kind,
        number=head.number,
        place=head.place,
        date=head.date,
        title=title,
        signer=signer or Signer(),
        recipients=recipients,
        bases=bases,
        annexes=lint.annexes_of(tree.nodes, labels),
    )


_ISSUER = re.compile(r"(?:CHỦ TỊCH )?((?:[UỦ][YỶ] BAN|HỘI ĐỒNG) NHÂN DÂN (?:TỈNH|THÀNH PHỐ|HUYỆN|XÃ|PHƯỜNG) \S.{1,60})")


def _issuer(stated: str | None, tree: outline.Outline) -> str | None:
    """Return the issuer; where a letterhead lost its province, the line above the bases of a decision has it."""
    if stated is None or canon(stated) not in {"ủy ban nhân dân", "ubnd", "hội đồng nhân dân"}:
        return stated
    lines = (squeeze(n.text) for n in tree.nodes if n.zone == "preamble")
    found = next((m for line in lines if (m := _ISSUER.fullmatch(line))), None)
    return found[1] if found else stated


def _annex_title(segment: zones.Segment) -> str | None:
    title = (segment.title or "").removeprefix(segment.annex or "").strip(" .:-–")
    return title or None


def _year(document: Document) -> int | None:
    title = document.title or ""
    named = sorted(lint.years_in(references.mask(title, references.find_references(title))))
    written = int(document.date[:4]) if document.date else None
    # A plan signed in December is next year's: “trước ngày 15/6” means the June of the year in its title.
    if len(named) == 1 and (written is None or named[0] == written + 1):
        return named[0]
    return written or (named[0] if named else None)


def _cited(tree: outline.Outline, document: Document) -> tuple[Reference, ...]:
    found: dict[tuple[str, str], tuple[references.Cited, list[str]]] = {}
    for node in tree.nodes:
        if node.zone in {"conclusions"} or node.kind in {"letterhead", "stray"} or not node.whole:
            continue
        for cited in references.find_references(node.whole):
            if cited.number and cited.number == document.number:
                continue
            key = (cited.number or "", cited.name or "")
            first, eids = found.setdefault(key, (cited, []))
            if first.date is None and cited.date:
                found[key] = (cited, eids)
            if node.eid not in eids:
                eids.append(node.eid)
    return tuple(Reference(c.kind, c.number, c.name, c.date, tuple(eids)) for c, eids in found.values())


def _named(tree: outline.Outline) -> tuple[System, ...]:
    found: dict[str, tuple[str, str, list[str]]] = {}
    for node in tree.nodes:
        if node.zone != "body" or node.kind == "stray" or not node.whole:
            continue
        for name, kind in systems.find_systems(node.whole):
            _, _, eids = found.setdefault(canon(name), (name, kind, []))
            if node.eid not in eids:
                eids.append(node.eid)
    return tuple(System(name, kind, tuple(eids)) for name, kind, eids in found.values())
