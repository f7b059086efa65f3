"""Functions, gradients, trajectories and what lies along them: exercise 2."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from grader.checks.gradient import Gradient
from grader.exercise.exercise import Exercise, Part
from tests.observing import marked, statuses

F = "def f(x):\n    return x**2 - 4*x + 7\n"
DF = "def df(x):\n    return 2*x - 4\n"
LOOP = """
x = 0.0
lr = 0.1
n_iterations = 20
trajectory_x = [x]
trajectory_y = [f(x)]
for i in range(n_iterations):
    x = x - lr * df(x)
    trajectory_x.append(x)
    trajectory_y.append(f(x))
"""
REST = ("trajectory_x", "trajectory_y", "x")


def figure_of(xs: Any, ys: Any, kind: str = "lines") -> list[Any]:
    """A figure with one series."""
    series = {
        "x": list(map(float, xs)),
        "y": list(map(float, ys)),
        "label": "",
        "data_coords": True,
    }
    return [{"cell": 1, "axes": [{"lines": [], "points": [], kind: [series]}]}]


def true_path() -> tuple[Any, Any]:
    """The path of the exercise."""
    xs = [0.0]
    for _ in range(20):
        xs.append(xs[-1] - 0.1 * (2 * xs[-1] - 4))
    return xs, [x * x - 4 * x + 7 for x in xs]


def test_the_solved_exercise_is_all_right(descent_exercise: Exercise) -> None:
    """All parts, the figure included."""
    found = statuses(descent_exercise, F + DF + LOOP, figures=figure_of(*true_path()))
    assert set(found.values()) == {"right"}


@pytest.mark.parametrize(
    "source",
    [
        "f = lambda x: (x - 2)**2 + 3\n" + DF,
        "def f(x):\n    return np.polyval([1, -4, 7], x)\n" + DF,
        ("def f(x):\n    return np.array([x*x - 4*x + 7])\ndf = lambda x: np.float64(2)*(x-2)\n"),
        F + "def df(x, h=1e-6):\n    return (f(x + h) - f(x - h)) / (2*h)\n",
        "class P:\n    def __call__(self, x):\n        return x*x - 4*x + 7\nf = P()\n" + DF,
    ],
)
def test_right_functions_written_differently(descent_exercise: Exercise, source: str) -> None:
    """Any code that computes the function is right."""
    found = statuses(descent_exercise, source)
    assert (found["f"], found["df"]) == ("right", "right")


@pytest.mark.parametrize(
    ("source", "status", "message"),
    [
        ("f = None\n", "missing", "wrong.none"),
        ("f = 3\n", "wrong", "function.is-no-function"),
        ("def f(x):\n    pass\n", "missing", "function.returns-none"),
        ("def f(x):\n    return 'high'\n", "wrong", "function.returns-other"),
        ("def f(x):\n    return [x, x]\n", "wrong", "function.returns-array"),
        ("def f(x):\n    return 1/0\n", "crashed", "crashed"),
        ("def f():\n    return 7\n", "crashed", "crashed"),
        ("def f(x):\n    return x**2 - 4*x + 7.001\n", "wrong", "wrong.function"),
        ("def f(x):\n    return float('nan')\n", "wrong", "wrong.function"),
        ("g = 1\n", "missing", "missing"),
    ],
)
def test_wrong_functions(
    descent_exercise: Exercise, source: str, status: str, message: str
) -> None:
    """Each way to be wrong has its status and its sentence."""
    found = marked(descent_exercise, source).verdicts["f"]
    assert (found.status, found.message.code) == (status, message)


def test_the_right_derivative_of_a_wrong_function_follows_through(
    descent_exercise: Exercise,
) -> None:
    """The slip is in f and charged there; everything after it is right for the student's own f."""
    source = F.replace("- 4*x", "+ 4*x") + "def df(x):\n    return 2*x + 4\n" + LOOP
    found = marked(descent_exercise, source).verdicts
    assert found["f"].fraction == 0
    assert found["df"].follow_through_from == ("f",)
    assert {found[part].fraction for part in REST} == {1.0}


def test_a_wrong_derivative_of_a_right_function_is_charged(descent_exercise: Exercise) -> None:
    """With its path right for it."""
    found = marked(descent_exercise, F + "def df(x):\n    return 2*x + 4\n" + LOOP).verdicts
    assert found["df"].fraction == 0
    assert found["df"].misconception is not None
    assert found["df"].misconception.id == "df-sign"
    assert found["trajectory_x"].follow_through_from == ("df",)
    assert {found[part].fraction for part in REST} == {1.0}


