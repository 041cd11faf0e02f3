"""Tables, migrations and borders between tables."""

from __future__ import annotations

import ast
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

from tests.guards import house


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    out = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=out)
    except SystemExit:
        pytest.fail(f"models and migrations differ:\n{out.getvalue()}")


def test_migrations_are_named_by_intent() -> None:
    automatic = [
        house.short(path) for path in house.tracked() if path.parent.name == "migrations" and "_auto_" in path.name
    ]
    assert not automatic


def _floor(model: type[models.Model]) -> tuple[str, str]:
    parts = model.__module__.split(".")
    return (parts[1], parts[2]) if parts[0] == "donghanh" and len(parts) > 2 else ("", "")


def test_no_table_of_a_work_room_points_into_another_work_room() -> None:
    crossing = []
    for model in apps.get_models():
        floor, room = _floor(model)
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if not getattr(field, "concrete", False) or not isinstance(target, type):
                continue
            other_floor, other_room = _floor(target)
            if floor == other_floor == "work" and room != other_room:
                crossing.append(f"{model.__name__}.{field.name} -> {target.__name__}")
    assert not crossing, f"store the public key instead: {crossing}"


def test_no_room_fetches_another_rooms_table_by_name() -> None:
    sneaking = []
    for path, text in house.code().items():
        own = house.room_of(path).partition(".")[2]
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get_model":
                first = node.args[0] if node.args else None
                label = str(first.value).partition(".")[0] if isinstance(first, ast.Constant) else "?"
                if label not in {own, "orgs", "accounts", "geo"}:
                    sneaking.append(f"{house.short(path)}:{node.lineno} {label}")
    assert not sneaking, sneaking


def test_every_public_table_has_an_unguessable_key() -> None:
    plain = []
    for model in apps.get_models():
        if not _floor(model)[0] or not hasattr(model, "get_absolute_url"):
            continue
        names = {f.name for f in model._meta.get_fields()}
        if not names & {"key", "slug", "number"}:
            plain.append(model.__name__)
    assert not plain, plain
