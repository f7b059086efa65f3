"""True numbers in what students read, which they did not have."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import numpy as np

from grader.grading.course import CourseExercise
from grader.grading.grade import Graded

NUMBER = re.compile(r"-?\d+\.?\d*(?:[eE][-+]?\d+)?")
LEAK_DIGITS = 5


def leaks(text: str, entry: CourseExercise, graded: Graded, source: str) -> list[str]:
    """True numbers of five or more digits in a text for students that they did not have.

    What stands in the student's code or values, or in the stub, gives nothing away; nor do numbers
    of parts that are right.
    """
    mine = graded.result.exercises[0]
    known = [source, entry.stub, *(part.value or "" for part in mine.parts)]
    allowed = {number for one in known for number in _numbers(one)}
    secrets = _secrets(entry, [part.id for part in mine.parts if part.points < part.max_points])
    found = []
    for number in _numbers(text):
        if _digits(number) < LEAK_DIGITS or any(_same(number, other) for other in allowed):
            continue
        if any(_same(number, secret) for secret in secrets):
            found.append(number)
    return sorted(set(found))


def _numbers(text: str) -> list[str]:
    return NUMBER.findall(text)


def _digits(number: str) -> int:
    mantissa = re.split("[eE]", number)[0]
    return len(re.sub(r"\D", "", mantissa).strip("0"))


def _same(number: str, other: str) -> bool:
    """Whether two numbers agree in all the digits of the coarser one."""
    try:
        a, b = float(number), float(other)
    except ValueError:
        return False
    if not (math.isfinite(a) and math.isfinite(b)):
        return False
    digits = min(max(_digits(number), 1), max(_digits(other), 1), 15)
    return abs(a - b) <= 0.5 * 10.0 ** (1 - digits) * max(abs(a), abs(b)) and digits >= LEAK_DIGITS


def _secrets(entry: CourseExercise, parts: Sequence[str]) -> list[str]:
    """The true numbers of these parts, written out."""
    exercise = entry.exercise
    true = exercise.graph.true_values({**exercise.givens, **exercise.fixed})
    values = [true[part] for part in parts if part in true and not callable(true[part])]
    return [repr(float(v)) for value in values for v in np.ravel(np.asarray(value, dtype=float))]
