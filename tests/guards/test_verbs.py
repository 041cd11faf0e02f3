"""The catalogue of verbs, the glossary and the code speak of the same verbs."""

from __future__ import annotations

import re

from django.apps import apps

from donghanh.kit import policy
from tests.guards import house

_ENTERED = re.compile(r"""policy\.verb\(\s*["']([a-z_]+\.[a-z_]+)["']|@verb\(\s*["']([a-z_]+\.[a-z_]+)["']""")


def test_every_verb_is_asked_somewhere() -> None:
    """By its name in code or template, or by ``f"room.{verb}"`` with the verb's own word somewhere in that room."""
    entered = re.compile(r"verb\(\s*$")
    templates = "".join(t for p, t in house.texts().items() if p.suffix == ".html")
    idle = []
    for name in policy.catalogue():
        room, _, word = name.partition(".")
        inside = "".join(t for p, t in house.code().items() if house.room_of(p).endswith(f".{room}"))
        everywhere = "\n".join(house.code().values())
        asked = [
            *(
                m
                for m in re.finditer(rf"""["']{re.escape(name)}["']""", everywhere)
                if not entered.search(everywhere[m.start() - 40 : m.start()])
            ),
            *re.finditer(rf"""["']{re.escape(name)}["']""", templates),
            *(re.finditer(rf"""["']{word}["']""", inside) if f'f"{room}.{{' in inside else ()),
        ]
        if not asked:
            idle.append(name)
    assert not idle, f"verbs nobody asks for: {idle}"


def test_every_verb_is_in_the_glossary() -> None:
    glossary = (house.ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    missing = [
        f"| {verb.label} | `{name}` |" for name, verb in policy.catalogue().items() if f"`{name}`" not in glossary
    ]
    assert not missing, "docs/glossary.md lacks:\n" + "\n".join(missing)


def test_every_verb_belongs_to_the_room_that_entered_it() -> None:
    labels = {config.name.removeprefix("donghanh."): config.label for config in apps.get_app_configs()}
    strangers = []
    for path, text in house.code().items():
        room = house.room_of(path)
        for found in _ENTERED.finditer(text):
            name = found[1] or found[2]
            if room and name.partition(".")[0] != labels[room]:
                strangers.append(f"{house.short(path)}: {name}")
    assert not strangers, strangers
    assert {name.partition(".")[0] for name in policy.catalogue()} <= set(labels.values())


def test_every_verb_has_a_vietnamese_label() -> None:
    assert [name for name, verb in policy.catalogue().items() if not verb.label.strip()] == []
