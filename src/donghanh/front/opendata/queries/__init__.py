"""The catalogue as it is now, and the rows of each dataset."""

from donghanh.front.opendata.queries.listing import Catalogue, catalogue, dataset, resource
from donghanh.front.opendata.queries.rows import file_of, package, page, stream, table_schema

__all__ = ["Catalogue", "catalogue", "dataset", "file_of", "package", "page", "resource", "stream", "table_schema"]
