"""Students with attempts that never were, made in one line each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from grader.gradebook.policy import standing
from grader.gradebook.rows import (
    Attempt,
    Override,
    PartRow,
    Person,
    RunRow,
    RunStatus,
    Stored,
    StudentRow,
    Void,
    VoidHow,
)
from grader.gradebook.standing import Extension, Standing
from grader.grading.settings import Late, Policy, Settings

DUE = dt.datetime(2026, 11, 2, 12, 0, tzinfo=dt.timezone(dt.timedelta(hours=1)))
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
Given = tuple[str, str, float, float]
"""Exercise, part, points, maximum."""
TWO: tuple[Given, ...] = (("a", "p", 2, 4), ("a", "q", 6, 6), ("b", "r", 5, 10))
"""Two exercises: 8 of 10 and 5 of 10."""


def attempt(
    number: int = 1,
    parts: Sequence[Given] = TWO,
    *,
    late_by: dt.timedelta | None = None,
    marked: bool = False,
    status: RunStatus | None = "graded",
    overrides: Sequence[Override] = (),
    open_part: str = "",
) -> Attempt:
    """An attempt, `late_by` after the due date (or before it), or without a time.

    `status` None is an attempt without a run; `open_part` is one that is still to be marked.
    """
    rows = tuple(
        PartRow(e, p, p, "to-mark" if p == open_part else "partial", got, most)
        for e, p, got, most in parts
    )
    run = None
    if status is not None:
        run = RunRow(
            id=number,
            submission=number,
            key="k",
            status=status,
            reason="" if status == "graded" else "the reason",
            points=sum(row.points for row in rows),
            max_points=sum(row.max_points for row in rows),
            highest_points=sum(row.points for row in rows),
            provisional=bool(open_part),
            how="executed",
            finished_at=DUE,
            seconds=1.0,
            parts=rows if status == "graded" else (),
        )
    return Attempt(
        submission=Stored(number, "s1", "s1", number, "hw.py", str(number) * 64),
        submitted_at=None if late_by is None else DUE + late_by,
        received_at=DUE + number * HOUR,
        late=marked,
        layout="plain",
        origin="s1.py",
        run=run,
        overrides=tuple(overrides),
    )


def by_hand(
    points: float | None, part: str = "p", exercise: str = "a", automatic: float = 2
) -> Override:
    """Points that a person gave."""
    return Override(exercise, part, points, automatic, "a good reason", "tutor", DUE)


def voided(how: VoidHow, part: str = "p", exercise: str = "a") -> Void:
    """A part that is taken out."""
    return Void(exercise, part, how, "it was unclear", "tutor", DUE)


def counted(
    *attempts: Attempt,
    extension: Extension | None = None,
    voids: Sequence[Void] = (),
    due: dt.datetime | None = DUE,
    late: Late | None = None,
    **policy: Any,
) -> Standing:
    """What counts for a student with these attempts."""
    settings = Settings(
        name="course", exercises=[], due=due, policy=Policy(late=late or Late(), **policy)
    )
    row = StudentRow(7, Person("s1", "Doe", "doe@example.org", {"login": "jdoe"}), attempts)
    return standing(row, settings, extension, voids)
