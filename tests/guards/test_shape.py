"""The shape of the house: which files exist, how long they are, what each room says of itself."""

from __future__ import annotations

import importlib
import re

import pytest

from donghanh.kit import journal
from donghanh.kit.states import StateTable
from tests.guards import house

MODULES = {
    *("__init__", "apps", "domain", "engine", "events", "models", "policies", "queries", "services", "api"),
    *("handlers", "jobs", "forms", "tables", "charts", "plug", "views", "urls", "admin", "management"),
    *("migrations", "tests", "templatetags"),
}
FOLDERS = {"templates", "static", "__pycache__"}
LONGEST = 440  # "about 400 lines"; beyond it a file becomes a package
CHAPTERS = ("Purpose", "Words", "States", "Legal basis", "Door", "Events", "Screens", "Not here")


@pytest.mark.parametrize("room", house.rooms())
def test_a_room_has_no_file_outside_the_closed_list(room: str) -> None:
    strangers = []
    for path in house.tracked():
        folder = house.rooms()[room]
        if folder not in path.parents:
            continue
        first = path.relative_to(folder).parts[0]
        known = first == "README.md" or first in FOLDERS or first.removesuffix(".py") in MODULES
        if not known:
            strangers.append(first)
    assert not strangers


def test_no_drawer_for_odds_and_ends_exists() -> None:
    drawers = {"utils.py", "helpers.py", "common.py", "misc.py", "util.py"}
    assert [house.short(p) for p in house.tracked() if p.name in drawers] == []


def test_no_file_is_longer_than_a_reader_holds_in_mind() -> None:
    long = {
        house.short(path): lines
        for path, text in house.texts().items()
        if path.suffix == ".py" and "migrations" not in path.parts and (lines := text.count("\n")) > LONGEST
        if not ("tests" in path.parts and "data" in path.parts)
    }
    assert not long


@pytest.mark.parametrize("room", house.rooms())
def test_a_room_says_what_it_is(room: str) -> None:
    readme = house.rooms()[room] / "README.md"
    assert readme.exists(), f"{room} has no README.md"
    text = readme.read_text(encoding="utf-8")
    missing = [chapter for chapter in CHAPTERS if chapter.lower() not in text.lower()]
    assert not missing, f"{room}/README.md lacks {missing}"


@pytest.mark.parametrize("room", house.rooms())
def test_the_state_diagram_of_a_room_is_its_state_table(room: str) -> None:
    if not (house.rooms()[room] / "domain.py").exists() and not (house.rooms()[room] / "domain").is_dir():
        return
    domain = importlib.import_module(f"donghanh.{room}.domain")
    readme = (house.rooms()[room] / "README.md").read_text(encoding="utf-8")
    for name, table in vars(domain).items():
        if isinstance(table, StateTable):
            assert table.as_mermaid() in readme, f"{room}/README.md must draw {name}:\n{table.as_mermaid()}"


def test_every_kind_of_event_has_a_label_and_the_name_of_its_room() -> None:
    wrong = []
    for kind, event in journal.kinds().items():
        if ".tests." in event.__module__:
            continue
        room = event.__module__.split(".")[2]
        well_formed = re.fullmatch(r"[a-z]+\.[a-z_]+", kind) is not None
        if not well_formed or kind.partition(".")[0] != room or len(event.label.split()) < 2:
            wrong.append(f"{event.__module__}.{event.__name__}: {kind!r} {event.label!r}")
    assert len(journal.kinds()) > 10
    assert not wrong, "\n".join(wrong)


def test_only_views_jobs_and_commands_read_the_clock() -> None:
    """Time is an argument everywhere below, so that a case can be replayed as of any day."""
    asks = re.compile(r"\b(?:dates\.(?:now|today)|datetime\.now|date\.today|timezone\.now|time\.time)\(")
    default = re.compile(r"\bor dates\.(?:now|today)\(")  # what a caller leaves open
    may = re.compile(
        r"/(?:views|jobs|handlers|plug|management|admin|config|web|forms|tables|templatetags)(?:/|\.py)|kit/(?:dates|policy)\.py"
    )
    early = [
        f"{house.short(path)}:{number}"
        for path, text in house.code().items()
        if not may.search(str(path))
        for number, line in enumerate(text.splitlines(), start=1)
        if asks.search(line) and not default.search(line)
    ]
    assert not early, "\n".join(early)
