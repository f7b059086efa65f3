"""Attempts -> what counts: overrides, voided parts, drops, lateness. Pure; applied when read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from grader.gradebook.lateness import Lateness, lateness
from grader.gradebook.rows import Attempt, Person, StudentRow, Void
from grader.gradebook.scores import Score, score
from grader.gradebook.standing import (
    ExerciseStanding,
    Extension,
    PartStanding,
    Standing,
    Standings,
)
from grader.grading.settings import Policy, Settings

__all__ = [
    "ExerciseStanding",
    "Extension",
    "PartStanding",
    "Standing",
    "Standings",
    "extension_of",
    "standing",
    "standings",
]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """An attempt that was graded, with what it would count."""

    at: int
    attempt: Attempt
    score: Score
    late: Lateness
    penalty: float

    @property
    def points(self) -> float:
        """After the penalty."""
        return max(0.0, self.score.points - self.penalty)


def standing(
    row: StudentRow,
    settings: Settings,
    extension: Extension | None = None,
    voids: Sequence[Void] = (),
) -> Standing:
    """What counts for a student.

    Args:
        row: The student with all attempts, in the order of their times.
        settings: The course's, of which the due date and the policy matter.
        extension: What holds for this student alone.
        voids: Parts that are taken out of everyone's score.
    """
    extension = extension or Extension()
    due = extension.due or settings.due
    attempts = sorted(
        row.attempts, key=lambda one: (one.submitted_at or one.received_at, one.submission.number)
    )
    bare = Standing(
        student=row.id, person=row.person, status="missing", attempts=len(attempts), due=due
    )
    if extension.excused:
        note = f"excused ({extension.reason})" if extension.reason else "excused"
        return replace(bare, status="excused", notes=(note,))
    if not attempts:
        return bare
    found = [
        _candidate(at, one, due, settings.policy, extension, voids)
        for at, one in enumerate(attempts, 1)
        if one.run is not None and one.run.status == "graded"
    ]
    newest = attempts[-1]
    waits = newest.run is None or newest.run.status == "not-judged"
    if not found or (waits and settings.policy.attempts == "last"):
        return _without(bare, newest, len(attempts))
    chosen = _chosen(found, settings.policy)
    return _counted(bare, chosen, attempts)


def _candidate(
    at: int,
    attempt: Attempt,
    due: dt.datetime | None,
    policy: Policy,
    extension: Extension,
    voids: Sequence[Void],
) -> _Candidate:
    earned = score(attempt, voids, policy.drop)
    late = lateness(attempt, due, policy.late, extension.late_days)
    of = earned.points if policy.late.of == "points" or late.closed else earned.max_points
    return _Candidate(at, attempt, earned, late, min(earned.points, of * late.percent / 100))


def _chosen(found: Sequence[_Candidate], policy: Policy) -> _Candidate:
    """The one that counts; what came too late only if there is nothing else."""
    in_time = [one for one in found if not one.late.closed] or list(found)
    match policy.attempts:
        case "first":
            return in_time[0]
        case "best":
            return max(in_time, key=lambda one: (round(one.points, 6), -one.at))
        case "last":
            return in_time[-1]


def _without(bare: Standing, newest: Attempt, number: int) -> Standing:
    """What is said where the newest attempt has no result."""
    run = newest.run
    status: Standings = "pending" if run is None else run.status
    reason = run.reason if run is not None and run.status == "not-graded" else ""
    notes = [f"attempt {number} {_SAID[status]}" + (f": {reason}" if reason else "")]
    return replace(
        bare, status=status, attempt=newest, number=number, late=newest.late, notes=tuple(notes)
    )


_SAID = {
    "pending": "is not graded yet",
    "not-judged": "could not be judged, which is no fault of the student's",
    "not-graded": "holds nothing that can be graded",
}


def _counted(bare: Standing, chosen: _Candidate, attempts: Sequence[Attempt]) -> Standing:
    run = chosen.attempt.run
    if run is None:
        raise LookupError("only an attempt with a run can count")
    notes = [*_choice(chosen, attempts), *chosen.score.notes]
    if chosen.late.note:
        cost = f": {chosen.penalty:.4g} points less" if chosen.penalty else ""
        notes.append(chosen.late.note + cost)
    return replace(
        bare,
        status="graded",
        attempt=chosen.attempt,
        number=chosen.at,
        raw=_rounded(chosen.score.points),
        penalty=_rounded(chosen.penalty),
        points=_rounded(chosen.points),
        max_points=_rounded(chosen.score.max_points),
        provisional=chosen.score.provisional,
        late_by=chosen.late.by,
        late=chosen.late.late,
        exercises=chosen.score.exercises,
        notes=tuple(notes),
    )


def _choice(chosen: _Candidate, attempts: Sequence[Attempt]) -> list[str]:
    """Why another attempt than the newest counts."""
    later = attempts[chosen.at :]
    if not later:
        return []
    why = "it is the one that counts"
    if all(one.run is not None and one.run.status == "not-graded" for one in later):
        why = "what came later holds nothing that can be graded"
    return [f"attempt {chosen.at} of {len(attempts)}: {why}"]


def _rounded(points: float) -> float:
    return round(points, 2) + 0.0


def extension_of(person: Person, extensions: Mapping[str, Extension]) -> Extension | None:
    """What holds for a student, by the key, another id or the e-mail address; in any case."""
    return _among(person, _folded(extensions))


def _folded(extensions: Mapping[str, Extension]) -> dict[str, Extension]:
    return {name.casefold(): one for name, one in extensions.items()}


def _among(person: Person, folded: Mapping[str, Extension]) -> Extension | None:
    names = (person.key, *person.ids.values(), person.email) if folded else ()
    found = (folded.get(name.casefold()) for name in names if name)
    return next(filter(None, found), None)


def standings(
    rows: Sequence[StudentRow],
    settings: Settings,
    extensions: Mapping[str, Extension],
    voids: Sequence[Void] = (),
) -> list[Standing]:
    """What counts for each student; extensions go by the student's key or another of the ids.

    Those who have no result are told the maximum that holds for the others.
    """
    folded = _folded(extensions)
    found = [standing(row, settings, _among(row.person, folded), voids) for row in rows]
    most = max((one.max_points for one in found), default=0.0)
    return [one if one.max_points else replace(one, max_points=most) for one in found]


def unmatched(rows: Sequence[StudentRow], extensions: Mapping[str, Extension]) -> list[str]:
    """The names in the extensions that are those of nobody."""
    known = {
        name.casefold()
        for row in rows
        for name in (row.person.key, row.person.email, *row.person.ids.values())
    }
    return sorted(name for name in extensions if name.casefold() not in known)
