"""Points of samples: read back strictly, and what differs between two versions is a line each."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec
import pytest

from grader.grading.course import Course
from grader.grading.grade import grade
from grader.grading.sample_points import (
    SCHEMA,
    OneExercise,
    OneSample,
    SamplePoints,
    changes,
    exercise_points,
    from_json,
    to_json,
)
from tests.here import FIRST, Here, write

WORTH = {"z": 1.0, "dL_dw": 2.0}
SAMPLES = {"correct": {"z": 1.0, "dL_dw": 2.0}, "slip": {"z": 1.0, "dL_dw": 0.0}}


def exercise(
    samples: Mapping[str, dict[str, float]] = SAMPLES, worth: dict[str, float] = WORTH
) -> OneExercise:
    """An exercise whose totals are the sums of its parts."""
    earned = {name: OneSample(sum(parts.values()), parts) for name, parts in samples.items()}
    return OneExercise(sum(worth.values()), worth, earned)


def course_of(**exercises: OneExercise) -> SamplePoints:
    """A course of these exercises."""
    return SamplePoints(SCHEMA, exercises)


BASE = course_of(one=exercise(), two=exercise())


def test_equal_points() -> None:
    """Nothing is listed, whatever order things stand in."""
    assert changes(BASE, BASE) == []
    turned = exercise({name: SAMPLES[name] for name in ("slip", "correct")})
    assert changes(BASE, course_of(two=exercise(), one=turned)) == []


def test_a_part_that_changed() -> None:
    """The total and that part, of that sample alone."""
    changed = exercise({**SAMPLES, "slip": {"z": 0.5, "dL_dw": 0.0}})
    assert changes(BASE, course_of(one=exercise(), two=changed)) == [
        "two/slip: 1 -> 0.5 (z 1 -> 0.5)"
    ]


def test_points_that_moved_within_a_sample() -> None:
    """The total hides nothing."""
    moved = exercise({**SAMPLES, "slip": {"z": 0.0, "dL_dw": 1.0}})
    assert changes(BASE, course_of(one=moved, two=exercise())) == [
        "one/slip: 1 as before (z 1 -> 0, dL_dw 0 -> 1)"
    ]


def test_hundredths_are_said() -> None:
    """Points are kept to two decimals, and so are their differences."""
    before, after = (exercise({"slip": {"z": points}}) for points in (0.33, 0.34))
    assert changes(course_of(one=before), course_of(one=after)) == [
        "one/slip: 0.33 -> 0.34 (z 0.33 -> 0.34)"
    ]


def test_a_maximum_that_changed() -> None:
    """A line for the exercise, then its samples, with parts that are new or gone."""
    after = exercise(
        {"correct": {"z": 1.0, "L": 4.0}, "slip": {"z": 1.0, "L": 0.0}}, {"z": 1.0, "L": 4.0}
    )
    assert changes(BASE, course_of(one=after, two=exercise())) == [
        "one: maximum 3 -> 5 (L new: 4, dL_dw gone: 2)",
        "one/correct: 3 -> 5 (L new: 4, dL_dw gone: 2)",
        "one/slip: 1 as before (L new: 0, dL_dw gone: 0)",
    ]


def test_a_maximum_that_changed_while_nobody_earns_it() -> None:
    """Is listed although the points of all samples are the same."""
    before = course_of(one=exercise({"slip": SAMPLES["slip"]}))
    after = course_of(one=exercise({"slip": SAMPLES["slip"]}, {"z": 1.0, "dL_dw": 3.0}))
    assert changes(before, after) == ["one: maximum 3 -> 4 (dL_dw 2 -> 3)"]


def test_samples_that_are_new_or_gone() -> None:
    """With what they earn or earned."""
    fewer = course_of(one=exercise({"correct": SAMPLES["correct"]}), two=exercise())
    assert changes(fewer, BASE) == ["one/slip: new, 1 of 3"]
    assert changes(BASE, fewer) == ["one/slip: gone, it had 1 of 3"]


def test_an_exercise_that_was_renamed() -> None:
    """Is a new one and one that is gone; a line each, and none for its samples."""
    after = course_of(one=exercise(), three=exercise())
    assert changes(BASE, after) == [
        "three: new, 3 points and 2 samples",
        "two: gone, it had 3 points and 2 samples",
    ]


def test_only_some_exercises() -> None:
    """What is not there is left out."""
    assert BASE.only(["two", "three"]) == course_of(two=exercise())


def test_what_was_graded(course: Course, tmp_path: Path) -> None:
    """The points of each part as they stand in the result, and what each is worth."""
    entry = course.find("manual-gradients")
    path = write(tmp_path, FIRST.replace("a - y", "y - a"))
    (mine,) = grade(path, course, Here(), exercises=[entry.exercise.id]).result.exercises
    points = exercise_points(entry.exercise, {"slip": mine})
    assert points.max_points == sum(points.max_parts.values()) == 10
    slip = points.samples["slip"]
    assert slip.points == sum(slip.parts.values()) == 8
    lost = {part for part, most in points.max_parts.items() if slip.parts[part] < most}
    assert lost == {"dL_dz"}


def test_round_trip() -> None:
    """What is written is read back, in the same order."""
    assert from_json(to_json(BASE)) == BASE
    assert list(from_json(to_json(BASE)).exercises) == ["one", "two"]
    assert to_json(BASE).endswith(b"}\n")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"grader.sample-points/1"', '"grader.sample-points/2"'),
        ('"schema": "grader.sample-points/1",', ""),
        ('"max_points": 3.0', '"max_points": "3"'),
        ('"max_points": 3.0', '"max_points": -3.0'),
        ('"max_points": 3.0', '"max_points": 3.0, "more": 1'),
        ('"z": 1.0', '"z": null'),
        ('"z": 1.0', '"z": NaN'),
        ("}", ""),
    ],
)
def test_other_documents_are_refused(old: str, new: str) -> None:
    """Another schema, none, impossible points, unknown fields, half a document."""
    text = to_json(BASE).decode()
    assert old in text
    with pytest.raises(msgspec.DecodeError):
        from_json(text.replace(old, new, 1).encode())
