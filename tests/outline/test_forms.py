"""Forms of other courses: functions with a domain, arrays in any sensible shape."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.checks.check import Answers
from grader.checks.functions import Matches
from grader.checks.gradient import Gradient
from grader.execution.inside.clock import Clock
from grader.execution.inside.evaluate import answer
from grader.exercise.exercise import Exercise, Part
from grader.grading.course import Course, CourseExercise
from grader.grading.outline import _outline as outline_of
from grader.grading.settings import Settings
from grader.observation.codec import decode_observation, encode_probe
from grader.outline.judge import Judged, judge
from grader.outline.outline import Asked, Outline, Related
from grader.outline.questions import questions
from tests.observing import World


def judged(outline: Outline, source: str) -> dict[str, Judged]:
    """What becomes of the parts when this is the section."""
    names: dict[str, Any] = {"np": np}
    exec(source, names)  # noqa: S102 - the test's own code
    asked = questions(outline, [source])
    for helper in asked.helpers:
        exec(helper.source, names)  # noqa: S102
    world = World(names, frozenset(names), [])
    answers = {
        part: Answers(
            mine,
            {k: decode_observation(answer(encode_probe(p), world, Clock(), 20.0))
             for k, p in mine.items()},
        )
        for part, mine in asked.probes.items()
    }  # fmt: skip
    return judge(outline, answers, asked.reruns)


def outline(*asked: Asked, relations: tuple[Related, ...] = ()) -> Outline:
    """Of one exercise."""
    return Outline(id="e", number=1, title="E", asked=list(asked), relations=list(relations))


LOGARITHM = """\
import math
def f(x):
    return math.log(x)
def df(x):
    return 1 / x
"""


def test_a_function_with_a_domain() -> None:
    """It is tried where the course tries it; the interval travels, and the function does not."""
    parts = (
        Part("f", 1, Matches(lambda x: float(np.log(x)), low=0.5, high=4.0)),
        Part("df", 1, Gradient("f", lambda x: 1 / x, low=0.5, high=4.0)),
    )
    made = _made(Exercise(id="e", title="E", parts=parts))
    assert [one.interval for one in made.asked] == [[0.5, 4.0], [0.5, 4.0]]
    found = judged(made, LOGARITHM)
    assert (found["f"].state, found["df"].state) == ("present", "holds")


def _made(exercise: Exercise) -> Outline:
    """The outline that a course would hand out."""
    entry = CourseExercise(exercise, 1, Path("e"), text="f = None\n")
    settings = Settings(name="C", exercises=["e"])
    return outline_of(Course(Path(), settings, (entry,), digest=""), entry)


@pytest.mark.parametrize(
    ("shape", "value", "state"),
    [
        ([3], "np.ones(3)", "present"),
        ([3], "np.ones((3, 1))", "present"),
        ([3], "np.ones((1, 3))", "present"),
        ([3], "[1, 1, 1]", "present"),
        ([2, 3], "np.ones((2, 3))", "present"),
        ([2, 3], "np.ones((3, 2))", "fails"),
        ([3], "np.ones((3, 3))", "fails"),
        ([1], "1.0", "present"),
        ([], "[[1.0]]", "present"),
        ([], "[1.0, 2.0]", "fails"),
    ],
)
def test_arrays_in_any_sensible_shape(shape: list[int], value: str, state: str) -> None:
    """As grading reads them."""
    found = judged(outline(Asked(id="g", title="g", form="number", shape=shape)), f"g = {value}")
    assert found["g"].state == state


@pytest.mark.parametrize("value", ["np.arange(3)", "'text'", "{}", "len", "[[]]", "0"])
def test_anything_is_there(value: str) -> None:
    """Whatever it is; nothing is compared with it."""
    found = judged(outline(Asked(id="g", title="g", form="any")), f"g = {value}")
    assert found["g"].state == "present"


@pytest.mark.parametrize("shape", ["(3,)", "(3, 1)", "(1, 3)"])
def test_the_slope_of_an_array(shape: str) -> None:
    """Entry by entry, however it is laid out."""
    part = Asked(id="g", title="g", form="number", shape=[3])
    slope = Related("g", "slope", {"of": "L", "wrt": "W"})
    source = f"W = np.array([1.0, 2.0, 3.0]).reshape({shape})\nL = np.sum(W**2)\ng = 2 * W\n"
    assert judged(outline(part, relations=(slope,)), source)["g"].state == "holds"
    wrong = source.replace("2 * W", "3 * W")
    assert judged(outline(part, relations=(slope,)), wrong)["g"].state == "fails"
