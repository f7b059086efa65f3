"""Students who are to be forgotten: they are deleted, and with them what counts for nobody else."""

from __future__ import annotations

import sqlite3
from contextlib import suppress

from sqlalchemy import Connection, delete, exists, select

from grader.errors import UsageError
from grader.gradebook.arrivals import stored_of
from grader.gradebook.database import Database
from grader.gradebook.rows import Stored
from grader.gradebook.schema import artifact, member, picture, run, student, submission


def forget(connection: Connection, course: int, number: int) -> list[Stored]:
    """Delete a student; the submissions that are gone with them.

    Of a submission that counts for others too, only the membership goes, and the student's
    overrides. What belongs to a deleted row is deleted with it, by the tables' own rules.

    Raises:
        UsageError: There is no such student in the course.
    """
    known = select(student.c.id).where(student.c.course == course, student.c.id == number)
    if connection.scalar(known) is None:
        raise UsageError(f"there is no student {number} in the gradebook (any more)")
    other = member.alias()
    alone = ~exists().where(
        other.c.submission == member.c.submission, other.c.student != member.c.student
    )
    query = (
        select(submission)
        .join(member, member.c.submission == submission.c.id)
        .where(member.c.student == number, alone)
        .order_by(submission.c.id)
    )
    gone = [stored_of(row) for row in connection.execute(query)]
    ids = [stored.id for stored in gone]
    shown = select(picture.c.sha256).join(run, run.c.id == picture.c.run)
    candidates = {stored.digest for stored in gone}
    candidates |= set(connection.scalars(shown.where(run.c.submission.in_(ids))))
    connection.execute(delete(submission).where(submission.c.id.in_(ids)))
    connection.execute(delete(student).where(student.c.id == number))
    connection.execute(
        delete(artifact).where(
            artifact.c.sha256.in_(candidates),
            ~exists().where(submission.c.digest == artifact.c.sha256),
            ~exists().where(picture.c.sha256 == artifact.c.sha256),
        )
    )
    return gone


def clear_out(database: Database) -> None:
    """Take what was deleted out of an SQLite file, and empty its write-ahead log."""
    if database.path is None:
        return
    with database.alone() as connection:
        # While another program holds on to it, this cannot be done; deleted bytes are overwritten
        # all the same (secure_delete), in the file itself once the last program closes it.
        with suppress(sqlite3.OperationalError):
            connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
