"""What many tests share: the course in this repository and its exercises."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.exercise.exercise import Exercise
from grader.grading.course import Course, load_course

ROOT = Path(__file__).resolve().parents[1]


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update-gold` writes what is kept as gold anew instead of comparing with it."""
    parser.addoption("--update-gold", action="store_true", help="write gold files anew")


@pytest.fixture(scope="session")
def course() -> Course:
    """The course in this repository."""
    return load_course(ROOT)


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
