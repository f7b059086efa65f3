"""What counts for a student, as plain data."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from grader.gradebook.rows import Attempt, Person

Standings = Literal["graded", "not-graded", "not-judged", "pending", "missing", "excused"]
"""Pending was handed in but has no run yet; missing has handed in nothing."""


@dataclass(frozen=True, slots=True)
class Extension:
    """What holds for one student: another due date, late days of their own, excused or not."""

    due: dt.datetime | None = None
    late_days: float = 0.0
    excused: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PartStanding:
    """What a part counts: after override and void.

    `automatic` is what it earned by itself.
    """

    exercise: str
    part: str
    title: str
    status: str
    automatic: float
    points: float
    max_points: float
    how: Literal["automatic", "override", "full", "drop"] = "automatic"


@dataclass(frozen=True, slots=True)
class ExerciseStanding:
    """What an exercise counts; `dropped` if it was one of the lowest that the policy leaves out."""

    exercise: str
    points: float
    max_points: float
    parts: tuple[PartStanding, ...]
    dropped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What counts for one student.

    Attributes:
        student: The student's number in the gradebook.
        person: The student.
        status: What became of the attempt that counts; it stays so where a person gave all points.
        attempt: The one that counts; None if there is none.
        number: Which of the student's attempts it is, from 1; 0 if there is none.
        attempts: How many there are.
        raw: Points before the penalty for lateness; None without a result, unless given by hand.
        penalty: What lateness costs, in points.
        points: What counts; None without a result (but see raw), or if excused.
        max_points: Out of how many; 0 if nobody knows yet.
        provisional: Whether something is still to be marked or judged that may raise the points.
        due: What held for this student.
        late_by: How late it was, from the due date; None if it was not late, or nobody knows how
            late.
        late: Whether it was late.
        exercises: What each exercise counts.
        notes: Sentences that explain how the points came about, in the order of their effect.
    """

    student: int
    person: Person
    status: Standings
    attempt: Attempt | None = None
    number: int = 0
    attempts: int = 0
    raw: float | None = None
    penalty: float = 0.0
    points: float | None = None
    max_points: float = 0.0
    provisional: bool = False
    due: dt.datetime | None = None
    late_by: dt.timedelta | None = None
    late: bool = False
    exercises: tuple[ExerciseStanding, ...] = ()
    notes: tuple[str, ...] = ()
