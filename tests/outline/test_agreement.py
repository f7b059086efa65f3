"""What loses nothing in grading is never complained of: checks of every solution and sample."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from grader.grading.contract import promise_of
from grader.grading.course import Course, CourseExercise, load_course
from grader.outline.finding import TROUBLE
from tests.checkups import checked, states
from tests.rewrites.corpus import Solution, solutions
from tests.rewrites.fake_pyplot import installed
from tests.rewrites.judging import quiet

ROOT = Path(__file__).resolve().parents[2]
WAY = frozenset({"z", "a", "L", "z1", "a1", "z2", "a2"})
"""Where one of these is wrong, a slope that is right does not fit: which is off cannot be told."""


@cache
def _course() -> Course:
    return load_course(ROOT)


def _complaints(folder: Path, entry: CourseExercise, source: str) -> set[str]:
    """The parts that are to be looked at."""
    sections = [""] * (entry.number - 1) + [source]
    with quiet(), installed():
        found = states(checked(folder, _course(), *sections, exercises=[entry.exercise.id]))
    return {part for part, state in found.items() if state in TROUBLE} - {"figure"}


def _endless_here(source: str) -> bool:
    """Whether the code has a loop that is not run here, or needs what only students have."""
    return bool(re.search(r"^while True|import pandas", source, flags=re.MULTILINE))


SOLUTIONS = [one for one in solutions(_course()) if not _endless_here(one.source)]
SAMPLES = [
    (entry, path)
    for entry in _course().exercises
    for path in sorted((entry.folder / "samples").glob("*.py"))
    if not _endless_here(path.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("solution", SOLUTIONS, ids=lambda one: str(one.name))
def test_nothing_is_said_of_a_right_solution(solution: Solution, tmp_path: Path) -> None:
    """However it is written."""
    assert _complaints(tmp_path, solution.entry, solution.source) == set()


@pytest.mark.parametrize(("entry", "path"), SAMPLES, ids=lambda one: getattr(one, "stem", ""))
def test_of_a_sample_only_what_it_loses_is_complained_of(
    entry: CourseExercise, path: Path, tmp_path: Path
) -> None:
    """But for slopes along a forward pass that is wrong."""
    loses = promise_of(path).loses
    complaints = _complaints(tmp_path, entry, path.read_text(encoding="utf-8"))
    helpers = {helper.id for helper in entry.exercise.helpers}
    slopes = (
        {p.id for p in entry.exercise.parts if p.relation is not None} if loses & WAY else set()
    )
    assert complaints - loses - slopes - helpers == set()
