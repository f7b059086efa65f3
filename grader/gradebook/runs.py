"""What came of submissions: runs, which are only ever added."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Row, Subquery, case, func, insert, select

from grader.gradebook.database import add
from grader.gradebook.packed import Packed
from grader.gradebook.packing import keep, unpack
from grader.gradebook.rows import PartRow, RunRow
from grader.gradebook.schema import observation, part, picture, run, submission
from grader.gradebook.times import now
from grader.gradebook.upgrade import OBSERVATIONS, RESULT, upgraded
from grader.grading.result import Result

_LIGHT = tuple(
    run.c[name]
    for name in (
        *("id", "submission", "key", "status", "reason", "points", "max_points"),
        *("highest_points", "provisional", "how", "finished_at", "seconds"),
    )
)


def add_run(
    connection: Connection, number: int, packed: Packed, *, beside: bool = False
) -> int | None:
    """Add a run of a submission with all that belongs to it; its number.

    None, and nothing is added, if there is one of that key already and this is not for `beside` it.
    """
    new = packed.run
    key = new.key.digest
    last = connection.scalar(
        select(func.max(run.c.again)).where(run.c.submission == number, run.c.key == key)
    )
    if last is not None and not beside:
        return None
    values = {
        "submission": number,
        "key": key,
        "key_text": new.key.text,
        "again": 0 if last is None else last + 1,
        "status": new.status,
        "reason": new.reason,
        "how": new.how,
        "seconds": new.seconds,
        "finished_at": now(),
        "grader": new.key.grader,
        "course_digest": new.key.course,
        "result": packed.result,
        **_scores(new.result),
    }
    identity = add(connection, run, values)
    parts = [] if new.result is None else list(_parts(identity, new.result))
    if parts:
        connection.execute(insert(part), parts)
    if packed.observations:
        connection.execute(
            insert(observation),
            [
                {"run": identity, "position": position, "data": data}
                for position, data in enumerate(packed.observations)
            ],
        )
    if new.pictures:
        keep(connection, dict(new.pictures), "image/png")
        linked = [{"run": identity, "sha256": sha256} for sha256 in new.pictures]
        connection.execute(insert(picture), linked)
    return identity


def has_run(connection: Connection, number: int, key: str) -> bool:
    """Whether a submission has a run of that key."""
    query = select(run.c.id).where(run.c.submission == number, run.c.key == key).limit(1)
    return connection.scalar(query) is not None


def runs_of(connection: Connection, number: int) -> list[RunRow]:
    """All runs of a submission, the oldest first, without their parts."""
    query = select(*_LIGHT).where(run.c.submission == number).order_by(run.c.id)
    return [_run(row, ()) for row in connection.execute(query)]


def has_picture(connection: Connection, sha256: str) -> bool:
    """Whether some run has that picture."""
    query = select(picture.c.run).where(picture.c.sha256 == sha256).limit(1)
    return connection.scalar(query) is not None


def result_of(connection: Connection, identity: int) -> bytes | None:
    """The result of a run, in the schema of today; None where nothing was graded."""
    data = connection.scalar(select(run.c.result).where(run.c.id == identity))
    what = f"the result of run {identity}"
    return None if data is None else upgraded(unpack(data, what), RESULT)


def observations_of(connection: Connection, identity: int) -> tuple[bytes, ...]:
    """What was observed in a run and its re-runs, in the schema of today."""
    query = (
        select(observation.c.data)
        .where(observation.c.run == identity)
        .order_by(observation.c.position)
    )
    what = f"what was observed in run {identity}"
    return tuple(upgraded(unpack(data, what), OBSERVATIONS) for data in connection.scalars(query))


def counting(course: int) -> Subquery:
    """For each submission the `run` that counts.

    It is the newest, but one that was not judged only if there is no other.
    """
    judged = case((run.c.status != "not-judged", run.c.id))
    return (
        select(func.coalesce(func.max(judged), func.max(run.c.id)).label("run"))
        .join(submission, submission.c.id == run.c.submission)
        .where(submission.c.course == course)
        .group_by(run.c.submission)
        .subquery()
    )


def runs_that_count(connection: Connection, course: int, *, parts: bool) -> dict[int, RunRow]:
    """By submission."""
    chosen = counting(course)
    of_run = _parts_of(connection, chosen) if parts else {}
    rows = connection.execute(select(*_LIGHT).join(chosen, chosen.c.run == run.c.id))
    return {row.submission: _run(row, of_run.get(row.id, ())) for row in rows}


def _run(row: Row[Any], parts: tuple[PartRow, ...] | list[PartRow]) -> RunRow:
    return RunRow(
        id=row.id,
        submission=row.submission,
        key=row.key,
        status=row.status,
        reason=row.reason,
        points=row.points,
        max_points=row.max_points,
        highest_points=row.highest_points,
        provisional=row.provisional,
        how=row.how,
        finished_at=row.finished_at,
        seconds=row.seconds,
        parts=tuple(parts),
    )


def _parts_of(connection: Connection, chosen: Subquery) -> dict[int, list[PartRow]]:
    found: dict[int, list[PartRow]] = {}
    # In a class most rows are equal to those of others, and are kept once.
    known: dict[tuple[Any, ...], PartRow] = {}
    query = (
        select(
            *(part.c.run, part.c.exercise, part.c.part, part.c.title, part.c.status),
            *(part.c.points, part.c.max_points, part.c.misconception),
        )
        .join(chosen, chosen.c.run == part.c.run)
        .order_by(part.c.run, part.c.position)
    )
    for number, *fields in connection.execute(query):
        values = tuple(fields)
        row = known.get(values) or known.setdefault(values, PartRow(*values))
        found.setdefault(number, []).append(row)
    return found


def _scores(result: Result | None) -> dict[str, object]:
    if result is None:
        nothing = dict.fromkeys(("points", "max_points", "highest_points"), 0.0)
        return {**nothing, "provisional": False, "isolation": ""}
    return {
        "points": result.points,
        "max_points": result.max_points,
        "highest_points": result.highest_points,
        "provisional": result.provisional,
        "isolation": result.run.isolation,
    }


def _parts(identity: int, result: Result) -> Iterator[dict[str, object]]:
    pairs = ((exercise, one) for exercise in result.exercises for one in exercise.parts)
    for position, (exercise, one) in enumerate(pairs):
        yield {
            "run": identity,
            "position": position,
            "exercise": exercise.id,
            "part": one.id,
            "title": one.title,
            "status": one.status,
            "points": one.points,
            "max_points": one.max_points,
            "misconception": one.misconception.id if one.misconception else "",
        }
