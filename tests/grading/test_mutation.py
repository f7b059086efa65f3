"""The grader grades itself: every wrong rule is refused and named."""

from __future__ import annotations

from contextlib import redirect_stdout
from dataclasses import replace
from io import StringIO

import pytest

from grader.checks.misconception import Misconception
from grader.grading.course import Course
from grader.grading.mark import SectionSeen
from grader.grading.mutation import mutants, mutation_score
from tests.observing import observations
from tests.rewrites.fake_pyplot import installed

EXERCISES = ("manual-gradients", "gradient-descent", "learning-rates")
ESTIMATORS = {"gd-rate"}
"""Rules that start from the student's own answer; on the right one they say nothing."""


def correct(course: Course, exercise: str) -> SectionSeen:
    """What the correct sample shows, but for its figure."""
    entry = course.find(exercise)
    text = (entry.folder / "samples" / "correct.py").read_text(encoding="utf-8")
    with installed(), redirect_stdout(StringIO()):
        return observations(entry.exercise, text)


@pytest.mark.parametrize("exercise", EXERCISES)
def test_no_wrong_rule_passes_and_each_is_named(course: Course, exercise: str) -> None:
    """The mutation score is 100 %, and causes are told apart with the help of the re-run."""
    score = mutation_score(course.find(exercise).exercise, correct(course, exercise))
    assert score.passed == ()
    assert set(score.unnamed) <= ESTIMATORS


def test_a_wrong_rule_that_passes_is_found(course: Course) -> None:
    """A misconception that is the right rule, or within the tolerance of it, is no mutant."""
    exercise = course.find("manual-gradients").exercise
    rule = exercise.part("a").check.rule
    assert rule is not None
    same = Misconception("same", "a", lambda z: rule({"z": z}) * (1 + 1e-8), "nothing", "Nothing?")
    score = mutation_score(
        replace(exercise, misconceptions=(same,)), correct(course, "manual-gradients")
    )
    assert score.passed == ("same",)


def test_a_rule_that_another_one_hides_is_not_its_name(course: Course) -> None:
    """Two rules that give the same number are named by their family or not at all."""
    exercise = course.find("manual-gradients").exercise
    twins = [
        Misconception(name, "dL_dz", lambda a, y: y - a, name, f"{name}?")
        for name in ("one", "two")
    ]
    seen = correct(course, "manual-gradients")
    apart = mutants(replace(exercise, misconceptions=tuple(twins)), seen)
    assert [mutant.recognised for mutant in apart] == [False, False]
    family = tuple(replace(twin, family="twins") for twin in twins)
    together = mutants(replace(exercise, misconceptions=family), seen)
    assert [mutant.recognised for mutant in together] == [True, True]
