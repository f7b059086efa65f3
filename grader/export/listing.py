"""Standings as one CSV: nbgrader's eleven columns, then our own.

The first columns are those of nbgrader's own export (nbgrader/plugins/export.py), by its words and
in its order, so that spreadsheets made for it go on working. Every cell is quoted.
"""

from __future__ import annotations

import codecs
import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence

from grader.export.filled import Choices, Filled, Left, score_of
from grader.export.guard import free_text
from grader.export.numbers import few_decimals
from grader.export.table import Row, Table, row_of
from grader.gradebook.standing import PartStanding, Standing

NBGRADER = (
    "assignment",
    "duedate",
    "timestamp",
    "student_id",
    "last_name",
    "first_name",
    "email",
    "raw_score",
    "late_submission_penalty",
    "score",
    "max_score",
)
OWN = ("status", "attempts", "attempt", "provisional", "late", "changed")
PartId = tuple[str, str]


def listing(
    course: str,
    standings: Sequence[Standing],
    choices: Choices,
    *,
    anonymous: bool = False,
    parts: bool = False,
    bom: bool = False,
) -> Filled:
    """A row for each student; without a score where there is none that counts.

    Args:
        course: Its name.
        standings: In the order of the rows.
        choices: What to write.
        anonymous: Number the students, in an order that tells nothing, and leave out names, ids,
            addresses and times.
        parts: Add a column for each part.
        bom: Start with the mark by which some spreadsheets know UTF-8.
    """
    order = sorted(standings, key=_place) if anonymous else standings
    columns = _parts(order) if parts else ()
    digits = max(3, len(str(len(order))))
    scores = [score_of(standing, choices) for standing in order]
    rows = [row_of([*NBGRADER, *OWN, *(free_text(f"{e}/{p}") for e, p in columns)])]
    for number, (standing, score) in enumerate(zip(order, scores, strict=True), 1):
        points = score if isinstance(score, float) else None
        who = (f"{number:0{digits}}", "", "", "") if anonymous else _who(standing)
        rows.append(_row(course, standing, points, who, columns, times=not anonymous))
    table = Table("utf-8", codecs.BOM_UTF8 if bom else b"", ",", tuple(rows))
    return Filled(
        document=table.document(),
        filled=sum(isinstance(score, float) for score in scores),
        left=tuple(
            Left(standing.person.key, score)
            for standing, score in zip(order, scores, strict=True)
            if not isinstance(score, float)
        ),
    )


def _row(
    course: str,
    standing: Standing,
    points: float | None,
    who: Sequence[str],
    columns: Sequence[PartId],
    *,
    times: bool,
) -> Row:
    shown = points is not None and standing.points is not None
    submitted = standing.attempt.submitted_at if standing.attempt else None
    return row_of(
        [
            free_text(course),
            _time(standing.due) if times else "",
            _time(submitted) if times else "",
            *who,
            _number(standing.raw if shown else points),
            _number(standing.penalty if shown else None),
            _number(points),
            _number(standing.max_points or None),
            standing.status,
            str(standing.attempts),
            str(standing.number or ""),
            _yes(standing.provisional),
            _yes(standing.late),
            _changed(standing),
            *_part_points(standing, columns, shown=shown),
        ]
    )


def _who(standing: Standing) -> tuple[str, str, str, str]:
    """Id, last and first name, and address; a name in one piece is not guessed apart."""
    person = standing.person
    last, _, first = person.name.partition(",")
    return free_text(person.key), free_text(last), free_text(first), free_text(person.email)


def _part_points(standing: Standing, columns: Sequence[PartId], *, shown: bool) -> Iterator[str]:
    found = {(e.exercise, p.part): p for e in standing.exercises for p in e.parts}
    for column in columns:
        part = found.get(column) if shown else None
        yield "" if part is None or _waits(part) else few_decimals(part.points)


def _waits(part: PartStanding) -> bool:
    """Whether nobody can say yet what it earns."""
    return part.how == "automatic" and part.status in {"not-judged", "to-mark"}


def _parts(standings: Sequence[Standing]) -> tuple[PartId, ...]:
    """Every part that somebody has, in the order in which they come up."""
    found = {
        (exercise.exercise, part.part): None
        for standing in standings
        for exercise in standing.exercises
        for part in exercise.parts
    }
    return tuple(found)


def _changed(standing: Standing) -> str:
    """How parts came to other points than they had earned."""
    hows = {part.how for exercise in standing.exercises for part in exercise.parts}
    by_hand = "override" in hows or bool(standing.attempt and standing.attempt.overrides)
    return " ".join(
        [*(["override"] if by_hand else []), *(["void"] if hows & {"full", "drop"} else [])]
    )


def _place(standing: Standing) -> tuple[bool, str, str]:
    """By what was handed in; those without come last, in an order that is not that of keys."""
    attempt = standing.attempt
    key = hashlib.sha256(standing.person.key.encode("utf-8", "replace")).hexdigest()
    return attempt is None, attempt.submission.digest if attempt else "", key


def _time(moment: dt.datetime | None) -> str:
    """As nbgrader writes times: in UTC, without saying so."""
    if moment is None:
        return ""
    return f"{moment.astimezone(dt.UTC):%Y-%m-%d %H:%M:%S}"


def _number(value: float | None) -> str:
    return "" if value is None else few_decimals(value)


def _yes(value: bool) -> str:  # noqa: FBT001 - it is what is said
    return "yes" if value else "no"
