"""`grader import`: a course is begun or gets more exercises, and nothing is overwritten unasked."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.grading.course import load_course
from grader.grading.settings import read_settings
from tests.cli.conftest import Command
from tests.importing.assignments import book, code, descent, judged, neuron, solution


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A folder with both of our assignments."""
    (tmp_path / "descent.ipynb").write_bytes(book(descent()))
    (tmp_path / "neuron.ipynb").write_bytes(book(neuron()))
    return tmp_path


def test_a_course_is_begun(grader: Command, source: Path) -> None:
    """With its exercise, and how much of it was read; the rest is named with the reason."""
    ran = grader("import", "nbgrader", source / "descent.ipynb", "-o", source / "out")
    assert ran.code == 0
    ways = "automatic 6 with 10, by hand 3 with 5, left 1 with 1"
    reason = "it has a statement of a kind that is not read (while)"
    assert ran.out.splitlines() == [
        f"descent: recognised 9 of 10 parts, 15 of 16 points ({ways})",
        f"  for you: loss_positive (1): line 1: {reason}",
    ]
    course = load_course(source / "out")
    assert [one.exercise.id for one in course.exercises] == ["descent"]
    assert course.settings.secret


def test_a_course_gets_more(grader: Command, source: Path) -> None:
    """In its list, with its comments; what it requires already is not said again."""
    grader("import", "nbgrader", source / "descent.ipynb", "-o", source / "out")
    settings = source / "out" / "grader.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    ran = grader("import", "otter", source / "neuron.ipynb", "-o", source / "out")
    assert ran.code == 0
    assert read_settings(settings).exercises == ["descent", "neuron"]
    assert "# mine" in settings.read_text(encoding="utf-8")
    assert "requirements" not in ran.err


def test_packages_that_are_missing_are_said(grader: Command, source: Path) -> None:
    """A new course has them; one that is there is not changed."""
    cells = [
        code("import pandas as pd"),
        code("### BEGIN SOLUTION\nf = 1\n### END SOLUTION", **solution("f")),
        code("assert f == 1", **judged("t", 1)),
    ]
    (source / "more.ipynb").write_bytes(book(cells))
    grader("import", "nbgrader", source / "descent.ipynb", "-o", source / "out")
    ran = grader("import", "nbgrader", source / "more.ipynb", "-o", source / "out")
    assert "add pandas to [environment] requirements" in ran.err
    grader("import", "nbgrader", source / "more.ipynb", "-o", source / "other")
    assert "pandas" in read_settings(source / "other" / "grader.toml").environment.requirements


def test_what_is_there_stays(grader: Command, source: Path) -> None:
    """Unless --force is given: it may have been finished by hand."""
    words = ("import", "nbgrader", source / "descent.ipynb", "-o", source / "out")
    grader(*words)
    file = source / "out" / "exercises" / "descent" / "exercise.py"
    file.write_text("mine", encoding="utf-8")
    ran = grader(*words)
    assert ran.code == 2
    assert "exists already; --force overwrites it" in ran.error
    assert file.read_text(encoding="utf-8") == "mine"
    assert grader(*words, "--force").code == 0
    assert "EXERCISE" in file.read_text(encoding="utf-8")
    assert read_settings(source / "out" / "grader.toml").exercises == ["descent"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nbgrader", "nowhere.ipynb"], "no such file"),
        (["nbgrader", "neuron.ipynb"], "no cell has metadata of nbgrader's"),
        (["otter", "descent.ipynb"], "no question of otter's"),
    ],
)
def test_wrong_usage(grader: Command, source: Path, words: list[str], said: str) -> None:
    """One sentence, and nothing is written."""
    ran = grader("import", words[0], source / words[1], "-o", source / "out")
    assert (ran.code, said in ran.error) == (2, True)
    assert not (source / "out").exists()
