"""What many tests share: the course in this repository, all of it or its first three exercises."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from grader.exercise.exercise import Exercise
from grader.grading.course import Course, load_course

ROOT = Path(__file__).resolve().parents[1]
SMALL = ("manual_gradients", "gradient_descent", "learning_rates")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update-gold` writes what is kept as gold anew instead of comparing with it."""
    parser.addoption("--update-gold", action="store_true", help="write gold files anew")


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: much of the suite waits for limits to be hit."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture(scope="session")
def whole_course() -> Course:
    """The course in this repository."""
    return load_course(ROOT)


@pytest.fixture(scope="session")
def small_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course of the first three exercises, which most tests are about."""
    root = tmp_path_factory.mktemp("small") / "course"
    (root / ".grader").mkdir(parents=True)
    listed = ", ".join(f'"{name}"' for name in SMALL)
    text = (ROOT / "grader.toml").read_text(encoding="utf-8")
    text = re.sub(r"exercises = \[[^\]]*\]", f"exercises = [{listed}]", text)
    text = re.sub(r"\[lessons\][^\[]*", "", text)
    (root / "grader.toml").write_text(text, encoding="utf-8")
    left_out = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "reference", root / "reference", ignore=left_out)
    for name in (*SMALL, "families"):
        shutil.copytree(ROOT / "exercises" / name, root / "exercises" / name, ignore=left_out)
    shutil.copy(ROOT / "exercises" / "__init__.py", root / "exercises")
    (root / ".grader" / "student-env").symlink_to(ROOT / ".grader" / "student-env")
    return root


@pytest.fixture(scope="session")
def course(small_root: Path) -> Course:
    """The first three exercises of the course in this repository."""
    return load_course(small_root)


@pytest.fixture(scope="session")
def neuron_exercise(course: Course) -> Exercise:
    """Exercise 1."""
    return course.find("manual-gradients").exercise


@pytest.fixture(scope="session")
def descent_exercise(course: Course) -> Exercise:
    """Exercise 2."""
    return course.find("gradient-descent").exercise


@pytest.fixture(scope="session")
def rates_exercise(course: Course) -> Exercise:
    """Exercise 3."""
    return course.find("learning-rates").exercise
