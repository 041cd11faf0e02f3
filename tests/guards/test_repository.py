"""The repository speaks of the product alone: nothing of others' is in it, nothing of how or where it was made."""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from pathlib import Path
from typing import Any

from donghanh.kit.data import read_csv, read_yaml
from tests.guards import house

HERE = Path(__file__).resolve()
_MANNERS = {
    "a registry's host": re.compile(
        r"pypi\.org|pythonhosted\.org|registry\.npmjs|npmjs\.com|deb\.debian\.org|security\.debian\.org|proxy\.golang",
        re.IGNORECASE,
    ),
    "a path of some machine": re.compile(r"(?<![\w.])/(?:work|root|home/\w+)/|/tmp/brief|\.pyenv"),
    "how the work was done": re.compile(
        r"\b(?:claude|anthropic|chatgpt|openai|copilot|language model|llm|subagent|ai agent|co-authored-by)\b",
        re.IGNORECASE,
    ),
    "an unfinished thought": re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b|raise NotImplementedError"),
}


def test_no_text_names_hosts_machines_or_the_making() -> None:
    found = []
    for path, text in house.texts().items():
        if path == HERE:
            continue
        for what, pattern in _MANNERS.items():
            for match in pattern.finditer(text):
                line = text.count("\n", 0, match.start()) + 1
                found.append(f"{house.short(path)}:{line} {what}: {match[0]!r}")
    assert not found, "\n".join(found[:40])


def test_nothing_of_others_is_committed() -> None:
    built = {"node_modules", "vendor", ".venv", "dist", "__pycache__"}
    strangers = [
        house.short(path)
        for path in house.tracked()
        if built & set(path.relative_to(house.ROOT).parts)
        or ".min." in path.name
        or path.suffix in {".woff", ".woff2", ".ttf", ".otf", ".map", ".whl", ".so", ".pyc", ".sqlite3"}
    ]
    assert not strangers


def test_nothing_is_minified_or_under_another_licence() -> None:
    packed, licensed = [], []
    notice = re.compile(r"copyright \(c\)|@license|SPDX-License-Identifier|permission is hereby granted", re.IGNORECASE)
    for path, text in house.texts().items():
        if path.suffix in {".js", ".mjs", ".css", ".html"} and any(len(line) > 2000 for line in text.splitlines()):
            packed.append(house.short(path))
        if path not in {HERE, house.ROOT / "LICENSE"} and notice.search(text):
            licensed.append(house.short(path))
    assert not packed
    assert not licensed


# Set phrases that every document has; like the names of bodies and of published indices, facts that nobody owns.
_SET_PHRASES = ("cộng hòa xã hội chủ nghĩa việt nam", "độc lập tự do hạnh phúc")
_NAME = "§"
_CITATION = re.compile(
    r"(?:luật|nghị định|nghị quyết|quyết định|chỉ thị|thông tư|kế hoạch|công văn)(?: số)?:? \d+(?:/\d+)?/[\w-]+"
    r"(?:,? ngày \d+/\d+/\d+)?",
    re.IGNORECASE,
)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+|§", unicodedata.normalize("NFC", text).lower().replace("uỷ", "ủy"))


def _strings(data: Any) -> list[str]:
    """Return every string of a tree of lists and mappings."""
    if isinstance(data, dict):
        data = list(data.values())
    return [s for part in data for s in _strings(part)] if isinstance(data, list) else [str(data)]


