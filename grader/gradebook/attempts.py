"""Students with their attempts, as they are read from the gradebook."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from sqlalchemy import Connection, Row, select

from grader.gradebook.arrivals import stored_of
from grader.gradebook.decisions import overrides_that_hold
from grader.gradebook.rows import Attempt, Override, Person, RunRow, Stored, StudentRow
from grader.gradebook.runs import runs_that_count
from grader.gradebook.schema import member, student, submission


def submissions(connection: Connection, course: int) -> list[tuple[Stored, RunRow | None]]:
    """Every submission in the order of arrival, with the run that counts, without its parts."""
    counted = runs_that_count(connection, course, parts=False)
    query = select(submission).where(submission.c.course == course).order_by(submission.c.id)
    return [(stored_of(row), counted.get(row.id)) for row in connection.execute(query)]


def students(connection: Connection, course: int) -> list[StudentRow]:
    """Every student by key, with all attempts: five queries, however many they are."""
    counted = runs_that_count(connection, course, parts=True)
    decided = overrides_that_hold(connection, course)
    query = select(submission).where(submission.c.course == course)
    handed_in = {row.id: row for row in connection.execute(query)}
    pairs = connection.execute(
        select(member.c.student, member.c.submission)
        .join(submission, submission.c.id == member.c.submission)
        .where(submission.c.course == course)
    ).all()
    others = Counter(pair.submission for pair in pairs)
    attempts: dict[int, list[Attempt]] = {}
    for pair in pairs:
        attempts.setdefault(pair.student, []).append(
            _attempt(
                handed_in[pair.submission],
                counted.get(pair.submission),
                decided.get((pair.student, pair.submission), ()),
                shared=others[pair.submission] > 1,
            )
        )
    rows = connection.execute(select(student).where(student.c.course == course))
    return [
        StudentRow(
            row.id,
            Person(row.key, row.name, row.email, row.ids),
            tuple(sorted(attempts.get(row.id, ()), key=_order)),
        )
        for row in sorted(rows, key=lambda row: str(row.key))
    ]


def _order(attempt: Attempt) -> tuple[dt.datetime, int, int]:
    at = attempt.submitted_at or attempt.received_at
    return at, attempt.submission.number, attempt.submission.id


def _attempt(
    row: Row[Any], run: RunRow | None, overrides: tuple[Override, ...], *, shared: bool
) -> Attempt:
    return Attempt(
        submission=stored_of(row),
        submitted_at=row.submitted_at,
        received_at=row.received_at,
        late=row.late,
        layout=row.layout,
        origin=row.origin,
        run=run,
        overrides=overrides,
        shared=shared,
    )
