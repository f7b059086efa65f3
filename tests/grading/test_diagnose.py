"""The re-run with other givens: what is replaced, and what it tells apart."""

from __future__ import annotations

import pytest

from grader.exercise.exercise import Exercise
from grader.grading.diagnose import regiven
from grader.grading.mark import Marked, mark
from tests.observing import observations

GIVENS = {"x": 1.7, "w": 0.6, "lr": 0.2}
SOLVED = (
    "x = 2.0\nw = 0.5\nb = 0.3\ny = 1.0\nlr = 0.1\nz = w*x + b\na = 1/(1 + np.exp(-z))\n"
    "L = -np.log(a)\ndL_dz = a - y\ndL_dw = dL_dz * x\ndL_db = dL_dz\n"
    "w_new = w - lr*dL_dw\nb_new = b - lr*dL_db\n"
)


@pytest.mark.parametrize(
    ("source", "expected", "names"),
    [
        ("x = 2.0\n", "x = 1.7\n", {"x"}),
        ("x: float = 2  # given\n", "x: float = 1.7  # given\n", {"x"}),
        ("x, w = 2.0, -0.5\n", "x, w = 1.7, 0.6\n", {"x", "w"}),
        ("é = 1; x = 2.0\n", "é = 1; x = 1.7\n", {"x"}),
        ("x = w = 2.0\n", "x = w = 2.0\n", set()),
        ("x = 2.0 + 1\n", "x = 2.0 + 1\n", set()),
        ("def f():\n    x = 2.0\n", "def f():\n    x = 2.0\n", set()),
        ("z = 2.0\n", "z = 2.0\n", set()),
        ("x = True\n", "x = True\n", set()),
        ("x = = 2.0\n", "x = = 2.0\n", set()),
        ("%time x = 2.0\n", "%time x = 2.0\n", {"x"}),
        ("%matplotlib inline\nx = 2.0\n", "%matplotlib inline\nx = 1.7\n", {"x"}),
    ],
)
def test_only_literals_of_givens_at_the_top_are_replaced(
    source: str, expected: str, names: set[str]
) -> None:
    """Everything else stays as it is, to the letter."""
    assert regiven(source, GIVENS) == (expected, frozenset(names))


def both(exercise: Exercise, source: str) -> Marked:
    """The verdicts on a source, with its re-run on the alternative givens."""
    again, names = regiven(source, exercise.alternative_givens)
    givens = {name: exercise.alternative_givens[name] for name in names}
    other = mark(exercise, observations(exercise, again), givens=givens)
    return mark(exercise, observations(exercise, source), rerun=other)


@pytest.mark.parametrize(
    ("rule", "cause"), [("dL_dz * w", "dw-times-w"), ("dL_dz / x", "dw-divide")]
)
def test_a_rerun_tells_apart_what_coincides(
    neuron_exercise: Exercise, rule: str, cause: str
) -> None:
    """W = 1/x on the stated numbers only."""
    found = both(neuron_exercise, SOLVED.replace("dL_dw = dL_dz * x", f"dL_dw = {rule}"))
    named = found.verdicts["dL_dw"].misconception
    assert named is not None
    assert named.id == cause


def test_a_rerun_costs_nothing(neuron_exercise: Exercise) -> None:
    """-ln a is wrong for y = 0, and right on the numbers that were asked."""
    found = both(neuron_exercise, SOLVED)
    assert {verdict.fraction for verdict in found.verdicts.values()} == {1.0}


def test_a_typed_value_is_noted_for_staff(neuron_exercise: Exercise) -> None:
    """It stays the same on other givens."""
    typed = both(neuron_exercise, SOLVED.replace("dL_dz = a - y", "dL_dz = 0.2141650"))
    assert "typed by hand" in typed.verdicts["dL_dz"].staff.notes[0]
    worked = both(neuron_exercise, SOLVED.replace("dL_dz = a - y", "dL_dz = y - a"))
    assert worked.verdicts["dL_dz"].staff.notes == ()
    named = worked.verdicts["dL_dz"].misconception
    assert named is not None
    assert named.id == "dz-sign"
