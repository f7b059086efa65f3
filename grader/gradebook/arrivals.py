"""What is handed in -> students, submissions and their contents in the gradebook."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from grader.errors import UsageError
from grader.gradebook.columns import plain
from grader.gradebook.database import add
from grader.gradebook.packing import digest_of, fetch, keep
from grader.gradebook.rows import Arrival, Person, Stored
from grader.gradebook.schema import member, student, submission
from grader.gradebook.times import in_utc, now

_FEW = 5
"""So many are added one by one, without asking again for their numbers."""
_AS_ATTEMPT = re.compile(r"\.attempt-\d+$")


def enrol(connection: Connection, course: int, people: Iterable[Person]) -> tuple[list[int], int]:
    """Add those who are new and complete what is known of the others; nothing is taken away.

    Returns:
        Their numbers, in order, and how many are new.
    """
    wanted = _merged(people)
    known = _known(connection, course, list(wanted))
    changed = [
        {"number": row.id, **fields}
        for key, row in known.items()
        if (fields := _completed(row, wanted[key])) is not None
    ]
    if changed:
        statement = update(student).where(student.c.id == bindparam("number"))
        connection.execute(statement, changed)
    numbers = {key: row.id for key, row in known.items()}
    new = {key: _new(course, person) for key, person in wanted.items() if key not in known}
    if len(new) > _FEW:
        connection.execute(insert(student), list(new.values()))
        numbers |= {key: row.id for key, row in _known(connection, course, list(new)).items()}
    else:
        numbers |= {key: add(connection, student, row) for key, row in new.items()}
    return [numbers[key] for key in wanted], len(new)


def ingest(connection: Connection, course: int, arrival: Arrival) -> Stored:
    """Add a submission with those whom it counts for; one that is there already is completed."""
    digest = digest_of(arrival.content)
    people = arrival.people or (Person(arrival.key),)
    numbers, _ = enrol(connection, course, people)
    same = select(submission).where(
        submission.c.course == course,
        submission.c.key == arrival.key,
        submission.c.digest == digest,
        submission.c.mark == arrival.mark,
    )
    found = connection.execute(same).first()
    if found is None:
        media = "application/zip" if arrival.file_name.endswith(".zip") else "text/plain"
        keep(connection, {digest: arrival.content}, media)
        stored = _add(connection, course, arrival, digest)
        absent = numbers
    else:
        stored = stored_of(found)
        _complete(connection, found, arrival)
        counted = select(member.c.student).where(member.c.submission == found.id)
        there = set(connection.scalars(counted))
        absent = [number for number in numbers if number not in there]
    if absent:
        rows = [{"submission": stored.id, "student": number} for number in absent]
        connection.execute(insert(member), rows)
    return stored


def find(connection: Connection, course: int, number: int) -> Stored:
    """A submission of the course by its number.

    Raises:
        UsageError: There is none.
    """
    query = select(submission).where(submission.c.course == course, submission.c.id == number)
    found = connection.execute(query).first()
    if found is None:
        raise UsageError(f"there is no submission {number} in the gradebook (any more)")
    return stored_of(found)


def content(connection: Connection, course: int, number: int) -> bytes:
    """What was handed in as that submission.

    Raises:
        UsageError: There is no such submission.
        GradingError: It is damaged.
    """
    digest = find(connection, course, number).digest
    return fetch(connection, digest, f"the content of submission {number}")


def stored_of(row: Row[Any], *, new: bool = False) -> Stored:
    """A submission's row as data."""
    return Stored(row.id, row.key, row.slug, row.number, row.file_name, row.digest, new)


def _add(connection: Connection, course: int, arrival: Arrival, digest: str) -> Stored:
    key = plain(arrival.key)
    before = connection.execute(
        select(submission.c.slug, submission.c.number)
        .where(submission.c.course == course, submission.c.key == key)
        .order_by(submission.c.number.desc())
        .limit(1)
    ).first()
    if before is None:
        slug, number = _free(connection, course, plain(arrival.slug)), 1
    else:
        slug, number = before.slug, before.number + 1
    name = plain(arrival.file_name)
    values: dict[str, object] = {
        "course": course,
        "key": key,
        "slug": slug,
        "slug_folded": _folded(slug),
        "number": number,
        "file_name": name,
        "digest": digest,
        "mark": arrival.mark,
        "layout": arrival.layout,
        "origin": arrival.origin,
        "submitted_at": in_utc(arrival.submitted_at),
        "received_at": now(),
        "late": arrival.late,
    }
    identity = add(connection, submission, values)
    return Stored(identity, key, slug, number, name, digest, new=True)


def _free(connection: Connection, course: int, slug: str) -> str:
    """The slug, with a number if another key has it, or one that some system takes for the same.

    One that ends as the later attempts of another are called counts as taken.
    """
    name, number = slug, 1
    while _AS_ATTEMPT.search(_folded(name)) or connection.scalar(
        select(func.count())
        .select_from(submission)
        .where(submission.c.course == course, submission.c.slug_folded == _folded(name))
    ):
        number += 1
        name = f"{slug}-{number}"
    return name


def _folded(slug: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", slug).casefold())


def _complete(connection: Connection, found: Row[Any], arrival: Arrival) -> None:
    """Note what was not known when it was first seen."""
    submitted_at = in_utc(arrival.submitted_at)
    values: dict[str, object] = {}
    if found.submitted_at is None and submitted_at is not None:
        values["submitted_at"] = submitted_at
    if arrival.late and not found.late:
        values["late"] = True
    if values:
        connection.execute(update(submission).where(submission.c.id == found.id).values(values))


def _merged(people: Iterable[Person]) -> dict[str, Person]:
    """Each once, by key, with all that is known of them."""
    merged: dict[str, Person] = {}
    for person in people:
        key = plain(person.key)
        one = merged.get(key, Person(key))
        merged[key] = Person(
            key, one.name or person.name, one.email or person.email, {**person.ids, **one.ids}
        )
    return merged


def _known(connection: Connection, course: int, keys: list[str]) -> dict[str, Row[Any]]:
    """The students of these keys who are there; all are read where the keys are many."""
    query = select(student).where(student.c.course == course)
    if len(keys) <= 100:
        query = query.where(student.c.key.in_(keys))
    wanted = set(keys)
    return {row.key: row for row in connection.execute(query) if row.key in wanted}


def _completed(row: Row[Any], person: Person) -> dict[str, object] | None:
    """All fields as they are now known; None if nothing is new."""
    name, email = row.name or plain(person.name), row.email or plain(person.email)
    ids = {**person.ids, **row.ids}
    if (name, email, ids) == (row.name, row.email, row.ids):
        return None
    return {"name": name, "email": email, "ids": ids}


def _new(course: int, person: Person) -> dict[str, object]:
    return {
        "course": course,
        "key": person.key,
        "name": person.name,
        "email": person.email,
        "ids": dict(person.ids),
    }
