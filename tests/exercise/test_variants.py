"""What a given may be: ranges with decimals, numbers one by one, and what is none of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from grader.errors import CourseError
from grader.exercise.exercise import Exercise
from grader.exercise.variants import Between, numbers_of


@pytest.mark.parametrize(
    ("allowed", "numbers"),
    [
        (Between(1.2, 1.5), (1.2, 1.3, 1.4, 1.5)),
        (Between(-0.1, 0.1), (-0.1, 0.0, 0.1)),
        (Between(1, 3, 0), (1.0, 2.0, 3.0)),
        (Between(0.05, 0.07, 2), (0.05, 0.06, 0.07)),
        (Between(0.11, 0.19), ()),
        (Between(2.0, 1.0), ()),
        (Between(0.0, float("inf")), ()),
        (Between(float("nan"), 1.0), ()),
        (Between(0.0, 1.0, 9), ()),
        ((0.1, 1), (0.1, 1.0)),
        ((), ()),
    ],
)
def test_numbers(allowed: Any, numbers: tuple[float, ...]) -> None:
    """Each as it is written by hand, and never -0.0."""
    assert numbers_of(allowed) == numbers
    assert "-0.0" not in map(repr, numbers_of(allowed))


@pytest.mark.parametrize(
    ("variants", "problem"),
    [
        ({"X": (1.0,)}, "the variants of 'X' are of no given; did you mean 'x'?"),
        ({"z": (1.0,)}, "the variants of 'z' are of no given"),
        ({"x": ()}, "the variants of 'x' hold no number, or too many"),
        ({"x": Between(0, 1, 9)}, "the variants of 'x' hold no number, or too many"),
    ],
)
def test_what_is_none(neuron_exercise: Exercise, variants: Any, problem: str) -> None:
    """One sentence says of which given."""
    with pytest.raises(CourseError) as caught:
        replace(neuron_exercise, variants=variants)
    assert caught.value.problem == problem
