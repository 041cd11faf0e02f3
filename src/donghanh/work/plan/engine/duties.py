"""Who has to do what: assignments and duties, read from the tree; tables included."""

# ruff: noqa: E501 - a pattern or a sentence is read whole on one line

from __future__ import annotations

import re

from donghanh.kit.text import shorten
from donghanh.work.plan.engine import dates, quantities, references, systems, vocabulary
from donghanh.work.plan.engine.agencies import (
    NOTHING,
    Mention,
    Opening,
    read_field,
    read_later_opening,
    read_list,
    read_opening,
    read_supporting,
)
from donghanh.work.plan.engine.fields import Fields, read_shared
from donghanh.work.plan.engine.model import Assignment, Due, Duty
from donghanh.work.plan.engine.normalise import canon
from donghanh.work.plan.engine.owners import Found, Owners, is_closing, merge, near_support, same
from donghanh.work.plan.engine.tree import Node

_IN_BRACKETS = re.compile(r"\(([^()]{4,260})\)")


_LEADS = re.compile(
    r"(?:(?:do|giao(?: cho)?)\s+)?(.{3,200}?)\s+(?:chủ trì|là cơ quan (?:chủ trì|đầu mối)|đầu mối|thực hiện|tham mưu|chịu trách nhiệm)\b"
)


_CALLS = re.compile(r"(?<!\w)(?:yêu cầu|đề nghị|giao(?: cho)?|chỉ đạo)\s+(?=\S)")


