"""What the exercise on losses lets pass, and what it does not."""

from __future__ import annotations

import pytest

from grader.exercise.exercise import Exercise
from grader.grading.course import Course
from tests.conftest import ROOT
from tests.observing import marked

CORRECT = (ROOT / "exercises" / "losses" / "samples" / "correct.py").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def exercise(course: Course) -> Exercise:
    """The exercise."""
    return course.find("losses").exercise


def fraction(exercise: Exercise, part: str, source: str) -> float:
    """What the part earns when its function is written anew below the right ones."""
    return marked(exercise, f"{CORRECT}\n{source}").verdicts[part].fraction


@pytest.mark.parametrize(
    ("limit", "earns"),
    [("1e-15", 1), ("1e-12", 1), ("1e-8", 1), ("1e-7", 1), ("1e-5", 1), ("1e-3", 0.75)],
)
def test_any_sensible_limit(exercise: Exercise, limit: str, earns: float) -> None:
    """It is the student's choice unless it changes a prediction of 0.0001."""
    clipped = f"def bce(p, y):\n    p = np.clip(p, {limit}, 1 - {limit})\n"
    loss = "    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))\n"
    assert fraction(exercise, "bce", clipped + loss) == earns


@pytest.mark.parametrize(("tiny", "earns"), [("1e-15", 1), ("1e-8", 1), ("1e-7", 1), ("0", 0.75)])
def test_a_small_number_may_be_added(exercise: Exercise, tiny: str, earns: float) -> None:
    """To each logarithm, and to the divisor of the gradient."""
    loss = f"-np.mean(y * np.log(p + {tiny}) + (1 - y) * np.log(1 - p + {tiny}))"
    assert fraction(exercise, "bce", f"def bce(p, y):\n    return {loss}\n") == earns
    slope = f"(p - y) / (p * (1 - p) + {tiny}) / len(p)"
    assert fraction(exercise, "bce_grad", f"def bce_grad(p, y):\n    return {slope}\n") == earns
    several = f"-np.sum(y * np.log(p + {tiny})) / len(p[0])"
    assert fraction(exercise, "cce", f"def cce(p, y):\n    return {several}\n") == earns


@pytest.mark.parametrize(
    ("part", "source"),
    [
        ("bce", "np.where(p == y, 0.0, -np.log(np.where(y == 1, p, 1 - p))).mean()"),
        ("bce_grad", "np.where(p * (1 - p) == 0, 0, (p - y) / (p * (1 - p))) / len(p)"),
        ("bce", "float(np.nan_to_num(-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))))"),
        ("cce", "-np.sum(np.where(y == 1, np.log(p), 0)) / len(p[0])"),
    ],
)
def test_an_edge_that_is_only_hidden(exercise: Exercise, part: str, source: str) -> None:
    """An infinite loss, or a slope of nothing where a sure prediction is wrong, costs a quarter."""
    body = f"def {part}(p, y):\n    return {source}\n"
    assert fraction(exercise, part, body) == 0.75


@pytest.mark.parametrize(
    ("source", "earns"),
    [
        ("e = np.exp(z - np.max(z))\n    return e / e.sum(axis=0)", 0.75),
        ("e = np.exp(np.clip(z, -500, 500))\n    return e / e.sum(axis=0)", 0.75),
        ("z = z - z.mean(axis=0)\n    e = np.exp(z)\n    return e / e.sum(axis=0)", 1),
    ],
)
def test_softmax_of_large_scores(exercise: Exercise, source: str, earns: float) -> None:
    """One maximum for the whole table lets columns vanish; a clip makes scores equal."""
    assert fraction(exercise, "softmax", f"def softmax(z):\n    {source}\n") == earns


@pytest.mark.parametrize(
    ("softmax", "status"),
    [
        ("np.exp(z) / np.exp(z).sum()", "follow-through"),
        ("1 / (1 + np.exp(-z))", "follow-through"),
        ("0 * z + 1 / len(z)", "wrong"),
    ],
)
def test_what_follows_from_the_own_softmax(exercise: Exercise, softmax: str, status: str) -> None:
    """It is charged once, unless it shows nothing."""
    source = f"{CORRECT}\ndef softmax(z):\n    return {softmax}\n"
    verdicts = marked(exercise, source).verdicts
    assert verdicts["softmax"].status == "wrong"
    assert verdicts["softmax_cce_grad"].status == status
    slip = "def softmax_cce_grad(z, y):\n    return softmax(z) - y\n"
    assert marked(exercise, source + slip).verdicts["softmax_cce_grad"].status == "wrong"
