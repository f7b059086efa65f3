"""`grader similar`: the gradebook -> a page for staff on submissions with the same code."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.books import db_option, extensions_option, opened_books
from grader.cli.options import course_option, exercise_option, open_course
from grader.cli.output import deliver
from grader.cli.works import numbered, works_of
from grader.errors import UsageError
from grader.report.safe import one_line

if TYPE_CHECKING:
    from grader.gradebook.store import Cohort


@click.command("similar")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    default=Path("similar.html"),
    show_default=True,
    help="Where to write the page.",
)
@click.option(
    "--csv",
    "table",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Also write all pairs as a table.",
)
@exercise_option
@click.option(
    "--least",
    type=click.IntRange(10, 100),
    default=60,
    show_default=True,
    metavar="PERCENT",
    help="From which share of one's own code in an exercise two are similar.",
)
@click.option(
    "--most",
    type=click.IntRange(1, 1_000),
    default=50,
    show_default=True,
    metavar="N",
    help="List so many; the rest is counted.",
)
@click.option(
    "--also",
    "others",
    multiple=True,
    metavar="COURSE",
    help="Compare with those of this course of the gradebook, too.",
)
@click.option("--anonymous", is_flag=True, help="Number the submissions, and leave out names.")
@db_option
@extensions_option
@course_option
def command(
    output: Path,
    table: Path | None,
    exercises: tuple[str, ...],
    least: int,
    most: int,
    others: tuple[str, ...],
    anonymous: bool,  # noqa: FBT001 - click passes by name
    url: str,
    extensions_path: Path | None,
    course_path: Path | None,
) -> int:
    """Write a page on submissions that have the same code; for staff only, and runs no code.

    Of each student or group what counts is compared, exercise by exercise. What was handed out and
    what many have is left out. The page says where code is the same, never why.
    """
    from grader.cli.likenesses import Chosen, page_of, search, table_of
    from grader.grading.grade import choose
    from grader.similarity.compare import Least

    course = open_course(course_path)
    chosen = Chosen(course, choose(course, exercises), Least(least / 100), most)
    with ExitStack() as stack:
        books = stack.enter_context(opened_books(url, course_path, extensions_path))
        works = works_of(books, _others(books.cohort.name, others, url, stack))
        if anonymous:
            works = numbered(works)
        found = search(chosen, works)
        page = page_of(chosen, found, None if anonymous else output.parent)
    deliver(page, output)
    click.echo(found.said)
    click.echo(f"page for staff: {one_line(str(output), 1_000)}")
    if table is not None:
        deliver(table_of(found), table)
        click.echo(f"table for staff: {one_line(str(table), 1_000)}")
    return 0


def _others(own: str, names: Iterable[str], url: str, stack: ExitStack) -> list[Cohort]:
    """The other courses of the gradebook that are named.

    Raises:
        UsageError: There is no such course, or it is the one that is looked at.
    """
    from grader.gradebook.store import Gradebook

    if not names:
        return []
    if own in names:
        raise UsageError(f"--also {one_line(own)}: this is the course itself; name another")
    gradebook = stack.enter_context(Gradebook(url))
    return [gradebook.course(name) for name in dict.fromkeys(names)]
