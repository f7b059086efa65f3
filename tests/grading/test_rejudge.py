"""Judging stored observations again: the same where nothing changed, and what differs else."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from grader.checks.number import Number
from grader.errors import GradingError, ObservationsStale
from grader.execution.recorded import Recorded, load
from grader.execution.sandbox import Limits, Picture
from grader.exercise.exercise import Part
from grader.grading.course import Course
from grader.grading.grade import Graded, grade, prepare
from grader.grading.plan import Plan
from grader.grading.rejudge import TOTAL, Change, Earned, changes, rejudge
from grader.grading.result import Message, Misconception, PartResult, Result, Reveal, to_json
from grader.observation.observation import Killed, Observation, Raised, Unreadable, Value
from tests.here import FIRST, SECOND, THIRD, Here, figures, write
from tests.report.conftest import png, typical

HANGING = SECOND.replace("trajectory_x = [x]", "while True: pass\ntrajectory_x = [x]")
SAMPLES = {
    "right": (FIRST, SECOND, THIRD),
    "with a re-run": (FIRST.replace("dL_dz * x", "dL_dz * w"), SECOND, THIRD),
    "hanging": (FIRST, HANGING, THIRD),
    "crashing": (FIRST.replace("a = ", "a = nothing + "), SECOND, ""),
    "in part": ("", SECOND.replace("2 * x - 4", "2 * x"), ""),
    "odd names": (FIRST.replace("z = ", "z = '\\x1b[31m\\u202e'; "), SECOND, "results = [[[]]]\n"),
}
LIMITS = Limits(cell_seconds=3.5, memory_mb=512, pictures=2)


def here() -> Here:
    """A run with a picture."""
    return Here(figures(), (Picture("gradient-descent", 2, png(8, 8)),), level="restricted")


def ran(course: Course, path: Path) -> Graded:
    """Graded with limits of its own."""
    return grade(path, course, here(), limits=LIMITS)


def documents(graded: Graded) -> tuple[bytes, ...]:
    """What is stored of it."""
    return (graded.observations, *graded.diagnoses)


def planned(course: Course, path: Path) -> Plan:
    """The submission laid out anew, with the limits of every day."""
    return prepare(path, course)


@pytest.mark.parametrize("name", SAMPLES)
def test_nothing_changed(course: Course, tmp_path: Path, name: str) -> None:
    """The same bytes, whatever was handed in: result, pictures, and what is stored of it."""
    path = write(tmp_path, *SAMPLES[name])
    first = ran(course, path)
    again = rejudge(planned(course, path), course, documents(first))
    assert to_json(again.result) == to_json(first.result)
    assert again.pictures == first.pictures
    assert documents(again) == documents(first)
    assert changes(first.result, again.result) == ()
    assert again.limited is first.limited


def test_the_run_stays_that_which_was_executed(course: Course, tmp_path: Path) -> None:
    """Its limits, isolation and versions, not those of this machine and day."""
    path = write(tmp_path, FIRST)
    run = rejudge(planned(course, path), course, documents(ran(course, path))).result.run
    assert (run.limits["cell_seconds"], run.limits["memory_mb"]) == (3.5, 512)
    assert run.isolation == "restricted"
    assert run.versions["python"] == "3"


def test_forged_answers(course: Course, tmp_path: Path) -> None:
    """Are judged as they were judged at first."""
    path = write(tmp_path, FIRST, SECOND)
    answers: dict[str, dict[str, Observation]] = {
        "manual-gradients": {
            "z/value": Raised("E\x1b", "m" * 10_000, 99, -1),
            "a/value": Value({"a": [Killed("\u202e"), float("nan")]}),
            "L/value": Unreadable("forged"),
            "dL_dz/value": Value(10**400),
        }
    }
    first = grade(path, course, Recorded.of(answers, level="none"))
    again = rejudge(planned(course, path), course, documents(first))
    assert to_json(again.result) == to_json(first.result)


def test_a_rerun_tells_the_misconception_again(course: Course, tmp_path: Path) -> None:
    """Without it the result is another one, so that it must have been used."""
    path = write(tmp_path, *SAMPLES["with a re-run"])
    first = ran(course, path)
    assert len(first.diagnoses) == 1
    alone = rejudge(planned(course, path), course, documents(first)[:1])
    assert alone.diagnoses == ()
    assert alone.result.points == first.result.points
    named = {change.part: change for change in changes(alone.result, first.result)}
    assert named["dL_dw"].differs == ("verdict",)
    assert named["dL_dw"].after == Earned(0, 2, "wrong", "dw-times-w")


def test_a_rerun_that_does_not_fit(course: Course, tmp_path: Path) -> None:
    """Is passed over, as is one that nothing wants; the one that fits is found among them."""
    path = write(tmp_path, *SAMPLES["with a re-run"])
    first = ran(course, path)
    stranger = ran(course, write(tmp_path, *SAMPLES["right"], name="other.py"))
    several = (first.observations, stranger.observations, *first.diagnoses)
    again = rejudge(planned(course, path), course, several)
    assert to_json(again.result) == to_json(first.result)
    solved = planned(course, tmp_path / "other.py")
    idle = rejudge(solved, course, (stranger.observations, *first.diagnoses))
    assert idle.again == ()
    assert idle.result.points == 30


def test_what_may_be_shown_is_asked_anew(course: Course, tmp_path: Path) -> None:
    """It is no part of the observations."""
    path = write(tmp_path, FIRST.replace("a - y", "y - a"))
    first = ran(course, path)
    shown = rejudge(planned(course, path), course, documents(first), Reveal(expected=True)).result
    assert shown.reveal.expected
    assert next(p for p in shown.exercises[0].parts if p.id == "dL_dz").expected is not None
    assert changes(first.result, shown) == ()


def test_stale(course: Course, tmp_path: Path) -> None:
    """Other code, other questions, and nothing at all; each is said."""
    path = write(tmp_path, FIRST, SECOND)
    stored = documents(ran(course, path))
    other = planned(course, write(tmp_path, FIRST, name="other.py"))
    with pytest.raises(ObservationsStale, match="other code"):
        rejudge(other, course, stored)
    asked = [replace(entry, secret="another") for entry in course.exercises]  # noqa: S106
    changed = replace(course, exercises=tuple(asked))
    asks_else = planned(changed, path)
    with pytest.raises(ObservationsStale, match="other questions"):
        rejudge(asks_else, changed, stored)
    with pytest.raises(ObservationsStale, match="no observations"):
        rejudge(planned(course, path), course, ())


@pytest.mark.parametrize("data", [b"", b"{}", b"[" * 10_000, b"\xff"])
def test_unreadable(course: Course, tmp_path: Path, data: bytes) -> None:
    """Documents, the first and the others, are refused with a sentence, and no half is used."""
    path = write(tmp_path, FIRST)
    good = ran(course, path).observations
    for stored in ((data,), (good, data)):
        with pytest.raises(GradingError, match="cannot be read"):
            rejudge(planned(course, path), course, stored)


def test_limits_are_read_as_they_were_written(course: Course, tmp_path: Path) -> None:
    """Those that a later grader no longer knows are left out, as the loader leaves them out."""
    path = write(tmp_path, FIRST)
    document = json.loads(ran(course, path).observations)
    del document["limits"]["restarts"]
    stored = json.dumps(document).encode()
    load(stored)
    run = rejudge(planned(course, path), course, [stored]).result.run
    assert run.limits["restarts"] == Limits().restarts
    assert run.limits["cell_seconds"] == 3.5


# what a changed course changes


def with_parts(course: Course, exercise: str, *parts: Part) -> Course:
    """The course with these parts in one exercise."""
    entries = [
        replace(entry, exercise=replace(entry.exercise, parts=parts))
        if entry.exercise.id == exercise
        else entry
        for entry in course.exercises
    ]
    return replace(course, exercises=tuple(entries))


def test_other_points(course: Course, tmp_path: Path) -> None:
    """A part that is worth more: the same verdict, another maximum, and the total follows."""
    path = write(tmp_path, FIRST, SECOND, THIRD)
    first = ran(course, path)
    exercise = course.find("manual-gradients").exercise
    parts = [replace(p, points=p.points + 2) if p.id == "z" else p for p in exercise.parts]
    dearer = with_parts(course, exercise.id, *parts)
    again = rejudge(planned(dearer, path), dearer, documents(first))
    found = changes(first.result, again.result)
    worth = exercise.part("z").points
    assert found == (
        Change(
            "manual-gradients",
            "z",
            "z, the weighted sum",
            Earned(worth, worth, "right"),
            Earned(worth + 2, worth + 2, "right"),
            ("maximum",),
        ),
        Change("", TOTAL, TOTAL, Earned(30, 30), Earned(32, 32), ("maximum",)),
    )
    assert [one.moved for one in found] == [2, 2]


def test_a_mended_rule(course: Course, tmp_path: Path) -> None:
    """What was wrong is right, and nobody ran it again."""
    path = write(tmp_path, FIRST.replace("w * x + b", "w * x + 2 * b"))
    first = ran(course, path)
    exercise = course.find("manual-gradients").exercise
    mended = Number(lambda x, w, b: w * x + 2 * b)
    parts = [replace(p, check=mended) if p.id == "z" else p for p in exercise.parts]
    other = with_parts(course, exercise.id, *parts)
    found = changes(first.result, rejudge(planned(other, path), other, documents(first)).result)
    (changed,) = (one for one in found if one.part == "z")
    assert changed.before is not None
    assert (changed.before.status, changed.differs, changed.moved) == ("wrong", ("verdict",), 1)
    assert changed.after == Earned(1, 1, "right")
    assert (found[-1].part, found[-1].moved) == (TOTAL, sum(one.moved for one in found[:-1]))


# what is told of two results


def moved(**changed: object) -> tuple[Change, ...]:
    """What differs when the first part (right, 1 of 1) is another one; totals are left alone."""
    before = typical()
    exercise = before.exercises[0]
    first = msgspec.structs.replace(exercise.parts[0], **changed)
    parts = [first, *exercise.parts[1:]]
    return changes(before, with_first(before, parts))


def with_first(result: Result, parts: list[PartResult]) -> Result:
    """The result with these parts in its first exercise."""
    exercise = msgspec.structs.replace(result.exercises[0], parts=parts)
    return msgspec.structs.replace(result, exercises=[exercise, *result.exercises[1:]])


@pytest.mark.parametrize(
    ("changed", "differs"),
    [
        ({}, None),
        ({"value": "1.30001", "title": "Z", "self_check": "z"}, None),
        ({"status": "wrong", "points": 0.0}, ("verdict",)),
        ({"points": 0.5}, ("verdict",)),
        ({"message": Message("right.rounded", {"digits": 4})}, ("verdict",)),
        ({"misconception": Misconception("m", "n")}, ("verdict",)),
        ({"follow_through_from": ["a"]}, ("verdict",)),
        ({"points": 3.0, "max_points": 3.0}, ("maximum",)),
        ({"points": 0.0, "max_points": 0.0}, ("maximum",)),
        ({"points": 1.0, "max_points": 3.0}, ("maximum", "verdict")),
        ({"points": 0.33, "max_points": 0.33, "status": "partial"}, ("maximum", "verdict")),
    ],
)
def test_what_differs(changed: dict[str, object], differs: tuple[str, ...] | None) -> None:
    """Verdicts and maxima; not how a value is shown."""
    found = moved(**changed)
    assert [one.differs for one in found] == ([] if differs is None else [differs])


def test_a_misconception_that_is_sure_now() -> None:
    """Is another verdict."""
    before = typical()
    parts = list(before.exercises[0].parts)
    at = next(at for at, part in enumerate(parts) if part.misconception)
    named = parts[at].misconception
    assert named is not None
    unsure = Misconception(named.id, named.name, named.hints, sure=False)
    parts[at] = msgspec.structs.replace(parts[at], misconception=unsure)
    (found,) = changes(before, with_first(before, parts))
    assert (found.part, found.differs) == ("dL_dz", ("verdict",))
    assert found.before == found.after == Earned(0, 2, "wrong", "sign-flipped")


def test_new_and_removed() -> None:
    """Parts are told by their ids; whole exercises are their parts."""
    before = typical()
    parts = [msgspec.structs.replace(before.exercises[0].parts[0], id="zz")]
    after = with_first(before, [*parts, *before.exercises[0].parts[1:]])
    after = msgspec.structs.replace(after, exercises=after.exercises[:2], max_points=21)
    found = changes(before, after)
    assert [(one.part, one.differs) for one in found] == [
        ("zz", ("new",)),
        ("z", ("removed",)),
        *((name, ("removed",)) for name in ("final_x", "final_f", "status")),
        ("total", ("new", "removed")),
    ]
    assert (found[0].before, found[1].after) == (None, None)
    assert [found[0].moved, found[1].moved] == [1, -1]


@given(st.floats(0, 1), st.sampled_from([0.5, 1, 2, 3, 7, 10]), st.sampled_from([1, 1.5, 4, 30]))
@example(0.375, 7, 1)
@example(0.25, 0.5, 1.5)
def test_rounding_is_no_other_verdict(share: float, was: float, now: float) -> None:
    """The same share of another maximum is the same verdict, however it was rounded."""
    before = typical()
    first = before.exercises[0].parts[0]
    sides = [
        with_first(
            before,
            [msgspec.structs.replace(first, points=round(share * most, 2), max_points=most)],
        )
        for most in (float(was), float(now))
    ]
    found = changes(*sides)
    assert [one.differs for one in found] == ([("maximum",)] if was != now else [])