def _names() -> dict[str, list[list[str]]]:
    """Return the names of bodies, published indices, systems and instruments by their first word, longest first."""
    found: dict[str, list[list[str]]] = {}
    rows = [*read_yaml("orgs", "agencies.yaml")["agencies"], *read_yaml("orgs", "groups.yaml")]
    phrases = [p for row in rows for p in (row["name"], row.get("short", ""), *row.get("aliases", ()))]
    phrases += _strings(read_yaml("indices", "families.yaml"))
    for path in sorted((house.ROOT / "data" / "indices").glob("*.csv")):  # indicators as their survey names them
        phrases += [
            cell for row in read_csv("indices", path.name) for cell in row.values() if cell and cell.count(" ") > 3
        ]
    for path in sorted((house.ROOT / "data" / "plans").glob("*.yaml")):
        register = read_yaml("plans", path.name)
        named = [*register.get("systems", ()), *register.get("references", ())]
        phrases += [row["name"] for row in named if row.get("name") and len(_words(row["name"])) < 16]
        given = [*register.get("assignments", ()), *register.get("duties", ())]
        phrases += [name for row in given for name in (*row["lead"], *row.get("supporting", ()))]
        phrases += [register["document"]["title"], " ".join(register["document"]["signer"].values())]
    for words in sorted(map(_words, [*phrases, *_SET_PHRASES]), key=len, reverse=True):
        if len(words) > 1:
            found.setdefault(words[0], []).append(words)
    return found


def _shingles(text: str, names: dict[str, list[list[str]]], size: int = 9) -> set[tuple[str, ...]]:
    """Return every nine words in a row, a body's name counting as one word; rows of names alone are left out."""
    words, short, at = _words(_CITATION.sub(" § ", text)), [], 0
    while at < len(words):
        name = (
            [_NAME]
            if words[at] == _NAME
            else next((n for n in names.get(words[at], ()) if words[at : at + len(n)] == n), None)
        )
        short.append(_NAME if name else words[at])
        at += len(name) if name else 1
    rows = {tuple(short[i : i + size]) for i in range(len(short) - size + 1)}
    return {row for row in rows if sum(word != _NAME and not word.isdigit() for word in row) > size // 2}


def test_the_official_wording_of_plan_124_is_nowhere(official_plan: Path) -> None:
    names = _names()
    official = _shingles(official_plan.read_text(encoding="utf-8"), names)
    assert len(official) > 3000
    copied = [
        f"{house.short(path)}: {' '.join(shingle)}"
        for path, text in house.texts().items()
        if path.parent.name != "requirements"
        for shingle in sorted(_shingles(text, names) & official)
    ]
    assert not copied, f"{len(copied)} places repeat nine words in a row:\n" + "\n".join(copied[:60])


def _declared() -> set[str]:
    project = tomllib.loads((house.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    python = project["project"]["dependencies"] + [d for group in project["dependency-groups"].values() for d in group]
    names = {re.match(r"[A-Za-z0-9_.-]+", d)[0].lower() for d in python}  # type: ignore[index]
    package = json.loads((house.ROOT / "package.json").read_text(encoding="utf-8"))
    return names | set(package.get("dependencies", {})) | set(package.get("devDependencies", {}))


def test_every_dependency_is_explained_and_every_explanation_is_of_one() -> None:
    page = (house.ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    explained = set(re.findall(r"^\| `([^`]+)`", page, flags=re.MULTILINE))
    assert _declared() - explained == set(), "docs/dependencies.md does not explain these"
    assert explained - _declared() == set(), "docs/dependencies.md explains what is not used"


def test_lock_files_hold_hashes_and_name_no_address() -> None:
    for name in ("base", "dev", "tools"):
        text = (house.ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        assert "://" not in text
        assert text.count("==") <= text.count("--hash=sha256:")
    assert '"resolved"' not in (house.ROOT / "package-lock.json").read_text(encoding="utf-8")


def test_every_setting_of_the_surroundings_is_described() -> None:
    described = (house.ROOT / "docs" / "operate" / "settings.md").read_text(encoding="utf-8")
    used = set()
    for path, text in house.texts().items():
        if path.suffix in {".py", ".service", ".sh"} and path != HERE:
            used |= set(re.findall(r"\bDONGHANH_[A-Z_]+[A-Z]\b", text))
    missing = {name for name in used if f"`{name}`" not in described}
    assert not missing, f"docs/operate/settings.md lacks {sorted(missing)}"
