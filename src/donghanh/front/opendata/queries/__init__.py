"""The catalogue as it is now, and the rows of each dataset."""

from donghanh.front.opendata.queries.bundle import bundle
from donghanh.front.opendata.queries.bundle import size as bundle_size
from donghanh.front.opendata.queries.bundle import tag as bundle_tag
from donghanh.front.opendata.queries.listing import Catalogue, catalogue, dataset, resource
from donghanh.front.opendata.queries.rows import file_of, package, page, stream, table_schema

__all__ = [
    "Catalogue",
    "bundle",
    "bundle_size",
    "bundle_tag",
    "catalogue",
    "dataset",
    "file_of",
    "package",
    "page",
    "resource",
    "stream",
    "table_schema",
]