class Reader(Fields):
    """Reads the duties of one tree."""

    def __init__(self, nodes: list[Node], index_of: dict[int, str], year: int | None, written: str | None) -> None:
        super().__init__(nodes)
        self.index_of, self.year, self.written = index_of, year, written
        self.openings: dict[int, Opening] = {}
        self.called: Owners | None = None
        self.formula = re.compile(vocabulary.words()["formula"])
        self.purpose = re.compile(r"(?:\W*(?:một số|về|các|i+\.)?\s*)(?:" + vocabulary.words()["purpose"] + ")")
        self.tasks = re.compile(vocabulary.words()["tasks"])

    def read(self) -> Found:
        """Read everything."""
        for node in self.nodes:
            if node.zone in {"body", "preamble"}:
                self.note_field(node)
        self.spread_fields()
        self.called = self._call()
        for node in self.nodes:
            if node.zone != "body":
                continue
            if node.row is not None:
                self._row(node)
            elif node.kind not in {"stray", "table", "head"} and id(node) not in self.field_of:
                self._visit(node)
        return self.found

    def _call(self) -> Owners | None:
        """Read whom the words before the first point call upon: “Chủ tịch UBND tỉnh yêu cầu các sở, ngành thực hiện:”."""
        for node in self.nodes:
            text = node.text.rstrip()
            if node.zone == "preamble" and text.endswith(":") and node.kind == "paragraph":
                low = canon(text)
                for match in _CALLS.finditer(low):
                    mentions, _end = read_list(text, match.end(), low)
                    if mentions and not any(m.generic for m in mentions):
                        requested = match[0].startswith("đề nghị")
                        return Owners(lead=list(mentions), requested=requested, node=node)
        return None

    # the tree ---------------------------------------------------------------------------------------------

    def _own(self, node: Node) -> Owners | None:
        """Return who a provision itself names: in its opening, its heading's brackets, its inline fields."""
        text = node.whole
        if not text:
            return None
        opening = read_opening(text)
        if not opening.mentions and node.text and not self._in_purpose(node) and not self.any_field.match(canon(text)):
            opening = self._later(node, text)
        if opening.mentions and self._counts(node, opening, text):
            owners = Owners(lead=list(opening.mentions), requested=opening.requested, node=node)
            owners.supporting = (
                list(read_supporting(text[opening.end :])) if not node.children else near_support(text[opening.end :])
            )
            self.openings[id(node)] = opening
            return owners
        if "(" in text:
            bracketed = self._bracketed(node, text)
            if bracketed is not None:
                return bracketed
        if ":" in text and self.any_field.search(canon(text)):
            return self.read_fields(text, strict=False)
        return None

    def _later(self, node: Node, text: str) -> Opening:
        """Read an agency after words of time, basis or topic, where nobody stands above already."""
        later = read_later_opening(text)
        if not later.mentions or (self._inherited(node) is not None and not later.prefixed):
            return NOTHING
        return (
            later
            if node.zone == "body" and (self._in_tasks(node) or node.parent is None or not node.parent.heading)
            else NOTHING
        )

    def _counts(self, node: Node, opening: Opening, text: str) -> bool:
        """Say whether an opening really gives somebody a duty here."""
        if all(m.generic for m in opening.mentions) and not opening.prefixed:
            above = next((self.owners[id(a)] for a in node.ancestors if id(a) in self.owners), None)
            return above is None and not self._in_purpose(node)
        if node.kind in {"part", "section", "chapter"} and not node.children:
            return False
        if self._in_purpose(node):
            return opening.prefixed or not opening.group
        rest = text[opening.end :].strip()
        return not (
            node.heading
            and node.text == ""
            and rest
            and not re.match(r"[:.(,;]|có trách nhiệm|chủ trì|thực hiện", canon(rest))
            and node.children
            and len(rest) > 80
        )

    def _bracketed(self, node: Node, text: str) -> Owners | None:
        for match in _IN_BRACKETS.finditer(text):
            inner = match[1].strip()
            if ":" in inner and (owners := self.read_fields(inner, strict=True)) and (owners.lead or owners.supporting):
                owners.node = node
                return owners
            low = canon(inner)
            lead = _LEADS.match(low)
            body = inner[lead.start(1) : lead.end(1)] if lead else inner
            last = match.end() >= len(text.rstrip(" :.;"))
            if not lead and not (last and (node.heading or (node.label and self._inherited(node) is None))):
                continue
            mentions, left = read_field(re.sub(r"^(?:giao|do)\s+", "", body, flags=re.IGNORECASE))
            if mentions and not left:
                helpers = read_shared(inner)[1] or list(read_supporting(inner))
                return Owners(lead=list(mentions), supporting=helpers, node=node)
        return None

    def _in_purpose(self, node: Node) -> bool:
        """Say whether a provision stands under a heading of purpose, requirement, past result or target."""
        for ancestor in [node, *node.ancestors]:
            heading = ancestor.heading if ancestor is not node else None
            if not heading and ancestor is not node and ancestor.label and not ancestor.label.is_bullet:
                heading = ancestor.text[:60]
            if heading:
                low = canon(heading)
                if self.tasks.search(low):
                    return False
                if self.purpose.match(low):
                    return True
        return node.zone == "preamble"

    def _in_tasks(self, node: Node) -> bool:
        for ancestor in node.ancestors:
            if ancestor.heading:
                low = canon(ancestor.heading)
                if self.tasks.search(low):
                    return True
                if self.purpose.match(low):
                    return False
        return False

    def _inherited(self, node: Node) -> Owners | None:
        for above in [node, *node.ancestors]:
            owners = self.owners.get(id(above))
            if owners is not None and (owners.lead or owners.unknown):
                return owners
        return None

    def _visit(self, node: Node) -> None:
        if is_closing(node):
            return
        own = self._own(node)
        if own is not None and (own.lead or own.unknown):
            given = self.owners.get(id(node))
            self.owners[id(node)] = own if given is None else merge(own, given)
            self._assign(node, self.owners[id(node)])
        elif own is not None and (own.supporting or own.due):
            given = self.owners.get(id(node))
            self.owners[id(node)] = own if given is None else merge(own, given)
        elif id(node) in self.owners and self.owners[id(node)].lead:
            self._assign(node, self.owners[id(node)])
        if self._is_leaf(node):
            self._duty(node)

    def _is_leaf(self, node: Node) -> bool:
        """Say whether no smaller unit below this one gives duties; a point with words before its bullets is no unit."""
        if (
            node.kind in {"part", "chapter", "attachment", "heading", "preface", "preamble", "conclusions"}
            and not node.text
        ):
            return False
        below = [c for c in node.children if c.kind != "stray" and id(c) not in self.field_of]
        if not below:
            return bool(node.text) or bool(node.heading and node.label and node.rank >= 5)
        if node.label and node.label.is_bullet and all(c.label and c.label.is_bullet for c in below):
            return node.text.rstrip().endswith((".", ";"))
        return bool(node.text) and all(c.kind in {"paragraph", "table"} for c in below) and id(node) in self.openings

    def _assign(self, node: Node, owners: Owners) -> None:
        for text in owners.unknown:
            self.found.unknown.append((node.eid, text))
        if not owners.lead or not (node.label or node.heading or owners.node is node):
            return
        if self.formula.search(canon(node.whole)) and not node.children:
            return
        self.found.assignments.append(
            Assignment(
                node.eid,
                self._index(node),
                node.label.raw if node.label else node.raw,
                owners.names,
                owners.helpers,
                owners.requested,
                any(m.group for m in owners.lead),
                node.eid,
            )
        )

    def _index(self, node: Node) -> str | None:
        return next((self.index_of[id(n)] for n in [node, *node.ancestors] if id(n) in self.index_of), None)

    def _duty(self, node: Node) -> None:
        text = node.whole
        low = canon(text)
        owners = self._inherited(node)
        if len(text) < 12 or text.rstrip().endswith(":") or (self.formula.search(low) and len(text) < 500):
            return
        if (
            (owners is None or not owners.lead)
            and self.called is not None
            and node.label
            and not self._in_purpose(node)
        ):
            owners = (
                self.called
                if self._acts(node, low) and "attachment" not in {a.kind for a in node.ancestors}
                else owners
            )
        if owners is None or not owners.lead:
            if not self._ownerless(node, low):
                return
            owners = owners or Owners()
        elif (id(node) not in self.owners and not self._acts(node, low)) or (
            (given := self.openings.get(id(node))) and not text[given.end :].strip(" :.;,")
        ):
            return
        opening = self.openings.get(id(node))
        helpers = list(read_supporting(text[opening.end :] if opening else text, None))
        extra = self.owners.get(id(node))
        nearest = [m for o in ([extra] if extra else []) for m in o.supporting]
        supporting = [
            *nearest,
            *helpers,
            *(owners.supporting if owners.node is None or id(owners.node) in self.field_of else []),
        ]
        due_text = next(
            (
                self.owners[id(n)].due
                for n in [node, *node.ancestors]
                if id(n) in self.owners and self.owners[id(n)].due
            ),
            "",
        )
        self.found.duties.append(self._make(node, text, owners, supporting, due_text, extra.product if extra else ""))

    def _acts(self, node: Node, low: str) -> bool:
        """Say whether a provision under somebody's name is work and not a target, a title or a note."""
        if re.match(r"(?:mục tiêu|phấn đấu đạt|chỉ tiêu|ghi chú|nguồn:|\(nguồn)", low):
            return False
        return not (node.kind == "paragraph" and len(low) < 25) and (
            not self._in_purpose(node) or self._inherited(node) is not None
        )

    def _ownerless(self, node: Node, low: str) -> bool:
        """Say whether a provision without an owner is a task all the same: work listed under a heading of tasks."""
        if (
            not node.label
            or self._in_purpose(node)
            or not self._in_tasks(node)
            or re.match(r"mục tiêu|phấn đấu đạt|căn cứ", low)
        ):
            return False
        return bool(vocabulary.agencies()["verb"].match(low)) and not node.heading

    def _make(
        self, node: Node, text: str, owners: Owners, supporting: list[Mention], due_text: str, product: str
    ) -> Duty:
        text = " ".join(text.split())
        cited = references.find_references(text)
        masked = references.mask(text, cited)
        due = [d for d in dates.find_due(masked, year=self.year, written=self.written) if not self._gone(d)]
        due += [d for d in self._due_above(node) if not due]
        if due_text:
            due += [
                d
                for d in dates.find_due(due_text, year=self.year, field=True, written=self.written)
                if not any(same(d, e) for e in due)
            ]
        figures = [f.quantity for f in quantities.find_quantities(masked)]
        figures += [f.quantity for f in quantities.find_quantities(product)] if product and product not in text else []
        names = owners.names
        lines = (min(node.lines), max(node.lines)) if node.lines else (1, 1)
        assignment = next((a.eid for a in reversed(self.found.assignments) if a.eid == node.eid), None) or next(
            (
                n.eid
                for n in node.ancestors
                if id(n) in self.owners
                and self.owners[id(n)].lead
                and any(a.eid == n.eid for a in self.found.assignments[-400:])
            ),
            None,
        )
        return Duty(
            node.eid,
            assignment,
            self._index(node),
            text,
            self._title(node, text),
            lines,
            names,
            tuple(dict.fromkeys(m.text for m in supporting if m.text not in names)),
            owners.requested,
            any(m.group for m in owners.lead),
            tuple(due),
            tuple(figures),
            tuple(dict.fromkeys(name for name, _ in systems.find_systems(text))),
            tuple(dict.fromkeys(c.number or c.name or "" for c in cited)),
        )

    def _due_above(self, node: Node) -> list[Due]:
        """Return the times that the words before a list set for all of it (“Trước ngày …, thực hiện:”)."""
        for above in node.ancestors:
            if above.text.rstrip().endswith(":") and above.kind in {
                "point",
                "bullet",
                "clause",
                "paragraph",
                "subclause",
            }:
                masked = references.mask(above.text, references.find_references(above.text))
                return [d for d in dates.find_due(masked, year=self.year, written=self.written) if not self._gone(d)]
        return []

    def _gone(self, due: Due) -> bool:
        """Say whether a period was over when the document was written: a look back, not a due time."""
        return bool(self.written and due.period and due.date and due.date < self.written)

    def _title(self, node: Node, text: str) -> str:
        opening = self.openings.get(id(node))
        rest = text[opening.end :] if opening else text
        rest = rest.strip(" :,;.–-")
        clause = re.split(
            r"[.;:]\s|\s\((?=.{40})|\s*[(.;]?\s*(?:[Cc]hủ trì|[Pp]hối hợp|[ĐC]ơ[nq] (?:vị|uan) [^:]{3,30}|Thời gian|Thời hạn)\s*:",
            rest,
            maxsplit=1,
        )[0]
        title = shorten(clause if len(clause) >= 20 else rest, 110) or shorten(text, 110)
        return title[:1].upper() + title[1:]

    # tables -----------------------------------------------------------------------------------------------

    def _row(self, node: Node) -> None:
        row = node.row
        if row is None or row.head or not row.roles.get("task"):
            return
        task = " ".join(row.roles["task"].split())
        has_owner_column = "lead" in row.roles
        if not has_owner_column and not (row.roles.get("due") and len(row.roles) >= 3):
            return
        owners = Owners(node=node)
        self.take_field(owners, "lead", row.roles.get("lead", ""))
        self.take_field(owners, "supporting", row.roles.get("supporting", ""))
        for text in owners.unknown:
            self.found.unknown.append((node.eid, text))
        self.owners[id(node)] = owners
        if owners.lead:
            self._assign(node, owners)
        if self._in_purpose(node):
            return  # a row of aims makes somebody answer for a value; it is no work of its own
        duty = self._make(
            node,
            task,
            owners,
            owners.supporting + list(read_supporting(task)),
            row.roles.get("due", ""),
            row.roles.get("product", ""),
        )
        self.found.duties.append(duty)
