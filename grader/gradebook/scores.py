"""What a run's parts count once a person has decided on some of them. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from grader.gradebook.rows import TOTAL, Attempt, Override, PartRow, Void
from grader.gradebook.standing import ExerciseStanding, PartStanding

_OPEN = ("to-mark", "not-judged")
"""What may still earn something."""


@dataclass(frozen=True, slots=True)
class Score:
    """What an attempt counts before lateness.

    Attributes:
        points: Earned.
        max_points: Out of how many.
        provisional: Whether a part is still to be marked or judged, if only so that its exercise
            would no longer be the lowest.
        exercises: What each counts.
        notes: Sentences on what was decided.
        by_hand: Whether a person gave all points.
    """

    points: float
    max_points: float
    provisional: bool
    exercises: tuple[ExerciseStanding, ...]
    notes: tuple[str, ...]
    by_hand: bool = False


def score(attempt: Attempt, voids: Sequence[Void] = (), drop: int = 0) -> Score:
    """What an attempt with a run counts.

    Args:
        attempt: Its run has parts; its overrides are the latest of each.
        voids: Parts that are taken out of everyone's score.
        drop: So many exercises, the lowest, do not count.
    """
    rows = attempt.run.parts if attempt.run is not None else ()
    by_hand = {(one.exercise, one.part): one for one in attempt.overrides}
    taken_out = {(one.exercise, one.part): one for one in voids}
    notes: list[str] = []
    exercises = [
        _exercise(name, [_part(row, by_hand, taken_out, notes) for row in parts], notes)
        for name, parts in groupby(rows, key=lambda row: row.exercise)
    ]
    most = sum(one.max_points for one in exercises)
    exercises = list(_dropped(exercises, drop, notes))
    kept = [one for one in exercises if not one.dropped]
    room = sum(one.max_points for one in kept)
    points = sum(one.points for one in kept) * (most / room if room else 0.0)
    total = by_hand.get(("", TOTAL))
    if total is not None and total.points is not None:
        given = f"all points by hand: {total.points:g} instead of {points:g}"
        earned = attempt.run.points if attempt.run is not None else 0.0
        notes.append(f"{given}{_why(total)}{_since(total, earned)}")
        points = total.points
        return Score(points, most, False, tuple(exercises), tuple(notes), by_hand=True)
    is_open = any(
        part.status in _OPEN and part.how == "automatic" for one in exercises for part in one.parts
    )
    return Score(points, most, is_open, tuple(exercises), tuple(notes))


def _part(
    row: PartRow,
    by_hand: Mapping[tuple[str, str], Override],
    taken_out: Mapping[tuple[str, str], Void],
    notes: list[str],
) -> PartStanding:
    """A part, with what was decided on it said in the notes."""
    name = (row.exercise, row.part)
    part = PartStanding(
        row.exercise, row.part, row.title, row.status, row.points, row.points, row.max_points
    )
    void, override = taken_out.get(name), by_hand.get(name)
    if void is not None and void.how == "drop":
        ignored = "; the points given by hand have no effect" if override else ""
        notes.append(f"{row.part}: counts for nobody{_why(void)}{ignored}")
        return replace(part, points=0.0, how="drop")
    if override is not None and override.points is not None:
        given = f"{override.points:g} by hand instead of {row.points:g}"
        notes.append(f"{row.part}: {given}{_why(override)}{_since(override, row.points)}")
        part = replace(part, points=override.points, how="override")
    if void is not None and void.how == "full" and part.points < row.max_points:
        notes.append(f"{row.part}: all {row.max_points:g} points for everyone{_why(void)}")
        return replace(part, points=row.max_points, how="full")
    return part


def _why(decision: Override | Void) -> str:
    reason = " ".join(decision.reason.split())[:200]
    return f" ({reason})" if reason else ""


def _since(decided: Override, earned: float) -> str:
    """A warning where something else is earned now than when a person decided."""
    if decided.automatic == earned:
        return ""
    return f" (it had earned {decided.automatic:g} when that was decided)"


def _exercise(name: str, parts: Sequence[PartStanding], notes: list[str]) -> ExerciseStanding:
    """The sum of its parts; what is dropped is made up for by the others."""
    most = sum(part.max_points for part in parts)
    kept = [part for part in parts if part.how != "drop"]
    room = sum(part.max_points for part in kept)
    points = sum(part.points for part in kept)
    if room == most:
        return ExerciseStanding(name, points, most, tuple(parts))
    if not room:
        notes.append(f"{name}: all of its parts are taken out, so that it does not count")
        return ExerciseStanding(name, 0.0, 0.0, tuple(parts))
    return ExerciseStanding(name, points * most / room, most, tuple(parts))


def _dropped(
    exercises: Sequence[ExerciseStanding], drop: int, notes: list[str]
) -> Iterator[ExerciseStanding]:
    """The same, with the lowest marked as dropped; of equal ones the later, and never all.

    Where maxima differ, the lowest share is not always what is best left out: a small exercise of
    49 % may cost less than a large one of 50 %. The lowest are those without which the share of the
    others is largest, so that more points in a part never lower the sum.
    """
    counting = [at for at, one in enumerate(exercises) if one.max_points]
    most = max(1, len(counting) - drop)
    lowest = set(counting) - _highest({at: exercises[at] for at in counting}, most)
    for at, one in enumerate(exercises):
        if at in lowest:
            notes.append(f"{one.exercise}: the lowest, does not count")
        yield replace(one, dropped=at in lowest)


def _highest(exercises: Mapping[int, ExerciseStanding], number: int) -> set[int]:
    """So many that together have the largest share of their points.

    Dinkelbach's iteration (Management Science 13, 1967): those that exceed a given share the most
    have a larger one together, until it does not grow any more.
    """
    share = 0.0
    while True:
        over = {at: one.points - share * one.max_points for at, one in exercises.items()}
        kept = sorted(over, key=lambda at: (-round(over[at], 9), at))[:number]
        room = sum(exercises[at].max_points for at in kept)
        reached = sum(exercises[at].points for at in kept) / room if room else 0.0
        if reached <= share + 1e-12:
            return set(kept)
        share = reached
