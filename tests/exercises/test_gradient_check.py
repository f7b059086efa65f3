"""A numerical gradient is called with functions by name, and held against central differences."""

from __future__ import annotations

import pytest

from grader.exercise.exercise import Exercise
from grader.grading.course import Course
from tests.observing import marked, statuses

HEAD = """\
def bowl(x):
    return np.sum(np.arange(1, x.size + 1) * (x - 1) ** 2)
def waves(x):
    return np.sum(np.sin(2 * x)) + np.prod(x)
def gradient_check(f, x, h):
"""
CENTRAL = "    return np.array([(f(x + h * e) - f(x - h * e)) / (2 * h) for e in np.eye(x.size)])\n"
RIGHT = {"gradient_check": "right", "x_kept": "right", "whole_numbers": "right"}
SLOPES = dict.fromkeys(RIGHT, "wrong")


@pytest.fixture(scope="module")
def exercise(course: Course) -> Exercise:
    """The exercise itself."""
    return course.find("gradient-check").exercise


@pytest.mark.parametrize(
    "body",
    [
        CENTRAL,
        CENTRAL.replace("return np.array", "return tuple"),
        CENTRAL.replace("h * e", "h / 2 * e").replace("2 * h", "h"),
        "    x, start = x.astype(float), x\n" + CENTRAL,
        "    save = x.copy()\n    x *= 2\n    x[:] = save\n" + CENTRAL,
        "    bowl, waves = None, None\n" + CENTRAL,
    ],
)
def test_right_ones(exercise: Exercise, body: str) -> None:
    """With steps of h or of half of it, as any list of numbers."""
    assert statuses(exercise, HEAD + body) == RIGHT


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("    pass\n", dict.fromkeys(RIGHT, "missing")),
        ("    return 0\n", SLOPES),
        ("    return np.zeros_like(x)\n", SLOPES),
        ("    return x\n", SLOPES),
        ("    return np.full(x.size, f(x))\n", SLOPES),
        ("    return np.full(x.size, np.nan)\n", SLOPES),
        ("    return np.random.rand(x.size) * f(x)\n", {"gradient_check": "wrong"}),
        ("    raise ValueError\n", dict.fromkeys(RIGHT, "crashed")),
        ("    x += 1\n    x -= 1\n" + CENTRAL, RIGHT),
        ("    x -= x\n" + CENTRAL, {"gradient_check": "wrong", "x_kept": "wrong"}),
        (CENTRAL + "    x[:] = 0\n", RIGHT),
        (CENTRAL.replace("return", "r =") + "    x[:] = 0\n    return r\n", {"x_kept": "wrong"}),
        (CENTRAL.replace("(2 * h)", "h"), {**RIGHT, "gradient_check": "wrong"}),
        (CENTRAL.replace("f(x - h * e)", "f(x)").replace("2 * h", "h"),
         {**RIGHT, "gradient_check": "partial"}),
        ("    h = min(h, 1e-4)\n" + CENTRAL, {**RIGHT, "gradient_check": "wrong"}),
        ("    f = bowl\n" + CENTRAL, SLOPES),
    ],
)  # fmt: skip
def test_wrong_ones(exercise: Exercise, body: str, found: dict[str, str]) -> None:
    """Each loses what it must, and no part is earned by what is no gradient."""
    assert found.items() <= statuses(exercise, HEAD + body).items()


def test_functions_of_ones_own(exercise: Exercise) -> None:
    """Who changed them is judged on what they have, by the same measure."""
    head = HEAD.replace("(x - 1) ** 2", "x**4").replace("np.sin(2 * x)", "np.exp(x)")
    assert statuses(exercise, head + CENTRAL) == RIGHT
    one_sided = CENTRAL.replace("f(x - h * e)", "f(x)").replace("2 * h", "h")
    assert marked(exercise, head + one_sided).verdicts["gradient_check"].fraction == 0.5
    assert statuses(exercise, head + "    h = 1e-5\n" + CENTRAL)["gradient_check"] == "wrong"


@pytest.mark.parametrize("gone", ["bowl", "waves"])
def test_functions_that_are_gone(exercise: Exercise, gone: str) -> None:
    """Then there is nothing to call with."""
    found = statuses(exercise, HEAD.replace(f"def {gone}", "def other") + CENTRAL)
    assert set(found.values()) == {"missing"}


def test_functions_that_show_nothing(exercise: Exercise) -> None:
    """Slopes of a constant are 0, which proves nothing."""
    flat = HEAD.replace("np.sum(np.sin(2 * x)) + np.prod(x)", "7.0")
    assert statuses(exercise, flat + CENTRAL)["gradient_check"] == "wrong"
