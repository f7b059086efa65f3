"""Other numbers for every student: drawn from the course's secret and the student's id.

Nothing is stored: who knows the secret works the numbers out again. A draw in which two rules that
should differ give the same value is thrown away, so that what a wrong value says stays as clear as
on the stated givens. The draw depends on no library's random numbers, which change with versions.
"""

from __future__ import annotations

import hmac
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import combinations

import numpy as np

from grader.checks.number import Number
from grader.checks.reading import Floats
from grader.checks.rule import Quantity
from grader.errors import CourseError
from grader.exercise.exercise import Exercise
from grader.exercise.variants import numbers_of
from grader.grading.course import Course, CourseExercise
from grader.grading.diagnose import regiven

MOST_DRAWS = 2_000
FROM_RIGHT = 0.01
"""A wrong value differs from the right one by so much of it: more than three digits can hide."""
FROM_WRONG = 0.001
"""Two wrong values differ by so much, so that a value that was computed tells them apart."""
_RIGHT = ""
_TEXT = re.compile(r"#\s?%%.*\[(markdown|md)\]", re.IGNORECASE)
_CELL = re.compile(r"#\s?%%")
_EQUALS = re.compile(
    r"(?:(?<![\w\\])(?P<name>[A-Za-z_]\w*)\W{0,2})?=[ ]?(?P<number>-?\d+(?:\.\d+)?)"
)

Values = Mapping[str, Mapping[str, Floats]]
"""What the rules of each part give, by part and misconception; the right rule has no name."""


def for_student(course: Course, student: str) -> Course:
    """The course with the numbers of one student, where it has `variants = true`.

    Raises:
        CourseError: There is no secret, or an exercise's numbers cannot be drawn or filled in.
    """
    if not course.settings.variants or not student:
        return course
    if not course.settings.secret:
        raise CourseError(course.root / "grader.toml", "`variants = true` needs a `secret`")
    exercises = tuple(varied(entry, student) for entry in course.exercises)
    return replace(course, exercises=exercises)


def varied(entry: CourseExercise, student: str) -> CourseExercise:
    """An exercise with the numbers of one student; itself, where it has no variants.

    Raises:
        CourseError: Its numbers cannot be drawn or filled in.
    """
    exercise = entry.exercise
    if not exercise.variants:
        return entry
    drawn = variant(exercise, entry.secret, student)
    own = replace(exercise, givens={**exercise.givens, **drawn})
    return replace(entry, exercise=own, text=filled(entry, drawn))


def variant(exercise: Exercise, secret: str, student: str) -> dict[str, float]:
    """The numbers of one student: the first draw that tells its rules apart.

    Raises:
        CourseError: There is none among very many.
    """
    allowed = {name: numbers_of(one) for name, one in exercise.variants.items()}
    needed = apart(exercise)
    for attempt in range(MOST_DRAWS):
        drawn = {
            name: values[_chance(secret, exercise.id, student, attempt, name) % len(values)]
            for name, values in allowed.items()
        }
        if tells_apart(exercise, drawn, needed):
            return drawn
    problem = f"none of {MOST_DRAWS} draws of its variants tells its misconceptions apart"
    raise CourseError(exercise.id, f"{problem}; allow other numbers")


def _chance(secret: str, *words: object) -> int:
    text = "\0".join(["variant", *map(str, words)])
    return int.from_bytes(hmac.digest(secret.encode(), text.encode(), "sha256"), "big")


Pairs = frozenset[tuple[str, str, str]]
"""A part and two of its rules."""


def apart(exercise: Exercise) -> Pairs:
    """The pairs of rules that any variant must tell apart.

    A wrong rule and the right one: wherever they differ on the stated givens or on the alternative
    ones. Two wrong ones: wherever they differ on the alternative givens. Of these only those count
    that vary, since no draw changes the others.
    """
    other = {k: v for k, v in exercise.alternative_givens.items() if k in exercise.variants}
    stated, alternative = values_of(exercise, {}), values_of(exercise, other)
    return frozenset(
        (part, one, two)
        for part, one, two in _pairs(exercise)
        if _differ(alternative, part, one, two) or (not one and _differ(stated, part, one, two))
    )


def tells_apart(exercise: Exercise, drawn: Mapping[str, float], needed: Pairs) -> bool:
    """Whether these numbers tell all pairs of rules apart, and every right value is finite."""
    values = values_of(exercise, drawn)
    finite = all(bool(np.isfinite(rules[_RIGHT]).all()) for rules in values.values())
    return finite and all(_differ(values, *pair) for pair in needed)


