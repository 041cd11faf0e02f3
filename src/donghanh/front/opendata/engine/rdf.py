"""The catalogue in DCAT-AP 3: a graph that is written as Turtle or JSON-LD and holds to the published shapes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rdflib import BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, XSD

VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
ADMS = Namespace("http://www.w3.org/ns/adms#")
_LANGUAGES = Namespace("http://publications.europa.eu/resource/authority/language/")
_FILES = Namespace("http://publications.europa.eu/resource/authority/file-type/")
_RIGHTS = Namespace("http://publications.europa.eu/resource/authority/access-right/")
_FREQUENCIES = Namespace("http://publications.europa.eu/resource/authority/frequency/")
_FILE_TYPES = {
    "csv": "CSV",
    "json": "JSON",
    "geojson": "GEOJSON",
    "xlsx": "XLSX",
    "ods": "ODS",
    "parquet": "PARQUET",
    "zip": "ZIP",
}


@dataclass(frozen=True)
class Agent:
    """Who publishes: its address and name."""

    url: str
    name: str


@dataclass(frozen=True)
class File:
    """One distribution."""

    url: str
    page: str
    kind: str
    title: str
    media: str
    size: int | None = None
    sha256: str = ""


@dataclass(frozen=True)
class Thing:
    """One dataset."""

    url: str
    id: str
    title: str
    title_en: str
    description: str
    publisher: Agent
    theme: tuple[str, str]
    keywords: Sequence[str]
    licence: tuple[str, str]
    frequency: str
    created: datetime
    modified: datetime
    version: str
    files: Sequence[File]


@dataclass(frozen=True)
class Whole:
    """The catalogue."""

    url: str
    title: str
    title_en: str
    description: str
    publisher: Agent
    modified: datetime | None
    endpoint: str
    scheme: str


def graph(whole: Whole, things: Sequence[Thing]) -> Graph:
    """Return the catalogue and its datasets as a graph."""
    g = Graph()
    for prefix, space in (
        ("dcat", DCAT),
        ("dct", DCTERMS),
        ("foaf", FOAF),
        ("vcard", VCARD),
        ("spdx", SPDX),
        ("adms", ADMS),
    ):
        g.bind(prefix, space)
    root = URIRef(whole.url)
    g.add((root, RDF.type, DCAT.Catalog))
    g.add((root, DCTERMS.title, Literal(whole.title, lang="vi")))
    g.add((root, DCTERMS.title, Literal(whole.title_en, lang="en")))
    g.add((root, DCTERMS.description, Literal(whole.description, lang="vi")))
    g.add((root, FOAF.homepage, _typed(g, whole.url, FOAF.Document)))
    g.add((root, DCTERMS.language, _typed(g, _LANGUAGES.VIE, DCTERMS.LinguisticSystem)))
    g.add((root, DCTERMS.publisher, _agent(g, whole.publisher)))
    if whole.modified:
        g.add((root, DCTERMS.modified, _moment(whole.modified)))
    service = URIRef(whole.endpoint)
    g.add((root, DCAT.service, service))
    g.add((service, RDF.type, DCAT.DataService))
    g.add((service, DCTERMS.title, Literal("API đọc, tương thích CKAN", lang="vi")))
    g.add((service, DCAT.endpointURL, URIRef(whole.endpoint)))
    g.add((service, DCTERMS.publisher, _agent(g, whole.publisher)))
    themes: dict[str, URIRef] = {}
    scheme = URIRef(whole.scheme)
    g.add((scheme, RDF.type, URIRef("http://www.w3.org/2004/02/skos/core#ConceptScheme")))
    g.add((scheme, DCTERMS.title, Literal("Nhóm dữ liệu", lang="vi")))
    g.add((root, DCAT.themeTaxonomy, scheme))
    for thing in things:
        _dataset(g, root, service, thing, scheme, themes)
    return g


def _dataset(g: Graph, root: URIRef, service: URIRef, thing: Thing, scheme: URIRef, themes: dict[str, URIRef]) -> None:
    one = URIRef(thing.url)
    g.add((root, DCAT.dataset, one))
    g.add((service, DCAT.servesDataset, one))
    g.add((one, RDF.type, DCAT.Dataset))
    g.add((one, DCTERMS.identifier, Literal(thing.id)))
    g.add((one, DCTERMS.title, Literal(thing.title, lang="vi")))
    if thing.title_en:
        g.add((one, DCTERMS.title, Literal(thing.title_en, lang="en")))
    g.add((one, DCTERMS.description, Literal(thing.description or thing.title, lang="vi")))
    g.add((one, DCTERMS.publisher, _agent(g, thing.publisher)))
    g.add((one, DCAT.landingPage, _typed(g, thing.url, FOAF.Document)))
    g.add((one, DCTERMS.issued, _moment(thing.created)))
    g.add((one, DCTERMS.modified, _moment(thing.modified)))
    g.add((one, URIRef(str(DCAT) + "version"), Literal(thing.version)))
    g.add((one, DCTERMS.language, _typed(g, _LANGUAGES.VIE, DCTERMS.LinguisticSystem)))
    g.add((one, DCTERMS.accessRights, _typed(g, _RIGHTS.PUBLIC, DCTERMS.RightsStatement)))
    if thing.frequency:
        g.add((one, DCTERMS.accrualPeriodicity, _typed(g, _FREQUENCIES[thing.frequency], DCTERMS.Frequency)))
    for word in thing.keywords:
        g.add((one, DCAT.keyword, Literal(word, lang="vi")))
    contact = BNode()
    g.add((one, DCAT.contactPoint, contact))
    g.add((contact, RDF.type, VCARD.Kind))
    g.add((contact, VCARD.fn, Literal(thing.publisher.name)))
    g.add((contact, VCARD.hasURL, URIRef(thing.publisher.url)))
    code, label = thing.theme
    if code:
        if code not in themes:
            concept = URIRef(f"{scheme}#{code}")
            themes[code] = concept
            g.add((concept, RDF.type, URIRef("http://www.w3.org/2004/02/skos/core#Concept")))
            g.add((concept, URIRef("http://www.w3.org/2004/02/skos/core#prefLabel"), Literal(label, lang="vi")))
            g.add((concept, URIRef("http://www.w3.org/2004/02/skos/core#inScheme"), scheme))
        g.add((one, DCAT.theme, themes[code]))
    for file in thing.files:
        g.add((one, DCAT.distribution, _distribution(g, thing, file)))


def _distribution(g: Graph, thing: Thing, file: File) -> URIRef:
    one = URIRef(f"{thing.url}#{file.kind}")
    g.add((one, RDF.type, DCAT.Distribution))
    g.add((one, DCTERMS.title, Literal(file.title, lang="vi")))
    g.add((one, DCAT.accessURL, URIRef(file.page)))
    g.add((one, DCAT.downloadURL, URIRef(file.url)))
    media = URIRef(f"https://www.iana.org/assignments/media-types/{file.media}")
    g.add((one, DCAT.mediaType, _typed(g, media, DCTERMS.MediaType)))
    g.add((one, DCTERMS.format, _typed(g, _FILES[_FILE_TYPES[file.kind]], DCTERMS.MediaTypeOrExtent)))
    g.add((one, DCTERMS.modified, _moment(thing.modified)))
    url, title = thing.licence
    if url:
        licence = _typed(g, url, DCTERMS.LicenseDocument)
        g.add((licence, DCTERMS.title, Literal(title, lang="vi")))
        g.add((one, DCTERMS.license, licence))
    if file.size is not None:
        g.add((one, DCAT.byteSize, Literal(file.size, datatype=XSD.nonNegativeInteger)))
    if file.sha256:
        check = BNode()
        algorithm = _typed(g, SPDX.checksumAlgorithm_sha256, SPDX.ChecksumAlgorithm)
        g.add((one, SPDX.checksum, check))
        g.add((check, RDF.type, SPDX.Checksum))
        g.add((check, SPDX.algorithm, algorithm))
        g.add((check, SPDX.checksumValue, Literal(file.sha256, datatype=XSD.hexBinary)))
    return one


def _typed(g: Graph, url: str, kind: URIRef) -> URIRef:
    one = URIRef(url)
    g.add((one, RDF.type, kind))
    return one


def _agent(g: Graph, agent: Agent) -> URIRef:
    one = _typed(g, agent.url, FOAF.Agent)
    g.add((one, FOAF.name, Literal(agent.name, lang="vi")))
    return one


def _moment(at: datetime) -> Literal:
    return Literal(at.replace(microsecond=0).isoformat(), datatype=XSD.dateTime)
