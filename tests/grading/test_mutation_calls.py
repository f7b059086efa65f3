"""Wrong functions are tried as answers too: every one is refused, and each is named."""

from __future__ import annotations

import numpy as np

from grader.checks.calls import Calls, Returned
from grader.checks.cases import Cases, real
from grader.checks.misconception import Misconception
from grader.exercise.exercise import Exercise, Part
from grader.grading.mutation import mutants, mutation_score, slipped
from tests.checks.test_calls import FORMS, FORWARD, GRAD, LOSSES, MSE
from tests.observing import observations, statuses


def test_functions_and_what_they_return() -> None:
    """Declared misconceptions and generic slips, in every case."""
    for exercise, source in ((LOSSES, MSE + GRAD), (FORWARD, FORMS[0])):
        seen = observations(exercise, source)
        score = mutation_score(exercise, seen)
        assert (score.tried, score.passed, score.unnamed) == (2, (), ())
        assert len(list(slipped(exercise, seen))) > 10


def test_a_misconception_that_is_right_is_found() -> None:
    """It would pass: the score says so."""
    twin = Misconception("twin", "z", lambda w, x, b: x.T @ w.T + b.T, "shape", "?")
    right = Misconception("right", "z", lambda w, x, b: b + w @ x, "nothing", "?")
    exercise = Exercise(
        id="forward", title="Forward", parts=FORWARD.parts, misconceptions=(twin, right)
    )
    tried = {
        one.misconception.id: one for one in mutants(exercise, observations(exercise, FORMS[0]))
    }
    assert tried["twin"].refused
    assert not tried["right"].refused


def test_a_row_that_is_a_column_is_no_slip() -> None:
    """It is accepted, as another form of the same numbers."""
    calls = Calls(
        "f", Cases({"x": real(1, "m")}, ({"m": 3}, {"m": 5})), {"y": lambda x: np.abs(x) + 3.5}
    )
    exercise = Exercise(id="row", title="Row", parts=(Part("y", 1, Returned(calls, "y")),))
    source = "def f(x):\n    return {'y': np.abs(x) + 3.5}\n"
    column = "def f(x):\n    return {'y': (np.abs(x) + 3.5).T}\n"
    assert statuses(exercise, column) == {"y": "right"}
    seen = observations(exercise, source)
    slips = {slip for _, slip, _ in slipped(exercise, seen)}
    assert "transpose" not in slips
    assert "truncated" in slips
    assert mutation_score(exercise, seen).passed == ()
