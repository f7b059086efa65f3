"""`grader override`: points by hand, for one student."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.books import db_option, extensions_option, opened_books
from grader.cli.deciding import by_option, full_name, part_named, reason_option, who, why
from grader.cli.options import course_option
from grader.errors import UsageError
from grader.report.safe import one_line

if TYPE_CHECKING:
    from grader.cli.books import Books
    from grader.gradebook.rows import Attempt, StudentRow


@click.command("override")
@click.argument("student")
@click.argument("part")
@click.argument("points", type=float, required=False)
@reason_option
@by_option
@click.option(
    "--attempt",
    "wanted",
    type=click.IntRange(1),
    metavar="N",
    help="Which attempt of the student; the one that counts by default.",
)
@click.option("--undo", is_flag=True, help="Take back what was given by hand.")
@click.option("--allow-extra", is_flag=True, help="Allow more points than there are.")
@db_option
@extensions_option
@course_option
def command(
    student: str,
    part: str,
    points: float | None,
    reason: str,
    by: str | None,
    wanted: int | None,
    undo: bool,  # noqa: FBT001 - click passes by name
    allow_extra: bool,  # noqa: FBT001
    url: str,
    extensions_path: Path | None,
    course_path: Path | None,
) -> int:
    """Give STUDENT so many POINTS for PART: EXERCISE.PART, PART if there is one, or total."""
    from grader.report.said import points as said

    if undo == (points is not None):
        raise UsageError("give either POINTS or --undo")
    decider, cause = who(by), why(reason)
    with opened_books(url, course_path, extensions_path) as books:
        row = books.student(student)
        number, attempt = _attempt(books, row, wanted)
        target = _target(part, attempt)
        before = next(
            (
                one.points
                for one in attempt.overrides
                if (one.exercise, one.part) == (target.exercise, target.part)
            ),
            None,
        )
        if undo and before is None:
            raise UsageError(f"nothing was given by hand for {one_line(target.name)}")
        if points is not None:
            _check(points, target, allow_extra=allow_extra)
        books.cohort.override(
            row.id,
            attempt.submission.id,
            exercise=target.exercise,
            part=target.part,
            points=points,
            automatic=target.automatic,
            reason=cause,
            by=decider,
        )
    was, now = (
        f"{said(target.automatic)} (automatic)" if given is None else f"{said(given)} (by hand)"
        for given in (before, points)
    )
    about = f"{one_line(row.person.key)}, attempt {number}, {one_line(target.name)}"
    click.echo(f"{about}: {was} -> {now} of {said(target.max_points)}")
    return 0


@dataclass(frozen=True, slots=True)
class _Target:
    """What points are given for."""

    name: str
    exercise: str
    part: str
    automatic: float
    max_points: float


def _attempt(books: Books, row: StudentRow, wanted: int | None) -> tuple[int, Attempt]:
    """The attempt that was asked for, else the one that counts, with its number."""
    who_is_meant = one_line(row.person.key)
    if not row.attempts:
        raise UsageError(f"{who_is_meant} has handed in nothing")
    if wanted is None:
        standing = next(one for one in books.standings() if one.student == row.id)
        if standing.attempt is None:
            raise UsageError(f"no attempt of {who_is_meant} counts: name one with --attempt")
        return standing.number, standing.attempt
    if wanted > len(row.attempts):
        raise UsageError(f"{who_is_meant} has only {len(row.attempts)} attempts")
    return wanted, row.attempts[wanted - 1]


def _target(text: str, attempt: Attempt) -> _Target:
    from grader.gradebook.rows import TOTAL

    run = attempt.run
    if text == TOTAL:
        points, most = (run.points, run.max_points) if run else (0.0, 0.0)
        return _Target(TOTAL, "", TOTAL, points, most)
    if run is None or not run.parts:
        raise UsageError(f"this attempt has no result, and so no parts: give points for '{TOTAL}'")
    part = part_named(text, run.parts)
    return _Target(full_name(part), part.exercise, part.part, part.points, part.max_points)


def _check(points: float, target: _Target, *, allow_extra: bool) -> None:
    from grader.report.said import points as said

    if not math.isfinite(points) or points < 0:
        raise UsageError("POINTS is a number from 0 on")
    if points > target.max_points and not allow_extra:
        name, most = one_line(target.name), said(target.max_points)
        raise UsageError(f"{name} has at most {most} points; --allow-extra gives more")
