"""`grader explain`: how a student's points came about, from what is stored; for an appeal."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.books import db_option, extensions_option, opened_books
from grader.cli.options import course_option
from grader.cli.output import deliver
from grader.errors import CourseError, UsageError
from grader.report.safe import one_line

if TYPE_CHECKING:
    from grader.cli.books import Books
    from grader.cli.matter import Matter, Past
    from grader.gradebook.rows import Attempt, RunRow
    from grader.gradebook.standing import Standing
    from grader.gradebook.store import Cohort
    from grader.grading.result import Result
    from grader.report.appeal.page import Again, Explanation

MOST_RUNS = 20


@click.command("explain")
@click.argument("student")
@click.argument("part")
@click.option(
    "--attempt",
    "number",
    type=click.IntRange(1),
    metavar="N",
    help="Of this attempt; by default of the one that counts.",
)
@click.option("--json", "as_json", is_flag=True, help="Write JSON to stdout.")
@click.option(
    "--html",
    "page",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write a page too.",
)
@db_option
@course_option
@extensions_option
def command(
    student: str,
    part: str,
    number: int | None,
    as_json: bool,  # noqa: FBT001 - click passes by name
    page: Path | None,
    url: str,
    course_path: Path | None,
    extensions_path: Path | None,
) -> int:
    """Explain the points of PART (or EXERCISE.PART, or total) of STUDENT; for staff.

    What was handed in, asked and answered, how it was judged, how the points became what counts,
    and what judging it again gives. No code runs.
    """
    from grader.report.appeal.html import render_html
    from grader.report.appeal.text import render_text

    with opened_books(url, course_path, extensions_path) as books:
        explained = _explained(books, student, part, number, course_path)
    if page is not None:
        deliver(render_html(explained).encode("utf-8", "replace"), page)
        click.echo(f"written: {one_line(str(page), 1_000)}", err=True)
    text = json.dumps(asdict(explained), indent=2) if as_json else render_text(explained)
    click.echo(text.encode("utf-8", "replace").decode().rstrip("\n"))
    return 0


@dataclass(frozen=True, slots=True)
class _Chosen:
    """The attempt that is meant, and which it is, from 1."""

    attempt: Attempt
    number: int


def _explained(
    books: Books, student: str, part: str, number: int | None, course_path: Path | None
) -> Explanation:
    from grader.cli.deciding import part_named
    from grader.cli.explaining import explain_part, explain_total
    from grader.gradebook.rows import TOTAL

    row = books.student(student)
    standing = next(one for one in books.standings() if one.student == row.id)
    chosen = _chosen(row.attempts, standing, number)
    run = chosen.attempt.run
    result = _result(books.cohort, run)
    if run is None or result is None or part == TOTAL:
        return explain_total(_matter(books, standing, chosen, result, course_path, ("", TOTAL)))
    named = part_named(part, run.parts)
    of = (named.exercise, named.part)
    found = next((e, p) for e in result.exercises for p in e.parts if (e.id, p.id) == of)
    return explain_part(_matter(books, standing, chosen, result, course_path, of), *found)


def _chosen(attempts: Sequence[Attempt], standing: Standing, number: int | None) -> _Chosen:
    """The attempt of that number, else the one that counts, else the last.

    Raises:
        UsageError: There is no such attempt.
    """
    who = one_line(standing.person.key)
    if not attempts:
        raise UsageError(f"{who} has handed in nothing")
    if number is not None and number > len(attempts):
        raise UsageError(f"there is no attempt {number} of {who}: there are {len(attempts)}")
    at = number or standing.number or len(attempts)
    return _Chosen(attempts[at - 1], at)


def _result(cohort: Cohort, run: RunRow | None) -> Result | None:
    from grader.cli.pages import result_of

    return result_of(cohort, run) if run is not None and run.status == "graded" else None


def _matter(
    books: Books,
    standing: Standing,
    chosen: _Chosen,
    result: Result | None,
    course_path: Path | None,
    part: tuple[str, str],
) -> Matter:
    """All that is known of the attempt, judged again if there is a result."""
    from grader.cli.matter import Matter

    cohort, run = books.cohort, chosen.attempt.run
    documents = () if run is None else cohort.observations(run.id)
    again = None
    if result is not None:
        again = _again(cohort, chosen.attempt, result, documents, course_path, part)
    return Matter(
        standing=standing,
        attempt=chosen.attempt,
        number=chosen.number,
        voids=cohort.voids(),
        zone=books.settings.zone,
        documents=documents,
        result=result,
        again=again,
        runs=_runs(cohort, chosen.attempt),
    )


def _again(
    cohort: Cohort,
    attempt: Attempt,
    result: Result,
    documents: Sequence[bytes],
    course_path: Path | None,
    part: tuple[str, str],
) -> Again:
    from grader.cli.again import Submitted, judged_again
    from grader.cli.options import open_course
    from grader.grading.variants import for_student
    from grader.report.appeal.page import Again

    try:
        course = for_student(open_course(course_path), attempt.submission.key)
    except CourseError as error:
        said = one_line(str(error), 500)
        return Again(
            "impossible", f"It cannot be judged again, since the course is at fault: {said}."
        )
    content = cohort.content(attempt.submission.id)
    submitted = Submitted(attempt.submission.file_name, content, documents, result)
    return judged_again(submitted, course, *part)


def _runs(cohort: Cohort, attempt: Attempt) -> list[Past]:
    """The newest runs of the submission, each with what is told of its result."""
    rows = cohort.runs(attempt.submission.id)
    return [_past(row, _result(cohort, row)) for row in rows[-MOST_RUNS:]]


def _past(row: RunRow, result: Result | None) -> Past:
    from grader.cli.matter import Past

    if result is None:
        return Past(row)
    earned = {(e.id, p.id): p.points for e in result.exercises for p in e.parts}
    return Past(row, result.run.course_digest, earned)
