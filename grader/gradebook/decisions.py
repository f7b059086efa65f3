"""What people decide: points by hand, and parts that are taken out of the score."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, insert, select

from grader.errors import UsageError
from grader.gradebook.rows import Override, Void
from grader.gradebook.schema import member, override, submission, void


def add_override(connection: Connection, student: int, number: int, made: Override) -> None:
    """Add points by hand for a student's submission.

    Raises:
        UsageError: It does not count for that student.
    """
    counts = select(member.c.student).where(
        member.c.submission == number, member.c.student == student
    )
    if connection.scalar(counts) is None:
        raise UsageError(f"submission {number} does not count for student {student}")
    connection.execute(
        insert(override),
        {
            "student": student,
            "submission": number,
            "exercise": made.exercise,
            "part": made.part,
            "points": made.points,
            "automatic": made.automatic,
            "reason": made.reason,
            "by": made.by,
            "at": made.at,
        },
    )


def overrides_that_hold(
    connection: Connection, course: int
) -> dict[tuple[int, int], tuple[Override, ...]]:
    """By student and submission: the latest of each part, without those that were taken back."""
    query = (
        select(override)
        .join(submission, submission.c.id == override.c.submission)
        .where(submission.c.course == course)
        .order_by(override.c.id)
    )
    latest: dict[tuple[int, int], dict[tuple[str, str], Override]] = {}
    for row in connection.execute(query):
        of_attempt = latest.setdefault((row.student, row.submission), {})
        of_attempt[row.exercise, row.part] = _override(row)
    return {
        pair: tuple(one for one in of_attempt.values() if one.points is not None)
        for pair, of_attempt in latest.items()
    }


def add_void(connection: Connection, course: int, made: Void) -> None:
    """Take a part out of everyone's score, or take that back."""
    connection.execute(
        insert(void),
        {
            "course": course,
            "exercise": made.exercise,
            "part": made.part,
            "how": made.how,
            "reason": made.reason,
            "by": made.by,
            "at": made.at,
        },
    )


def voids_that_hold(connection: Connection, course: int) -> tuple[Void, ...]:
    """The latest of each part, without those that were taken back."""
    latest = {
        (row.exercise, row.part): Void(row.exercise, row.part, row.how, row.reason, row.by, row.at)
        for row in connection.execute(
            select(void).where(void.c.course == course).order_by(void.c.id)
        )
    }
    return tuple(one for one in latest.values() if one.how is not None)


def logged(made: Override | Void) -> dict[str, object]:
    """What the log says of it.

    The reason of an override is left out: it may name the student, and the log forgets nothing.
    """
    match made:
        case Override(exercise, part, points, automatic):
            return {"exercise": exercise, "part": part, "points": points, "automatic": automatic}
        case Void(exercise, part, how, reason):
            return {"exercise": exercise, "part": part, "how": how, "reason": reason}


def _override(row: Row[Any]) -> Override:
    return Override(row.exercise, row.part, row.points, row.automatic, row.reason, row.by, row.at)
