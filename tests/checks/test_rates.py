"""The table of exercise 3: every layout and honest answer, and what must be refused."""

from __future__ import annotations

from typing import Any

import pytest

from grader.exercise.exercise import Exercise
from tests.observing import marked, statuses

FUNCTIONS = "def f(x):\n    return x**2 - 4*x + 7\ndef df(x):\n    return 2*x - 4\n"
SOLVED = """
results = []
for lr in [0.01, 0.1, 0.5, 0.9, 1.1]:
    x = 0.0
    arrived = None
    for i in range(30):
        x = x - lr * df(x)
        if arrived is None and abs(f(x) - 3) < 0.01:
            arrived = i + 1
    words = {0.01: "not yet", 0.9: "oscillating", 1.1: "diverged"}
    results.append({"lr": lr, "final_x": x, "final_f": f(x), "converged_iter": arrived,
                    "status": words.get(lr, "converged")})
fastest_lr = 0.5
"""
COLUMNS = ("final_x", "final_f", "converged_iter", "status", "fastest_lr")


def fractions(exercise: Exercise, source: str, before: str = FUNCTIONS) -> dict[str, float]:
    """The share of each part but the figure."""
    found = marked(exercise, source, before=before).verdicts
    return {part: verdict.fraction for part, verdict in found.items() if part != "figure"}


def test_the_solved_table_is_all_right(rates_exercise: Exercise) -> None:
    """As the stub describes it."""
    found = statuses(rates_exercise, SOLVED, before=FUNCTIONS)
    assert {found[column] for column in COLUMNS} == {"right"}


@pytest.mark.parametrize(
    "layout",
    [
        "results = {r['lr']: {k: v for k, v in r.items() if k != 'lr'} for r in results}\n",
        "results = {str(r['lr']): r for r in results}\n",
        "results = {'lr=' + str(r['lr']): r for r in results}\n",
        "results = {k: [r[k] for r in results] for k in results[0]}\n",
        (
            "results = {k: np.array([r[k] for r in results]) for k in ('lr', 'final_x', 'final_f')}"
            " | {k: [r[k] for r in results] for k in ('converged_iter', 'status')}\n"
        ),
        "results = [list(r.values()) for r in results]\n",
        "results = tuple(tuple(r.values()) for r in results)\n",
        "results = [{k: v for k, v in r.items() if k != 'lr'} for r in results]\n",
        "results = [{k.upper().replace('_', ' '): v for k, v in r.items()} for r in results]\n",
        "results = results[::-1]\n",
        "results = results + [{'lr': 0.3, 'final_x': 2.0}]\n",
    ],
)
def test_every_layout_is_read(rates_exercise: Exercise, layout: str) -> None:
    """Lists and dicts of rows or columns, in any order, with other spellings and further rows."""
    assert set(fractions(rates_exercise, SOLVED + layout).values()) == {1.0}


@pytest.mark.parametrize(
    "change",
    [
        "for r in results:\n    if r['converged_iter']: r['converged_iter'] -= 1\n",
        "results[0]['converged_iter'] = -1\nresults[4]['converged_iter'] = float('nan')\n",
        "results[0]['converged_iter'] = 'did not converge'\nresults[4]['converged_iter'] = 'no'\n",
        "results[0].update(converged_iter=30, status='Converged')\n",
        "results[3]['status'] = 'Converged (oscillating)'\n",
        "results[4].update(final_x=23.3986, final_f=460.9018)\n",
        "results[0]['status'] = 'too slow'\nresults[4]['status'] = 'Diverges!'\n",
        "for r in results:\n    r['final_x'] = round(r['final_x'], 4)\n",
        "results[1].update(final_x=1.9120390930, final_f=3.0077371212)\n",
        "fastest_lr = '0.5'\n",
        "fastest_lr = 'lr = 0.5'\n",
        "fastest_lr = np.float64(0.5)\n",
    ],
)
def test_honest_answers_in_other_words(rates_exercise: Exercise, change: str) -> None:
    """Counting from 0, any word for never, early stops, rounding, the course text's counter."""
    assert set(fractions(rates_exercise, SOLVED + change).values()) == {1.0}


@pytest.mark.parametrize(
    ("change", "lost"),
    [
        ("results[1]['final_x'] = 1.9\n", {"final_x": 0.8}),
        ("results[1]['final_x'] = 2.0\n", {"final_x": 0.8}),
        ("results[4].update(final_x=4.4, status='converged')\n", {"final_x": 0.8, "status": 0.8}),
        ("results[4]['final_x'] = 4.5\n", {"final_x": 0.8}),
        ("results[1]['final_f'] = 3.5\n", {"final_f": 0.8}),
        ("results[1]['converged_iter'] = 16\n", {"converged_iter": 0.8}),
        ("results[1]['converged_iter'] = None\n", {"converged_iter": 0.8}),
        ("results[0]['status'] = 'converged'\n", {"status": 0.8}),
        ("results[4]['status'] = 'converged'\n", {"status": 0.8}),
        ("results[4]['status'] = 'converged or diverged'\n", {"status": 0.8}),
        ("results[2]['status'] = 'oscillating'\n", {"status": 0.8}),
        ("for r in results:\n    r['status'] = 'converged'\n", {"status": 0.0}),
        ("for r in results:\n    r['converged_iter'] = None\n", {"converged_iter": 0.0}),
        (
            "del results[3]\n",
            {"final_x": 0.8, "final_f": 0.8, "converged_iter": 0.8, "status": 0.8},
        ),
        ("fastest_lr = 0.9\n", {"fastest_lr": 0.0}),
        ("fastest_lr = None\n", {"fastest_lr": 0.0}),
        ("fastest_lr = [0.5, 0.9]\n", {"fastest_lr": 0.0}),
    ],
)
def test_wrong_entries_lose_their_row(
    rates_exercise: Exercise, change: str, lost: dict[str, float]
) -> None:
    """Each wrong row costs its share of its column, and nothing else."""
    assert fractions(rates_exercise, SOLVED + change) == {**dict.fromkeys(COLUMNS, 1.0), **lost}


