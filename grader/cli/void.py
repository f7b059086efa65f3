"""`grader void`: a part that is taken out of everyone's score."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.books import db_option, opened_books
from grader.cli.deciding import by_option, full_name, part_named, reason_option, who, why
from grader.cli.options import course_option
from grader.errors import UsageError
from grader.report.safe import one_line

if TYPE_CHECKING:
    from grader.gradebook.rows import VoidHow

SAID = {
    "full": "it counts in full for everyone",
    "drop": "it counts for nobody",
    None: "it counts as it was judged",
}


@click.command("void")
@click.argument("part")
@click.option("--full", "how", flag_value="full", help="Everyone gets its points.")
@click.option("--drop", "how", flag_value="drop", help="Nobody does; the others make up for it.")
@click.option("--undo", "how", flag_value="undo", help="It counts again as it was judged.")
@reason_option
@by_option
@db_option
@course_option
def command(
    part: str, how: str | None, reason: str, by: str | None, url: str, course_path: Path | None
) -> int:
    """Take PART out of everyone's score: EXERCISE.PART, or PART if there is only one."""
    if how is None:
        raise UsageError("say what becomes of the part: --full, --drop or --undo")
    decider, cause = who(by), why(reason)
    with opened_books(url, course_path) as books:
        students = list(books.cohort.students())
        runs = [one.run for row in students for one in row.attempts if one.run is not None]
        found = part_named(part, (one for run in runs for one in run.parts))
        before = next(
            (
                one.how
                for one in books.cohort.voids()
                if (one.exercise, one.part) == (found.exercise, found.part)
            ),
            None,
        )
        if how == "undo" and before is None:
            raise UsageError(f"{one_line(full_name(found))} was not taken out")
        now: VoidHow | None = "full" if how == "full" else "drop" if how == "drop" else None
        books.cohort.void(found.exercise, found.part, now, reason=cause, by=decider)
    click.echo(f"{one_line(full_name(found))}: {SAID[before]} -> {SAID[now]}")
    return 0
