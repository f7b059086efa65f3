"""Which grader it is: another one if anything that decides a result is another."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from grader.grading import identity


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The engine somewhere else."""
    root = tmp_path / "grader"
    source = Path(identity.__file__).parents[1]
    shutil.copytree(source, root, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(identity, "__file__", str(root / "grading" / "identity.py"))
    return root


def test_a_copy_is_the_same(copied: Path) -> None:
    """Wherever it lies, and however often it is asked."""
    known = identity.identity.__wrapped__()
    assert known.startswith(identity.released() + "+")
    shutil.rmtree(copied / "report")
    assert identity.identity.__wrapped__() == known


@pytest.mark.parametrize("name", ["checks/number.py", "gradients.py", "execution/inside/plain.py"])
def test_a_change_of_what_judges_tells(copied: Path, name: str) -> None:
    """In a folder, in a module, and deep inside."""
    known = identity.identity.__wrapped__()
    with (copied / name).open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    assert identity.identity.__wrapped__() != known


@pytest.mark.parametrize("name", ["report/html.py", "cli/batch.py", "gradebook/store.py"])
def test_a_change_of_what_only_shows_does_not(copied: Path, name: str) -> None:
    """Pages and commands change no result."""
    known = identity.identity.__wrapped__()
    with (copied / name).open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    assert identity.identity.__wrapped__() == known