def values_of(exercise: Exercise, givens: Mapping[str, float]) -> Values:
    """What all rules of all numbers give on these givens, what comes before being right."""
    found: dict[str, dict[str, Floats]] = {}
    with np.errstate(all="ignore"):
        true = exercise.graph.true_values({**exercise.givens, **givens, **exercise.fixed})
        for part in exercise.everything:
            if isinstance(part.check, Number):
                found[part.id] = {_RIGHT: np.asarray(true[part.id], dtype=float)}
        for wrong_rule in exercise.misconceptions:
            if wrong_rule.part in found:
                try:
                    value: Quantity = wrong_rule.as_rule()(true)
                except (ArithmeticError, ValueError):
                    value = float("nan")
                found[wrong_rule.part][wrong_rule.id] = np.asarray(value, dtype=float)
    return found


def _pairs(exercise: Exercise) -> Iterator[tuple[str, str, str]]:
    for part in exercise.everything:
        if isinstance(part.check, Number):
            wrong = [m.id for m in exercise.misconceptions if m.part == part.id]
            for one, two in combinations([_RIGHT, *wrong], 2):
                yield part.id, one, two


def _differ(values: Values, part: str, one: str, two: str) -> bool:
    """Whether two rules give values that cannot be taken for each other."""
    a, b = values[part][one], values[part][two]
    if a.shape != b.shape:
        return True
    least = FROM_WRONG if one else FROM_RIGHT
    if a.ndim == 0:  # as most are, and there are very many pairs
        x, y = float(a), float(b)
        if math.isfinite(x) and math.isfinite(y):
            return abs(x - y) > least * max(abs(x), abs(y))
        return x != y and not (math.isnan(x) and math.isnan(y))
    known = np.isfinite(a) & np.isfinite(b)
    if not known.all():
        return not np.array_equal(a, b, equal_nan=True)
    return bool(np.any(np.abs(a - b) > least * np.maximum(np.abs(a), np.abs(b))))


def filled(entry: CourseExercise, drawn: Mapping[str, float]) -> str:
    r"""The stub with these numbers, where a given is assigned and after an equals sign in the text.

    In the text, `x = 2.0` is the given x; behind any other name, as in `\alpha = 0.1`, a number is
    the given that has this value, if only one has.

    Raises:
        CourseError: A given is not assigned in stub.py, or the text still holds its stated value.
    """
    where, stated = entry.folder / "stub.py", entry.exercise.givens
    source, names = regiven(entry.stub, drawn)
    lost = sorted(set(drawn) - names)
    if lost:
        problem = f"'{lost[0]}' is assigned no number, so that no student's own can stand there"
        raise CourseError(where, problem)
    lines = source.split("\n")
    text = False
    for k, line in enumerate(lines):
        if _CELL.match(line):
            text = bool(_TEXT.match(line))
        elif text:
            lines[k] = _EQUALS.sub(lambda found: _own(found, stated, drawn), line)
            _all_filled(entry, line, drawn)
    return "\n".join(lines)


def _own(found: re.Match[str], stated: Mapping[str, float], drawn: Mapping[str, float]) -> str:
    """A number in the text, or the student's own where it is that of a given."""
    number, whole = str(found["number"]), str(found[0])
    name: str | None = found["name"] if found["name"] in stated else None
    if name is None:
        same = [one for one, value in stated.items() if value == float(number)]
        name = same[0] if len(same) == 1 else None
    if name is None or name not in drawn or float(number) != stated[name]:
        return whole
    value = drawn[name]
    written = str(int(value)) if "." not in number and value == int(value) else repr(value)
    return whole[: len(whole) - len(number)] + written


def _all_filled(entry: CourseExercise, line: str, drawn: Mapping[str, float]) -> None:
    """Refuse a stated number in the text that would be left as it is."""
    stated = entry.exercise.givens
    rest = _EQUALS.sub("", line)
    for number in re.findall(r"(?<![\w.])-?\d+\.\d+(?![\w.])", rest):
        name = next((one for one in drawn if stated[one] == float(number)), None)
        if name is not None:
            problem = (
                f"the text says {number}, which is the given '{name}': write '{name} = {number}'"
            )
            raise CourseError(entry.folder / "stub.py", f"{problem}, so that it can be filled in")
