"""The points of all samples as a document, `grader.sample-points/1`, and what differs between two.

It is written with one version of a course and held against another, so that a change of an exercise
shows whose points it changes. Nothing is graded here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from grader.exercise.exercise import Exercise
from grader.grading.result import ExerciseResult

SCHEMA: Literal["grader.sample-points/1"] = "grader.sample-points/1"
Points = Annotated[float, Meta(ge=0)]


class OneSample(Struct, frozen=True, forbid_unknown_fields=True):
    """What one sample earns: all together, and for each part by its id."""

    points: Points
    parts: dict[str, Points]


class OneExercise(Struct, frozen=True, forbid_unknown_fields=True):
    """What an exercise and each of its parts are worth, and what its samples earn, by name."""

    max_points: Points
    max_parts: dict[str, Points]
    samples: dict[str, OneSample]


class SamplePoints(Struct, frozen=True, forbid_unknown_fields=True):
    """The exercises by id, in the order of the course."""

    schema: Literal["grader.sample-points/1"]
    exercises: dict[str, OneExercise]

    def only(self, exercises: Collection[str]) -> SamplePoints:
        """These exercises alone, as far as they are there."""
        kept = {name: one for name, one in self.exercises.items() if name in exercises}
        return SamplePoints(self.schema, kept)


def exercise_points(exercise: Exercise, samples: Mapping[str, ExerciseResult]) -> OneExercise:
    """What an exercise is worth, and what its graded samples earned."""
    return OneExercise(
        float(exercise.max_points),
        {part.id: float(part.points) for part in exercise.parts},
        {
            name: OneSample(mine.points, {part.id: part.points for part in mine.parts})
            for name, mine in samples.items()
        },
    )


def to_json(points: SamplePoints) -> bytes:
    """UTF-8 JSON, keys in a fixed order: equal points give equal bytes."""
    return msgspec.json.format(msgspec.json.encode(points), indent=2) + b"\n"


def from_json(data: bytes) -> SamplePoints:
    """Read points back; unknown fields and wrong types are refused.

    Raises:
        msgspec.DecodeError: The data is no `grader.sample-points/1`.
    """
    return msgspec.json.decode(data, type=SamplePoints)


def changes(before: SamplePoints, after: SamplePoints) -> list[str]:
    """What differs, a line each, in the order of the course; what is gone comes last."""
    lines: list[str] = []
    for name, now in after.exercises.items():
        was = before.exercises.get(name)
        lines += [f"{name}: new, {_size(now)}"] if was is None else _exercise(name, was, now)
    for name, was in before.exercises.items():
        if name not in after.exercises:
            lines.append(f"{name}: gone, it had {_size(was)}")
    return lines


def _size(one: OneExercise) -> str:
    return f"{_said(one.max_points)} points and {len(one.samples)} samples"


def _exercise(name: str, was: OneExercise, now: OneExercise) -> Iterator[str]:
    """The lines of an exercise that both have."""
    if (was.max_points, was.max_parts) != (now.max_points, now.max_parts):
        worth = _moved(was.max_points, now.max_points, was.max_parts, now.max_parts)
        yield f"{name}: maximum {worth}"
    for sample, one in now.samples.items():
        old = was.samples.get(sample)
        if old is None:
            yield f"{name}/{sample}: new, {_said(one.points)} of {_said(now.max_points)}"
        elif old != one:
            yield f"{name}/{sample}: {_moved(old.points, one.points, old.parts, one.parts)}"
    for sample, old in was.samples.items():
        if sample not in now.samples:
            had = f"{_said(old.points)} of {_said(was.max_points)}"
            yield f"{name}/{sample}: gone, it had {had}"


def _moved(was: float, now: float, old: Mapping[str, float], parts: Mapping[str, float]) -> str:
    """`20 -> 18 (dL_dw 2 -> 0)`: the total, and the parts that differ."""
    total = f"{_said(now)} as before" if was == now else f"{_said(was)} -> {_said(now)}"
    differ = ", ".join(_parts(old, parts))
    return f"{total} ({differ})" if differ else total


def _parts(was: Mapping[str, float], now: Mapping[str, float]) -> Iterator[str]:
    """Each part that differs."""
    for part, points in now.items():
        if part not in was:
            yield f"{part} new: {_said(points)}"
        elif was[part] != points:
            yield f"{part} {_said(was[part])} -> {_said(points)}"
    for part, points in was.items():
        if part not in now:
            yield f"{part} gone: {_said(points)}"


def _said(points: float) -> str:
    """`7.5`, `30`; points are rounded to two decimals where they are earned."""
    return f"{points:.10g}"
