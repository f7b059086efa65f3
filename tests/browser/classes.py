"""Classes of any size, as overviews.

`READY` is false as long as the grader has no overviews; whatever tests them waits for that alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from random import Random
from typing import Any

import msgspec

from grader.grading.result import ExerciseResult, Message, PartResult, Result, Status
from tests.report.conftest import HOSTILE, typical, without_slips

READY = find_spec("grader.report.classroom") is not None
SMALL, LARGE = 40, 3000
STATUSES: tuple[Status, ...] = ("right", "right", "partial", "wrong", "missing", "timed-out")


def page(results: Sequence[tuple[str, Result]]) -> str:
    """The overview of named results."""
    record: Any = import_module("grader.report.classroom.record").record
    render: Any = import_module("grader.report.classroom.html").render_overview
    shown: str = render([record(result, name) for name, result in results])
    return shown


def small() -> list[tuple[str, Result]]:
    """A class with every kind of student: typical, done, not isolated, hostile by name."""
    typical_one = typical()
    bare = msgspec.structs.replace(
        typical_one, run=msgspec.structs.replace(typical_one.run, isolation="none")
    )
    names = [text for text in HOSTILE if len(text) < 1000 and "\ud800" not in text]
    return [
        *made(SMALL),
        ("typical", typical_one),
        ("typical again", typical_one),
        ("Ünal, Ömer", without_slips(typical_one)),
        ("not isolated", bare),
        *((name, result) for name, (_, result) in zip(names, made(len(names)), strict=True)),
    ]


def made(count: int) -> list[tuple[str, Result]]:
    """So many students, each with points of their own."""
    random = Random(count)  # noqa: S311 - to be the same each time is what is wanted
    result = typical()
    return [(f"student-{at}", _varied(result, at, random)) for at in range(1, count + 1)]


def _varied(result: Result, at: int, random: Random) -> Result:
    exercises = [_exercise(exercise, random) for exercise in result.exercises]
    submission = msgspec.structs.replace(result.submission, digest=f"{at:064x}")
    points = sum(exercise.points for exercise in exercises)
    return msgspec.structs.replace(
        result, submission=submission, exercises=exercises, points=points, provisional=False
    )


def _exercise(exercise: ExerciseResult, random: Random) -> ExerciseResult:
    parts = [_part(part, random) for part in exercise.parts]
    return msgspec.structs.replace(
        exercise, parts=parts, points=sum(part.points for part in parts), messages=[]
    )


def _part(part: PartResult, random: Random) -> PartResult:
    status = random.choice(STATUSES)
    share = {"right": 1.0, "partial": 0.5}.get(status, 0.0)
    return msgspec.structs.replace(
        part,
        status=status,
        points=share * part.max_points,
        message=Message("right" if status == "right" else "wrong", {"name": part.id}),
        misconception=part.misconception if status == "wrong" else None,
        value=f"{random.randrange(4) / 4}",
        remarks=[],
    )
