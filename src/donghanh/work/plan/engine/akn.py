"""Akoma Ntoso 3.0: every provision of a compiled document as an element with the same eId."""

# ruff: noqa: E501 - a pattern or a sentence is read whole on one line

from __future__ import annotations

import re
from collections import defaultdict
from xml.sax.saxutils import escape, quoteattr

from donghanh.kit.text import slugify_vi
from donghanh.work.plan.engine.model import Compiled, Provision

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
# Kinds of provisions that Akoma Ntoso has an element for; the rest are hcontainers that say what they are.
_ELEMENTS = {"part": "part", "chapter": "chapter", "section": "section", "subsection": "subsection", "article": "article",
             "clause": "clause", "subclause": "subclause", "point": "point"}  # fmt: skip
_FRONT = {"preface", "preamble", "conclusions"}
_ILLEGAL = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(compiled: Compiled) -> bytes:
    """Write the document, and each one attached to it, with its metadata."""
    return _Writer(compiled).write().encode("utf-8")


def _text(words: str) -> str:
    return escape(_ILLEGAL.sub("", words))


class _Writer:
    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled
        self.children: dict[str | None, list[Provision]] = defaultdict(list)
        for provision in compiled.provisions:
            self.children[provision.parent].append(provision)
        self.out: list[str] = []

    def write(self) -> str:
        """Return the XML."""
        self.out.append(f'<?xml version="1.0" encoding="UTF-8"?>\n<akomaNtoso xmlns="{NAMESPACE}">\n')
        name = slugify_vi(self.compiled.document.kind or "van-ban")
        self._document(None, name, "main")
        self.out.append("</akomaNtoso>\n")
        return "".join(self.out)

    def _document(self, eid: str | None, name: str, component: str) -> None:
        parts = self.children[eid]
        self.out.append(f"<doc name={quoteattr(name)}>\n{self._meta(component)}")
        for kind in ("preface", "preamble"):
            for part in parts:
                if part.kind == kind:
                    self._front(part)
        self.out.append("<mainBody>\n")
        body = [p for p in parts if p.kind not in _FRONT and p.kind != "attachment"]
        for part in body:
            self._hier(part)
        if not body:
            self.out.append("<p/>\n")
        self.out.append("</mainBody>\n")
        for part in parts:
            if part.kind == "conclusions":
                self._front(part)
        attached = [p for p in parts if p.kind == "attachment"]
        if attached:
            self.out.append("<attachments>\n")
            for part in attached:
                self.out.append(f"<attachment eId={quoteattr(part.eid)}>\n")
                if part.heading:
                    self.out.append(f"<heading>{_text(part.heading)}</heading>\n")
                self._document(part.eid, "phu-luc" if part.label else "van-ban-kem-theo", part.eid)
                self.out.append("</attachment>\n")
            self.out.append("</attachments>\n")
        self.out.append("</doc>\n")

    def _front(self, part: Provision) -> None:
        self.out.append(f"<{part.kind} eId={quoteattr(part.eid)}>\n")
        for child in self.children[part.eid]:
            label = f"{child.label} " if child.label else ""
            self.out.append(f"<p eId={quoteattr(child.eid)}>{_text(label + child.text)}</p>\n")
        self.out.append(f"</{part.kind}>\n")

    def _hier(self, top: Provision) -> None:
        """Write a branch without recursion, so that no depth of labels can stop it."""
        stack: list[Provision | str] = [top]
        while stack:
            node = stack.pop()
            if isinstance(node, str):
                self.out.append(node)
                continue
            tag = _ELEMENTS.get(node.kind, "hcontainer")
            named = f" name={quoteattr(node.kind)}" if tag == "hcontainer" else ""
            self.out.append(f"<{tag}{named} eId={quoteattr(node.eid)}>")
            if node.label:
                self.out.append(f"<num>{_text(node.label)}</num>")
            if node.heading:
                self.out.append(f"<heading>{_text(node.heading)}</heading>")
            children = self.children[node.eid]
            if children:
                if node.text:
                    self.out.append(f"<intro><p>{_text(node.text)}</p></intro>")
                self.out.append("\n")
                stack.append(f"</{tag}>\n")
                stack.extend(reversed(children))
            else:
                self.out.append(f"<content><p>{_text(node.text)}</p></content></{tag}>\n")

    def _meta(self, component: str) -> str:
        document = self.compiled.document
        day = document.date or "0001-01-01"
        place = slugify_vi(document.issuer or "khong-ro")
        kind = slugify_vi(document.kind or "van-ban")
        number = slugify_vi((document.number or "khong-so").replace("/", "-"))
        work = f"/akn/vn/doc/{kind}/{place}/{day}/{number}"
        expression = f"{work}/vie@{day}"

        def block(tag: str, uri: str, extra: str) -> str:
            return (
                f"<{tag}><FRBRthis value={quoteattr(uri + '/!' + component)}/><FRBRuri value={quoteattr(uri)}/>"
                f'<FRBRdate date="{day}" name="issued"/><FRBRauthor href="#issuer"/>{extra}</{tag}>\n'
            )

        return (
            '<meta><identification source="#compiler">\n'
            + block(
                "FRBRWork", work, f'<FRBRcountry value="vn"/><FRBRnumber value={quoteattr(document.number or "")}/>'
            )
            + block("FRBRExpression", expression, '<FRBRlanguage language="vie"/>')
            + block("FRBRManifestation", expression + ".xml", '<FRBRformat value="application/akn+xml"/>')
            + '</identification>\n<references source="#compiler">'
            + f'<TLCOrganization eId="{"" if component == "main" else component + "__"}issuer" href="/ontology/organization/vn/{place}" showAs={quoteattr(_ILLEGAL.sub("", document.issuer or "không rõ"))}/>'
            + f'<TLCObject eId="{"" if component == "main" else component + "__"}compiler" href="/ontology/object/donghanh" showAs="Đồng Hành"/></references></meta>\n'
        )
