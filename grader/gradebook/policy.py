"""Attempts -> what counts: overrides, voided parts, drops, lateness. Pure; applied when read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from grader.gradebook.choice import Candidate, candidate, choose, hopes_of, reasons, rounded
from grader.gradebook.rows import Attempt, Person, StudentRow, Void
from grader.gradebook.standing import Extension, Standing
from grader.grading.settings import Settings


def standing(
    row: StudentRow,
    settings: Settings,
    extension: Extension | None = None,
    voids: Sequence[Void] = (),
) -> Standing:
    """What counts for a student.

    Args:
        row: The student with all attempts.
        settings: The course's, of which the due date and the policy matter.
        extension: What holds for this student alone.
        voids: Parts that are taken out of everyone's score.
    """
    extension = extension or Extension()
    attempts = sorted(row.attempts, key=_order)
    bare = Standing(
        student=row.id,
        person=row.person,
        status="missing",
        attempts=len(attempts),
        due=extension.due or settings.due,
    )
    if extension.excused:
        note = f"excused ({extension.reason})" if extension.reason else "excused"
        return replace(bare, status="excused", notes=(note,))
    if not attempts:
        return bare
    tries = [candidate(at, one, settings, extension, voids) for at, one in enumerate(attempts, 1)]
    chosen = choose(tries, settings.policy)
    notes = reasons(chosen, tries)
    if chosen.has_points:
        return _counted(bare, chosen, hopes_of(chosen, tries, settings.policy), notes)
    return _without(bare, chosen, notes)


def _order(attempt: Attempt) -> tuple[dt.datetime, int, int]:
    at = attempt.submitted_at or attempt.received_at
    return at, attempt.submission.number, attempt.submission.id


def _without(bare: Standing, chosen: Candidate, notes: Sequence[str]) -> Standing:
    """What is said where the attempt that counts has no result."""
    run = chosen.attempt.run
    reason = run.reason if run is not None and run.status == "not-graded" else ""
    said = f"attempt {chosen.at} {_SAID[chosen.status]}" + (f": {reason}" if reason else "")
    return replace(
        bare,
        status=chosen.status,
        attempt=chosen.attempt,
        number=chosen.at,
        late_by=chosen.late.by,
        late=chosen.late.late,
        notes=(*notes, said),
    )


_SAID = {
    "pending": "is not graded yet",
    "not-judged": "could not be judged, which is no fault of the student's",
    "not-graded": "holds nothing that can be graded",
}


def _counted(
    bare: Standing, chosen: Candidate, hopes: Sequence[Candidate], choice: Sequence[str]
) -> Standing:
    notes = [*choice, *(f"attempt {one.at} {_SAID[one.status]}" for one in hopes)]
    notes.extend(chosen.score.notes)
    if chosen.late.note:
        cost = f": {chosen.penalty:.4g} points less" if chosen.penalty else ""
        notes.append(chosen.late.note + cost)
    return replace(
        bare,
        status=chosen.status,
        attempt=chosen.attempt,
        number=chosen.at,
        raw=rounded(chosen.score.points),
        penalty=rounded(chosen.penalty),
        points=rounded(chosen.points),
        max_points=rounded(chosen.score.max_points),
        provisional=chosen.score.provisional or bool(hopes),
        late_by=chosen.late.by,
        late=chosen.late.late,
        exercises=chosen.score.exercises,
        notes=tuple(notes),
    )


def due_of(
    people: Iterable[Person], settings: Settings, extensions: Mapping[str, Extension]
) -> Callable[[Person], dt.datetime | None]:
    """When attempts of each of these people end.

    Args:
        people: All who are known, since a name may be another's; who comes twice is one.
        settings: The course's.
        extensions: By what a student may be called.
    """
    known: dict[str, Person] = {}
    for one in people:
        had = known.get(one.key, one)
        email, ids = one.email or had.email, {**had.ids, **one.ids}
        known[one.key] = replace(one, email=email, ids=ids)
    rows = [StudentRow(at, one) for at, one in enumerate(known.values())]
    held = _held(rows, extensions)
    dues = {row.person.key: extensions[held[row.id]].due for row in rows if row.id in held}
    return lambda person: dues.get(person.key) or settings.due


def _names(person: Person) -> list[str]:
    """What a student may be called in a file, the key first; in lower case."""
    names = (person.key, *person.ids.values(), person.email)
    return [name.casefold() for name in names if name]


def standings(
    rows: Sequence[StudentRow],
    settings: Settings,
    extensions: Mapping[str, Extension],
    voids: Sequence[Void] = (),
) -> list[Standing]:
    """What counts for each student; extensions go by the student's key or another of the ids.

    A name that may be several students' is nobody's: see `unmatched`. Those who have no result are
    told the maximum that holds for the others.
    """
    held = _held(rows, extensions)
    found = [
        standing(row, settings, extensions[held[row.id]] if row.id in held else None, voids)
        for row in rows
    ]
    most = max((one.max_points for one in found), default=0.0)
    return [one if one.max_points else replace(one, max_points=most) for one in found]


def unmatched(rows: Sequence[StudentRow], extensions: Mapping[str, Extension]) -> list[str]:
    """The names in the extensions by which nothing holds for anybody.

    They are nobody's, may be several students', or name again who is named by the key or an id.
    """
    held = set(_held(rows, extensions).values())
    return sorted(name for name in extensions if name not in held)


def _held(rows: Sequence[StudentRow], extensions: Mapping[str, Extension]) -> dict[int, str]:
    """By the student's number the name of the extension that holds for the student."""
    if not extensions:
        return {}
    folded = {name.casefold(): name for name in extensions}
    meant = _meant(rows)
    found: dict[int, str] = {}
    for row in rows:
        for name in _names(row.person):
            if name in folded and meant[name] == row.id:
                found.setdefault(row.id, folded[name])
    return found


def _meant(rows: Sequence[StudentRow]) -> dict[str, int | None]:
    """Whom a name means: by the key, else by another id; None where it may be several."""
    keys: dict[str, int | None] = {}
    others: dict[str, int | None] = {}
    for row in rows:
        key = row.person.key.casefold()
        keys[key] = None if key in keys else row.id
        for name in {*_names(row.person)} - {key}:
            others[name] = None if name in others else row.id
    return {**others, **keys}
