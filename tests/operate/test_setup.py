"""The build explains itself when a machine lacks something, and does nothing twice."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from tests.surroundings import ROOT


@pytest.fixture
def setup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Load the build script, working in a folder of its own."""
    spec = importlib.util.spec_from_file_location("donghanh_setup", ROOT / "tools" / "setup.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name, path in {"VENV": ".venv", "STAMPS": ".venv/.stamps"}.items():
        monkeypatch.setattr(module, name, tmp_path / path)
    (tmp_path / ".venv").mkdir()
    return module


def program(folder: Path, name: str, says: str) -> None:
    """Put a small program on a path."""
    path = folder / name
    path.write_text(f"#!/bin/sh\necho {says}\n")
    path.chmod(0o755)


def test_an_old_node_is_refused_with_the_version_found(
    setup: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path, "node", "v16.20.1")
    program(tmp_path, "npm", "8.0.0")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(setup.Refused, match=r"Node 20.*v16\.20\.1"):
        setup.need_node()


def test_an_absent_node_is_refused(setup: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(setup.Refused, match="Node"):
        setup.need_node()


def test_a_step_is_stamped_only_when_it_came_to_its_end(setup: ModuleType) -> None:
    with pytest.raises(RuntimeError), setup.stamped("bước", "abc", "thử"):
        raise RuntimeError
    assert setup.read_stamp("bước") == ""
    with setup.stamped("bước", "abc", "thử"):
        pass
    assert setup.read_stamp("bước") == "abc"


def test_a_failing_program_is_told_with_its_own_last_words(
    setup: ModuleType, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(setup.Refused, match="mã 3"):
        setup.run("sh", "-c", "echo hết chỗ; exit 3")
    assert "hết chỗ" in capfd.readouterr().err


def test_the_script_can_be_read_by_old_pythons_that_it_must_refuse() -> None:
    """``ast`` checks the grammar of Python 3.7, where an officer's machine may stand."""
    import ast

    ast.parse((ROOT / "tools" / "setup.py").read_text(encoding="utf-8"), feature_version=(3, 7))
