"""The JSON Schema of ``donghanh.plan/1``, made from the model, so that the two cannot part."""

# ruff: noqa: E501 - a pattern or a sentence is read whole on one line

from __future__ import annotations

import dataclasses
import types
import typing
from typing import Any

from donghanh.work.plan.engine import model

_TEXT = {"string": {"type": "string"}}
_ENUMS: dict[tuple[str, str], list[str | None]] = {
    ("Target", "operator"): [">=", ">", "=", "<=", "<", "up", "down", "between"],
    ("Quantity", "operator"): [">=", ">", "=", "<=", "<", "up", "down", "between"],
    ("Due", "kind"): ["before", "by", "within", "every", "from-to"],
    ("Finding", "severity"): ["error", "warning", "info"],
}
_PATTERNS = {
    ("Document", "date"): r"^\d{4}-\d{2}-\d{2}$", ("Due", "date"): r"^\d{4}-\d{2}-\d{2}$", ("Reference", "date"): r"^\d{4}-\d{2}-\d{2}$",
    ("Target", "value"): r"^-?\d+(\.\d+)?$", ("Target", "value_max"): r"^-?\d+(\.\d+)?$", ("Target", "delta"): r"^-?\d+(\.\d+)?$",
    ("Target", "baseline"): r"^-?\d+(\.\d+)?$", ("Quantity", "value"): r"^-?\d+(\.\d+)?$", ("Quantity", "value_max"): r"^-?\d+(\.\d+)?$",
    ("Source", "sha256"): r"^[0-9a-f]{64}$", ("Provision", "eid"): r"^\S+$",
}  # fmt: skip


def build() -> dict[str, Any]:
    """Return the schema."""
    defs: dict[str, Any] = {}
    root = _object(model.Compiled, defs)
    root["properties"] = {
        "format": {"const": model.FORMAT},
        **{k: v for k, v in root["properties"].items() if k != "format"},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:donghanh:plan:1",
        "title": "Văn bản đã biên dịch (donghanh.plan/1)",
        **root,
        "$defs": dict(sorted(defs.items())),
    }


def _object(cls: type, defs: dict[str, Any]) -> dict[str, Any]:
    hints = typing.get_type_hints(cls)
    properties: dict[str, Any] = {}
    for f in dataclasses.fields(cls):
        properties[f.name] = _field(cls.__name__, f.name, hints[f.name], defs)
    return {
        "type": "object",
        "description": (cls.__doc__ or "").split("\n")[0],
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _field(owner: str, name: str, hint: Any, defs: dict[str, Any]) -> dict[str, Any]:
    out = _type(hint, defs)
    if (owner, name) in _ENUMS:
        return {"enum": _ENUMS[owner, name]}
    if (owner, name) in _PATTERNS:
        out["pattern"] = _PATTERNS[owner, name]
    return out


def _type(hint: Any, defs: dict[str, Any]) -> dict[str, Any]:
    if isinstance(hint, types.UnionType):
        inner = [_type(h, defs) for h in typing.get_args(hint) if h is not type(None)]
        if len(inner) == 1 and "type" in inner[0]:
            return {**inner[0], "type": [inner[0]["type"], "null"]}
        return {"anyOf": [*inner, {"type": "null"}]}
    if typing.get_origin(hint) is tuple:
        args = typing.get_args(hint)
        if args[-1] is Ellipsis:
            return {"type": "array", "items": _type(args[0], defs)}
        return {
            "type": "array",
            "prefixItems": [_type(a, defs) for a in args],
            "minItems": len(args),
            "maxItems": len(args),
        }
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        if hint.__name__ not in defs:
            defs[hint.__name__] = {}
            defs[hint.__name__] = _object(hint, defs)
        return {"$ref": f"#/$defs/{hint.__name__}"}
    return {str: {"type": "string"}, int: {"type": "integer"}, bool: {"type": "boolean"}}.get(
        hint, {"type": "object"}
    ).copy()