def test_the_wrong_derivative_of_a_wrong_function_is_wrong(descent_exercise: Exercise) -> None:
    """Follow-through needs the two to fit."""
    source = F.replace("- 4*x", "+ 4*x") + "def df(x):\n    return 2*x + 3.9\n"
    found = statuses(descent_exercise, source)
    assert (found["f"], found["df"]) == ("wrong", "wrong")


TRICKS = {
    "constant f": "def f(x):\n    return 0*x\n",
    "random f": "rng = np.random.default_rng(1)\ndef f(x):\n    return x*x - 4*x + rng.normal()\n",
    "noisy f": "def f(x):\n    return x*x + 3*np.sin(1e9*x)\n",
    "rounded f": "def f(x):\n    return round(x*x + 4*x, 2)\n",
    "nan f": "def f(x):\n    return float('nan')\n",
}


@pytest.mark.parametrize("name", TRICKS)
def test_nothing_rests_on_a_worthless_function(descent_exercise: Exercise, name: str) -> None:
    """A constant, random, noisy, coarsely rounded or nan f buys no df and no trajectory_y."""
    source = TRICKS[name] + "def df(x):\n    return 0*x\n" + LOOP
    found = marked(descent_exercise, source, figures=figure_of(range(21), [0] * 21)).verdicts
    assert {part: v.fraction for part, v in found.items() if v.fraction} == {}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("noisy f", "gradient.noisy"),
        ("rounded f", "gradient.rounded"),
        ("nan f", "gradient.not-finite"),
    ],
)
def test_it_is_said_why_an_own_function_vouches_for_nothing(
    descent_exercise: Exercise, name: str, code: str
) -> None:
    """Its derivative would have followed through, had a slope been there to read."""
    source = TRICKS[name] + "def df(x):\n    return 2*x + 5\n"
    found = marked(descent_exercise, source).verdicts["df"]
    assert found.fraction == 0
    assert code in [one.code for one in found.remarks]


def test_single_precision_is_recognised_and_said(descent_exercise: Exercise) -> None:
    """Right functions in float32 are right, with a remark; wrong ones are wrong."""
    single = "one = np.float32\ndef f(x):\n    return one(x)**2 - one(4)*one(x) + one(7)\n"
    found = marked(
        descent_exercise, single + "def df(x):\n    return one(2)*one(x) - one(4)\n"
    ).verdicts
    assert [found[part].status for part in ("f", "df")] == ["right", "right"]
    off = marked(descent_exercise, single.replace("one(7)", "one(7.01)")).verdicts["f"]
    assert off.status == "wrong"


def test_a_path_that_stands_still_at_the_minimum_earns_nothing(descent_exercise: Exercise) -> None:
    """[2.0] * 21 satisfies every step, and everything that rests on it is true."""
    source = F + DF + "trajectory_x = [2.0]*21\ntrajectory_y = [3.0]*21\nx = 2.0\n"
    flat = figure_of([2.0] * 21, [3.0] * 21)
    found = marked(descent_exercise, source, figures=flat).verdicts
    assert {found[part].fraction for part in (*REST, "figure")} == {0.0}


def test_the_givens_of_another_exercise_are_no_answer(descent_exercise: Exercise) -> None:
    """X = 2.0 from exercise 1 happens to be the minimum; an empty section earns nothing."""
    found = marked(descent_exercise, "pass\n", before="x = 2.0\nlr = 0.1\n").verdicts
    assert {v.fraction for v in found.values()} == {0.0}


def path(source: str) -> str:
    """F and df with another loop."""
    return F + DF + source


@pytest.mark.parametrize(
    ("source", "fraction", "code"),
    [
        (LOOP.replace("- lr", "+ lr"), 1 / 3, "wrong.ascent"),
        (LOOP.replace("lr * df", "2 * lr * df"), 1 / 3, "wrong.rate"),
        (LOOP.replace("range(n_iterations)", "range(19)"), 0.5, "wrong.no-end"),
        (LOOP.replace("range(n_iterations)", "range(30)"), 5 / 6, "wrong.length"),
        (LOOP.replace("trajectory_x = [x]", "trajectory_x = []"), 0.5, "wrong.no-start"),
        (LOOP.replace("x = 0.0", "x = 5.0"), 5 / 6, "wrong.start"),
        (LOOP.replace("lr * df(x)", "lr * f(x)"), 0.0, "wrong.steps"),
        (LOOP.replace("n_iterations = 20", "n_iterations = 0"), 0.0, "wrong.steps-missing"),
        (LOOP + "trajectory_x[7] = 0.5\n", None, "wrong.steps"),
        ("trajectory_x = list(np.linspace(0, 2, 21))\n", 0.0, "wrong.steps"),
        ("trajectory_x = []\n", 0.0, "wrong.empty-list"),
        ("trajectory_x = 1.5\n", 0.0, "wrong.no-list"),
    ],
)
def test_wrong_paths_are_told_apart(
    descent_exercise: Exercise, source: str, fraction: float | None, code: str
) -> None:
    """Start, length and steps have their shares, and what is wrong is named."""
    found = marked(descent_exercise, path(source)).verdicts["trajectory_x"]
    assert found.message.code == code
    if fraction is None:
        assert 0.5 < found.fraction < 1
        assert found.message.fields["step"] == 7
    else:
        assert found.fraction == pytest.approx(fraction, abs=1e-5)


