"""One layer of a spec: figures, a mark, where each goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Spec = dict[str, Any]


def layer(values: Sequence[Mapping[str, Any]], mark: Mapping[str, Any], **encoding: Any) -> Spec:
    """Return a layer with its own figures."""
    return {"data": {"values": list(values)}, "mark": dict(mark), "encoding": encoding}