@pytest.mark.parametrize(
    "source",
    [
        "results = []\nfastest_lr = None\n",
        "results = None\n",
        "results = 'converged'\n",
        "results = [1, 2, 3]\n",
        "results = [{'lr': lr} for lr in (0.01, 0.1, 0.5, 0.9, 1.1)]\n",
        (
            "results = [{'lr': lr, 'final_x': 0.0, 'final_f': 7.0, 'converged_iter': None,"
            " 'status': 'not yet'} for lr in (0.01, 0.1, 0.5, 0.9, 1.1)]\n"
        ),
        (
            "results = [{'lr': lr, 'final_x': 2.0, 'final_f': 3.0, 'converged_iter': 1,"
            " 'status': 'converged'} for lr in (0.01, 0.1, 0.5, 0.9, 1.1)]\n"
        ),
    ],
)
def test_empty_and_filled_tables_earn_nothing(rates_exercise: Exercise, source: str) -> None:
    """What tells nothing apart shows nothing."""
    assert set(fractions(rates_exercise, source).values()) == {0.0}


def test_the_table_follows_from_wrong_functions(rates_exercise: Exercise) -> None:
    """The slip is in f and df of exercise 2; the table is right for them."""
    shifted = "def f(x):\n    return x**2 + 4*x + 7\ndef df(x):\n    return 2*x + 4\n"
    assert set(fractions(rates_exercise, SOLVED, shifted).values()) == {1.0}


def test_one_slip_in_f_is_charged_there_alone(rates_exercise: Exercise) -> None:
    """With f too high by 1 nothing arrives, and final_f is one higher: all right for that f."""
    higher = FUNCTIONS.replace("+ 7", "+ 8")
    found = fractions(rates_exercise, SOLVED, higher)
    assert [found[part] for part in ("final_x", "final_f", "converged_iter")] == [1.0, 1.0, 1.0]


@pytest.mark.parametrize(
    ("row", "words", "ok"),
    [
        (4, "does not converge, it diverges", True),
        (1, "converged quickly, no problems", True),
        (1, "converged in 11 iterations (max 30)", True),
        (1, "converged slowly", True),
        (0, "converging", True),
        (0, "no convergence", True),
        (0, "too slow", True),
        (4, "not converged", False),
        (1, "did not converge", False),
        (1, "never converges", False),
    ],
)
def test_words_for_the_status(
    rates_exercise: Exercise,
    row: int,
    words: str,
    ok: bool,  # noqa: FBT001
) -> None:
    """Read by what they say, negations with what they negate."""
    change = f"results[{row}]['status'] = {words!r}\n"
    assert fractions(rates_exercise, SOLVED + change)["status"] == (1.0 if ok else 0.8)


def test_a_table_of_worthless_functions_earns_nothing(rates_exercise: Exercise) -> None:
    """With df = 0 nothing moves."""
    flat = "def f(x):\n    return 0*x\ndef df(x):\n    return 0*x\n"
    found = fractions(rates_exercise, SOLVED.replace("fastest_lr = 0.5", "fastest_lr = 0.1"), flat)
    assert found["final_x"] == found["final_f"] == found["converged_iter"] == 0.0


def curve(points: list[tuple[float, float]]) -> dict[str, Any]:
    """A recorded line."""
    xs, ys = zip(*points, strict=True)
    return {"x": list(xs), "y": list(ys), "label": "", "data_coords": True}


def runs(*rates: float, n: int = 30) -> list[Any]:
    """A figure with one line a rate: f against x."""
    lines = []
    for rate in rates:
        x, points = 0.0, []
        for _ in range(n + 1):
            points.append((x, x * x - 4 * x + 7))
            x -= rate * (2 * x - 4)
        lines.append(curve(points))
    return [{"cell": 1, "axes": [{"lines": lines, "points": []}]}]


@pytest.mark.parametrize(
    ("figure", "fraction"),
    [
        (runs(0.01, 0.1, 0.5, 0.9, 1.1), 1.0),
        ([*runs(0.01, 0.1), *runs(0.5, 0.9, 1.1)], 1.0),
        (runs(0.01, 0.1, 0.5, 0.9), 0.8),
        (runs(0.3), 0.0),
        ([], 0.0),
    ],
)
def test_the_figure_holds_a_curve_for_each_rate(
    rates_exercise: Exercise, figure: list[Any], fraction: float
) -> None:
    """In one figure or several; each missing rate costs its share."""
    found = marked(rates_exercise, SOLVED, before=FUNCTIONS, figures=figure)
    assert found.verdicts["figure"].fraction == fraction
