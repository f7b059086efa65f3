"""`grader env`: made when it is not current, and left alone when it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.errors import GradingError
from tests.cli.conftest import Command


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Path, list[str]]]:
    """What was asked to be made; nothing is."""
    asked: list[tuple[Path, list[str]]] = []

    def make(path: Path, requirements: list[str]) -> None:
        asked.append((path, requirements))

    monkeypatch.setattr("grader.execution.environment.make_environment", make)
    return asked


def test_a_current_one_is_left_alone(
    grader: Command,
    course_copy: Path,
    seeming_environment: Path,
    made: list[tuple[Path, list[str]]],
) -> None:
    """And its place is told, on stderr; whoever makes it sees that it is current."""
    ran = grader("env", "--course", course_copy)
    assert (ran.code, ran.out, ran.err) == (0, "", f"current: {seeming_environment}\n")
    assert [path for path, _ in made] == [seeming_environment]


@pytest.mark.usefixtures("seeming_environment")
def test_force_makes_it_anew(
    grader: Command, course_copy: Path, made: list[tuple[Path, list[str]]]
) -> None:
    """Even if it is current."""
    ran = grader("env", "--force", "--course", course_copy)
    assert ran.code == 0
    assert [path for path, _ in made] == [course_copy / ".grader" / "student-env"]


def test_a_missing_one_is_made(
    grader: Command, course_copy: Path, made: list[tuple[Path, list[str]]]
) -> None:
    """From what grader.toml lists, in the course."""
    ran = grader("env", "--course", course_copy)
    assert (ran.code, ran.out) == (0, "")
    ((path, requirements),) = made
    assert path == course_copy / ".grader" / "student-env"
    assert "numpy>=1.26" in requirements


def test_what_cannot_be_made(
    grader: Command, course_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Is exit code 3, with what the installer said."""

    def fail(path: Path, requirements: list[str]) -> None:
        raise GradingError(f"{path}: {requirements[0]} could not be installed: no network")

    monkeypatch.setattr("grader.execution.environment.make_environment", fail)
    ran = grader("env", "--course", course_copy)
    assert ran.code == 3
    assert ran.error.endswith("could not be installed: no network")


def test_a_broken_course(grader: Command, tmp_path: Path) -> None:
    """Is exit code 2."""
    (tmp_path / "grader.toml").write_text("[environment]\n", encoding="utf-8")
    ran = grader("env", "--course", tmp_path)
    assert ran.code == 2
    assert "grader.toml: is not as it should be" in ran.sentence
