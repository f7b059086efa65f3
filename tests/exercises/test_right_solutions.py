"""Right solutions, however they are written, earn everything."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from grader.exercise.exercise import Exercise
from grader.grading.course import Course, load_course
from tests.rewrites.corpus import Solution, draws, losses_of, solutions
from tests.rewrites.generator import Rewrite, same
from tests.rewrites.judging import losses, run

SEED = 20_260_101
REWRITES = int(os.environ.get("GRADER_REWRITES", "60"))
ROOT = Path(__file__).resolve().parents[2]


@cache
def _course() -> Course:
    return load_course(ROOT)


@cache
def _drawn() -> tuple[tuple[Solution, Rewrite], ...]:
    return tuple(draws(_course(), REWRITES, np.random.default_rng(SEED)))


@pytest.mark.parametrize("solution", solutions(_course()), ids=lambda one: str(one.name))
def test_a_right_solution_earns_everything(solution: Solution) -> None:
    """Each file of `solutions/`, its figures recorded by a stand-in for matplotlib."""
    if not solution.runs_here:
        pytest.skip("it needs pandas: benchmarks/right_solutions.py --sandbox grades it")
    ran = run(solution.source)
    found = losses(solution.entry.exercise, solution.source, ran.figures)
    assert not found, "\n".join(map(str, found))


@pytest.mark.parametrize("number", range(REWRITES))
def test_a_rewrite_that_means_the_same_earns_everything(number: int) -> None:
    """One to four operators on a right solution; a failure names them and shows the source."""
    solution, rewrite = _drawn()[number]
    found = losses_of(_course(), solution, rewrite)
    told = f"{solution.name} after {', '.join(rewrite.operators)}\n"
    assert not found, told + "\n".join(map(str, found)) + f"\n\n{rewrite.source}"


def test_the_rewrites_differ_and_use_most_operators() -> None:
    """Else many of them would say little."""
    drawn = [rewrite for _, rewrite in _drawn()]
    assert len({rewrite.source for rewrite in drawn}) == REWRITES
    assert len({name for rewrite in drawn for name in rewrite.operators}) >= 24


def test_there_are_enough_solutions_of_each_exercise() -> None:
    """At least four each, and a hundred in all."""
    counts = [
        sum(one.entry is entry for one in solutions(_course())) for entry in _course().exercises
    ]
    assert min(counts) >= 4
    assert sum(counts) >= 100


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ([1.0, 2.0], np.array([[1.0], [2.0]]), True),
        (0.785834983, "0.78583498", True),
        ([1.0, 2.0], [2.0, 1.0], False),
        (1.0, 1.001, False),
        (None, float("nan"), False),
        ("not yet", "converged", False),
        (lambda x: x * x, lambda x: x**2, True),
        (lambda x: x * x, lambda x: x**3, False),
    ],
)
def test_a_change_of_meaning_is_seen(one: object, other: object, alike: bool) -> None:  # noqa: FBT001
    """The comparison that rewrites must pass before they count."""
    assert same(one, other, 1e-7) is alike


def test_a_wrong_solution_still_loses(descent_exercise: Exercise) -> None:
    """The stand-in for matplotlib and the judging here give no points away."""
    source = "import matplotlib.pyplot as plt\ndef f(x): return x\ndef df(x): return 3\nx = 1.0\n"
    ran = run(source + "plt.plot([0, 1])\n")
    found = {loss.part for loss in losses(descent_exercise, source, ran.figures)}
    assert found == {part.id for part in descent_exercise.parts}