@pytest.mark.parametrize(
    "after",
    [
        "trajectory_x = np.array(trajectory_x)\ntrajectory_y = np.array(trajectory_y)\n",
        "trajectory_x = [np.array([v]) for v in trajectory_x]\n",
        "trajectory_x = tuple(trajectory_x)\n",
        (
            "trajectory_x = [round(v, 6) for v in trajectory_x]\n"
            "trajectory_y = [round(v, 6) for v in trajectory_y]\nx = round(x, 6)\n"
        ),
        "trajectory_x = np.array(trajectory_x).reshape(-1, 1)\n",
    ],
)
def test_paths_in_other_forms_are_right(descent_exercise: Exercise, after: str) -> None:
    """Arrays, tuples, columns and rounded entries hold the same path."""
    found = marked(descent_exercise, path(LOOP + after)).verdicts
    assert {found[part].fraction for part in REST} == {1.0}


def test_an_own_rate_costs_nothing_by_itself(descent_exercise: Exercise) -> None:
    """A changed lr, used consistently, is a remark."""
    result = marked(descent_exercise, path(LOOP.replace("lr = 0.1", "lr = 0.05")))
    assert result.changed == {"lr": "0.05"}
    assert result.verdicts["trajectory_x"].fraction == 1


def test_heights_recorded_before_the_update_lag_behind(descent_exercise: Exercise) -> None:
    """y_i = f(x_{i-1}) is named."""
    late = LOOP.replace(
        "    x = x - lr * df(x)\n", "    trajectory_y.append(f(x))\n    x = x - lr * df(x)\n"
    ).replace(
        "    trajectory_x.append(x)\n    trajectory_y.append(f(x))\n",
        "    trajectory_x.append(x)\n",
    )
    found = marked(descent_exercise, path(late)).verdicts["trajectory_y"]
    assert (found.status, found.message.code) == ("wrong", "pointwise.late")


@pytest.mark.parametrize("kind", ["lines", "points"])
@pytest.mark.parametrize("against", ["x", "iteration"])
def test_a_figure_may_show_the_path_in_any_way(
    descent_exercise: Exercise, kind: str, against: str
) -> None:
    """As a line or points, on the curve or against the iteration."""
    xs, ys = true_path()
    drawn = figure_of(xs if against == "x" else range(21), ys, kind)
    assert statuses(descent_exercise, path(LOOP), figures=drawn)["figure"] == "right"


def test_a_figure_of_single_points_is_a_figure(descent_exercise: Exercise) -> None:
    """Drawn one by one in a loop."""
    xs, ys = true_path()
    points = [
        figure_of([x], [y], "points")[0]["axes"][0]["points"][0]
        for x, y in zip(xs, ys, strict=True)
    ]
    drawn = [{"cell": 1, "axes": [{"lines": [], "points": points}]}]
    assert statuses(descent_exercise, path(LOOP), figures=drawn)["figure"] == "right"


@pytest.mark.parametrize(
    "drawn",
    [
        figure_of(np.linspace(-1, 5, 200), np.linspace(-1, 5, 200) ** 2),
        figure_of(true_path()[0][:10], true_path()[1][:10]),
        figure_of(true_path()[1], true_path()[0]),
        figure_of([0.0], [7.0]),
        [{"cell": 1, "axes": "nonsense"}],
        ["nonsense"],
    ],
)
def test_a_figure_without_the_path_earns_nothing(
    descent_exercise: Exercise, drawn: list[Any]
) -> None:
    """The curve alone, half of the path, or swapped axes are not the trajectory."""
    assert statuses(descent_exercise, path(LOOP), figures=drawn)["figure"] == "wrong"


