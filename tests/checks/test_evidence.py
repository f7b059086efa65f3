"""What pictures show of a verdict: enough to see where it went wrong, and not the answer."""

from __future__ import annotations

import math

import msgspec
import pytest

from grader import Gradient, Matches, Trajectory
from grader.exercise.exercise import Exercise, Part
from grader.observation.evidence import (
    Evidence,
    GradientEvidence,
    PathEvidence,
    RunsEvidence,
    coarse,
    rounded,
)
from tests.checks.test_descent import DF, LOOP, F
from tests.here import THIRD
from tests.observing import marked


def evidence(exercise: Exercise, source: str, part: str, before: str = "") -> Evidence | None:
    """Of one part."""
    return marked(exercise, source, before=before).verdicts[part].evidence


def path(exercise: Exercise, source: str) -> PathEvidence:
    """Of the path."""
    found = evidence(exercise, source, "trajectory_x")
    assert isinstance(found, PathEvidence)
    return found


def test_what_is_right_needs_none(descent_exercise: Exercise) -> None:
    """Nothing of the path and the derivative is in the result then."""
    for part in ("df", "trajectory_x"):
        assert evidence(descent_exercise, F + DF + LOOP, part) is None


def test_a_path_tells_its_first_wrong_step_and_no_more(descent_exercise: Exercise) -> None:
    """What is due ends where the path leaves it; the later values are not told."""
    slip = LOOP + "trajectory_x[3] = 1.5\n"
    found = path(descent_exercise, F + DF + slip)
    assert found.first_wrong == 3
    assert found.own[3] == 1.5
    assert len(found.own) == 21
    due = [0.0, 0.4, 0.72, 0.976]
    assert found.due == pytest.approx(due, abs=0.01)
    assert found.due_heights == pytest.approx([(x - 2) ** 2 + 3 for x in due], abs=0.02)


def test_steps_are_due_by_the_own_derivative(descent_exercise: Exercise) -> None:
    """A wrong df is charged at df; the path is held against what it gives."""
    own = F + "def df(x):\n    return 2*x - 2\n" + LOOP + "trajectory_x[2] = 0.9\n"
    found = path(descent_exercise, own)
    assert found.first_wrong == 2
    assert found.due == pytest.approx([0.0, 0.2, 0.2 - 0.1 * (2 * 0.2 - 2)], abs=0.01)


def test_ascent_leaves_at_its_first_step(descent_exercise: Exercise) -> None:
    """The other way is due."""
    found = path(descent_exercise, F + DF + LOOP.replace("x - lr", "x + lr"))
    assert found.first_wrong == 1
    assert found.own[:2] == pytest.approx([0.0, -0.4], abs=0.01)
    assert found.due == pytest.approx([0.0, 0.4], abs=0.01)


def test_a_path_that_runs_away_is_seen_around_its_first_wrong_step(
    descent_exercise: Exercise,
) -> None:
    """Where all of it would hide the step; the sentence tells the same step."""
    source = F + DF + LOOP.replace("x - lr", "x + (lr if i > 2 else -lr)")
    verdict = marked(descent_exercise, source).verdicts["trajectory_x"]
    found = verdict.evidence
    assert isinstance(found, PathEvidence)
    assert found.first_wrong == verdict.message.fields["step"] == 4
    xs = [x for x in found.curve_x if x is not None]
    assert xs[0] < 0.0
    assert 0.0 < xs[-1] < 3.0
    assert len(found.own) == 21
    assert found.own_heights[-1] is None
    assert None not in found.own_heights[:5]


def test_another_start(descent_exercise: Exercise) -> None:
    """The start is due, and nothing after it, for every step is right."""
    found = path(descent_exercise, F + DF + LOOP.replace("x = 0.0", "x = 5.0", 1))
    assert (found.first_wrong, found.due) == (None, [0.0])


def test_a_path_that_is_one_step_short(descent_exercise: Exercise) -> None:
    """No step is wrong, and nothing is due in the picture."""
    late = LOOP.replace("trajectory_x.append(x)", "if i < 19: trajectory_x.append(x)")
    found = path(descent_exercise, F + DF + late)
    assert (found.first_wrong, found.due) == (None, [])
    assert len(found.own) == 20


def test_the_curve_covers_the_path(descent_exercise: Exercise) -> None:
    """Rising, with room on both sides, and it is the stated function though the own is wrong."""
    odd = "def f(x):\n    return x**2\n"
    found = path(descent_exercise, odd + DF + LOOP.replace("x - lr", "x + lr"))
    xs = [x for x in found.curve_x if x is not None]
    seen = [x for x, up in zip(found.own, found.own_heights, strict=True) if x and up]
    assert xs == sorted(xs)
    assert xs[0] < min(seen)
    assert xs[-1] > max(seen)
    assert found.curve_y[0] == pytest.approx((xs[0] - 2) ** 2 + 3, rel=0.01)


def test_nothing_can_be_copied_from_a_picture(descent_exercise: Exercise) -> None:
    """No number is more exact than a hundredth of what is seen."""
    found = path(descent_exercise, F + DF + LOOP + "trajectory_x[3] = 1.5\n")
    shown = [*found.own, *found.own_heights, *found.due, *found.due_heights]
    assert all(x is not None and round(x, 2) == x for x in shown)


