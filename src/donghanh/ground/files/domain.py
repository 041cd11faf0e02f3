"""What may come in: purposes, sizes and kinds, read from reviewed data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from donghanh.ground.files.engine.kinds import Inside
from donghanh.kit import data

MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Limit:
    """What one purpose accepts: the largest size in bytes and the kinds of file.

    ``private_name`` says that its files come from people who may not be known: their names stay out of the journal.
    """

    purpose: str
    label: str
    bytes: int
    kinds: tuple[str, ...]
    private_name: bool = False

    @property
    def megabytes(self) -> int:
        """Return the size for people."""
        return self.bytes // MEGABYTE

    @property
    def accept(self) -> str:
        """Return the ``accept`` attribute of a file field."""
        return ",".join(f".{kind}" for kind in self.kinds)


@lru_cache(maxsize=1)
def limits() -> dict[str, Limit]:
    """Return the limit of every purpose."""
    read = data.read_yaml("files", "limits.yaml")["purposes"]
    return {
        code: Limit(
            code, row["label"], row["megabytes"] * MEGABYTE, tuple(row["kinds"]), bool(row.get("private_name", False))
        )
        for code, row in read.items()
    }


@lru_cache(maxsize=1)
def inside() -> Inside:
    """Return how much a compressed file or an image may unfold to."""
    row = data.read_yaml("files", "limits.yaml")["inside"]
    return Inside(row["entries"], row["megabytes"] * MEGABYTE, row["ratio"], row["megapixels"] * 1_000_000)