def test_marks_beside_single_points_do_no_harm(descent_exercise: Exercise) -> None:
    """The minimum marked by one more point, and a path drawn as segments, are fine."""
    xs, ys = true_path()
    dots = [figure_of([x], [y])[0]["axes"][0]["lines"][0] for x, y in zip(xs, ys, strict=True)]
    mark = figure_of([2.0], [3.0])[0]["axes"][0]["lines"][0]
    segments = [
        figure_of(xs[i : i + 2], ys[i : i + 2])[0]["axes"][0]["lines"][0] for i in range(20)
    ]
    for lines in ([*dots, mark], [*segments, mark]):
        drawn = [{"cell": 1, "axes": [{"lines": lines, "points": []}]}]
        assert statuses(descent_exercise, path(LOOP), figures=drawn)["figure"] == "right"


def test_a_typed_path_takes_nothing_along(descent_exercise: Exercise) -> None:
    """A short or evenly spaced list, its end and its plot, are no descent."""
    for typed in ("[0.0, 1.0, 2.0]", "[float(i) for i in range(21)]"):
        source = path(f"trajectory_x = {typed}\ntrajectory_y = [f(v) for v in trajectory_x]\n")
        source += "x = trajectory_x[-1]\n"
        drawn = figure_of([0.0, 1.0, 2.0], [7.0, 4.0, 3.0])
        found = marked(descent_exercise, source, figures=drawn).verdicts
        assert {found[part].fraction for part in (*REST, "figure")} == {0.0}


def test_steps_hidden_by_the_tolerance_prove_nothing(descent_exercise: Exercise) -> None:
    """A path that moves less than rounding allows is no descent."""
    source = path("lr = 0.1\ntrajectory_x = [0.0] + [1e9] * 19 + [1e9 + 1]\nx = 1e9 + 1\n")
    assert marked(descent_exercise, source).verdicts["trajectory_x"].fraction == 0


@pytest.mark.parametrize(
    "typed",
    [
        "lr = 0.5\ntrajectory_x = [0] + [2]*20\n",
        "trajectory_x = [-1e-9*i for i in range(21)]\n",
        "trajectory_x = list(np.linspace(0, 2, 21))\n",
        "trajectory_x = [0.0, 0.4]\n",
        "trajectory_x = [0.0, 0.4, 0.72]\n",
        "trajectory_x = [0, 0.4] + [2]*19\n",
    ],
)
def test_a_path_that_was_hardly_worked_out_earns_little(
    descent_exercise: Exercise, typed: str
) -> None:
    """At most a quarter of the trajectory and of what rests on it, whatever else is consistent."""
    source = f"{F}{typed}trajectory_y = [f(v) for v in trajectory_x]\nx = trajectory_x[-1]\n"
    first = marked(descent_exercise, source)
    path_seen = [float(v) for v in eval(typed.rsplit(" = ", maxsplit=1)[-1], {"np": np})]  # noqa: S307
    drawn = figure_of(path_seen, [v * v - 4 * v + 7 for v in path_seen])
    found = marked(descent_exercise, source, figures=drawn).verdicts
    points = {"trajectory_x": 3, "trajectory_y": 1, "x": 1, "figure": 2}
    earned = sum(found[part].fraction * worth for part, worth in points.items())
    assert earned <= sum(points.values()) / 4
    assert first.verdicts["x"].fraction == 0


def test_a_function_that_is_its_own_derivative_shows_none(descent_exercise: Exercise) -> None:
    """Copying exp from f to df is no differentiation."""
    found = marked(descent_exercise, "f = lambda x: np.exp(x)\ndf = f\n").verdicts
    assert found["df"].fraction == 0


@pytest.mark.parametrize(
    ("source", "status"),
    [
        ("f = lambda x: x**3 + x\ndf = lambda x: 3*x**2 + 1\n", "right"),
        ("f = lambda x: x**3 + x\ndf = lambda x: 3*x**2\n", "wrong"),
        ("f = lambda x: x**3 + 1e-3*np.sin(1e9*x)\ndf = lambda x: 3*x**2\n", "not-judged"),
        ("f = lambda x: round(x**3, 3)\ndf = lambda x: 3*x**2\n", "not-judged"),
        ("f = lambda x: round(x**3, 3)\ndf = lambda x: 4*x**2\n", "wrong"),
        ("f = lambda x: 0*x\ndf = lambda x: 0*x\n", "wrong"),
        ("df = lambda x: 3*x**2\n", "not-judged"),
    ],
)
def test_without_a_reference_the_own_function_decides(source: str, status: str) -> None:
    """And what cannot be told is not judged: it loses nothing, and earns nothing yet."""
    parts = (Part("df", 2, Gradient("f")),)
    assert statuses(Exercise(id="own", title="Own", parts=parts), source)["df"] == status