@pytest.mark.parametrize(
    "code",
    [
        "trajectory_x = [1.0]",
        "trajectory_x = []",
        "trajectory_x = 'abc'",
        "trajectory_x = [float('nan')] * 21",
        "trajectory_x = [float(k) for k in range(501)]",
    ],
)
def test_no_path_has_no_picture(descent_exercise: Exercise, code: str) -> None:
    """There is nothing to draw, or far more than anybody looks at."""
    assert evidence(descent_exercise, F + DF + LOOP + code + "\n", "trajectory_x") is None


@pytest.mark.parametrize("code", ["[2.0] * 21", "[0.0] * 21", "[10.0**k for k in range(200)]"])
def test_odd_paths_have_one(descent_exercise: Exercise, code: str) -> None:
    """Standing still or leaving all bounds; all of it can be written and read."""
    found = path(descent_exercise, F + DF + LOOP + f"trajectory_x = {code}\n")
    assert msgspec.json.decode(msgspec.json.encode(found), type=PathEvidence) == found


def test_a_function_that_overflows_costs_the_picture_its_curve_and_no_verdict() -> None:
    """As `x**2` does where a path runs away; the judge says what it says without a picture."""

    def f(x: float) -> float:
        return math.exp(x)

    def df(x: float) -> float:
        return 2 * x - 4

    exercise = Exercise(
        id="e",
        title="e",
        givens={"lr": 0.1, "n": 20.0},
        fixed={"x0": 0.0},
        parts=(
            Part("f", 1, Matches(f)),
            Part("df", 1, Gradient("f", df)),
            Part("xs", 1, Trajectory(slope="df", start="x0", lr="lr", n="n", of="f")),
        ),
    )
    source = "df = lambda x: 2*x - 4\nf = np.exp\nlr, n = 0.1, 20\nxs = [0.0, 5e3, *range(1, 20)]\n"
    verdict = marked(exercise, source).verdicts["xs"]
    assert verdict.status == "wrong"
    assert isinstance(verdict.evidence, PathEvidence)
    assert verdict.evidence.own_heights[1] is None
    assert None in verdict.evidence.curve_y


def test_a_derivative_against_the_own_function(descent_exercise: Exercise) -> None:
    """Where, what was claimed, what the function says, and how sure that is."""
    found = evidence(descent_exercise, F + "def df(x):\n    return 2*x + 4\n", "df")
    assert isinstance(found, GradientEvidence)
    assert found.of == "f"
    xs = [x for x in found.x if x is not None]
    assert xs == sorted(xs)
    assert found.claimed == pytest.approx([2 * x + 4 for x in xs], abs=0.1)
    assert found.estimate == pytest.approx([2 * x - 4 for x in xs], abs=0.1)
    assert found.error == [0.05] * len(xs)


def test_a_function_that_raises_has_no_picture(descent_exercise: Exercise) -> None:
    """It says nothing of its derivative."""
    code = "def f(x):\n    raise ValueError\ndef df(x):\n    return 2*x + 4\n"
    assert evidence(descent_exercise, code, "df") is None


def test_runs_once_they_are_right(rates_exercise: Exercise) -> None:
    """A line a rate; before that, the picture would tell what is asked."""
    found = evidence(rates_exercise, THIRD, "final_x", F + DF)
    assert isinstance(found, RunsEvidence)
    assert [run.label for run in found.runs] == [f"lr = {r:g}" for r in (0.01, 0.1, 0.5, 0.9, 1.1)]
    assert found.runs[1].errors[:2] == pytest.approx([2.0, 1.6])
    assert len(found.runs[0].errors) == 31
    broken = THIRD.replace('"final_x": x', '"final_x": -x')
    assert evidence(rates_exercise, broken, "final_x", F + DF) is None


def test_runs_are_the_own_where_the_helpers_are(rates_exercise: Exercise) -> None:
    """A wrong df that is the derivative of its f runs to another minimum."""
    own = "def f(x):\n    return (x - 1)**2 + 3\ndef df(x):\n    return 2*(x - 1)\n"
    found = evidence(rates_exercise, THIRD, "final_x", own)
    assert isinstance(found, RunsEvidence)
    assert found.runs[2].errors[-1] == pytest.approx(1.0)
    assert found.runs[0].errors[:2] == pytest.approx([2.0, 1.98])


def test_rounding() -> None:
    """Few digits; what is no number, or too large to draw, is none."""
    given = [1 / 3, float("nan"), float("inf"), -1e305, 0.0]
    assert rounded(given) == [0.333, None, None, None, 0.0]
    assert coarse([*given, 1234.567], 4.0) == [0.33, None, None, None, 0.0, 1234.57]
    assert coarse([1234.567, 0.1], 2000.0) == [1230.0, 0.0]
    assert coarse([1 / 3], 0.0) == coarse([1 / 3], float("inf")) == [0.333]
    assert coarse([1 / 3], 5e-9) == [0.33333333333]
