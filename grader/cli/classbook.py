"""`grader report` over the gradebook: the pages of what counts, and the overview of the class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.output import OVERVIEW, deliver
from grader.cli.pages import (
    Sheet,
    called,
    linked_if_there,
    page_of,
    record_of,
    renamed,
    result_of,
    sheets,
    without_of,
)
from grader.errors import UsageError
from grader.report.safe import one_line

if TYPE_CHECKING:
    from grader.cli.books import Books
    from grader.gradebook.standing import Standing
    from grader.gradebook.store import Cohort
    from grader.grading.result import Result
    from grader.report.classroom.record import Record, Without


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be written, and where."""

    output: Path
    anonymous: bool = False
    staff: bool = False
    overview_only: bool = False


def write_class(books: Books, wanted: Wanted) -> int:
    """Write the pages and the overview; one result is in memory at a time. The exit code."""
    standings = books.standings()
    records: list[Record] = []
    counting: list[Sheet] = []
    for sheet in sheets(standings):
        result = result_of(books.cohort, sheet.run)
        if sheet.standing.status == "graded":
            records.append(record_of(result, sheet))
            counting.append(sheet)
        if not wanted.overview_only and not wanted.anonymous:
            _write_page(books.cohort, sheet, result, wanted)
    without = [one for standing in standings if (one := without_of(standing)) is not None]
    if not records and not without:
        raise UsageError("there is nobody in the gradebook yet: `grader batch` brings submissions")
    if wanted.anonymous:
        records, without = renamed(records, without)
        if not wanted.overview_only:
            _write_anonymous(books.cohort, counting, records, wanted)
    if wanted.overview_only:
        records = [linked_if_there(record, wanted.output) for record in records]
    _write_overview(records, without, wanted)
    return 0


def _write_anonymous(
    cohort: Cohort, counting: Sequence[Sheet], records: Sequence[Record], wanted: Wanted
) -> None:
    """The pages once more through the gradebook, since all had to be known for a number."""
    for sheet, record in zip(counting, records, strict=True):
        _write_page(cohort, sheet, result_of(cohort, sheet.run), wanted, record.name)


def _write_page(
    cohort: Cohort, sheet: Sheet, result: Result, wanted: Wanted, alias: str | None = None
) -> None:
    from grader.report.classroom.view import report_file

    page = page_of(cohort, sheet.standing, result, staff=wanted.staff, alias=alias)
    deliver(page, wanted.output / report_file(alias or sheet.name))


def _write_overview(records: Sequence[Record], without: Sequence[Without], wanted: Wanted) -> None:
    from grader.report.classroom.html import render_overview

    page = render_overview(records, without).encode("utf-8", "replace")
    deliver(page, wanted.output / OVERVIEW)
    done = "counted" if wanted.overview_only else "rendered"
    click.echo(f"{len(records)} {done}, {len(without)} without a result that counts")
    click.echo(f"overview: {one_line(str(wanted.output / OVERVIEW), 1_000)}")


def write_students(books: Books, students: Sequence[str], wanted: Wanted) -> int:
    """Write the pages of single students and nothing else. The exit code.

    Raises:
        UsageError: There is no such student, or none of them has a result.
    """
    rows = {books.student(text).id for text in students}
    standings = books.standings()
    found = [sheet for sheet in sheets(standings) if not rows.isdisjoint(sheet.students)]
    for sheet in found:
        _write_page(books.cohort, sheet, result_of(books.cohort, sheet.run), wanted)
    have = {student for sheet in found for student in sheet.students}
    for standing in standings:
        if standing.student in rows - have:
            click.echo(f"grader: {one_line(_no_page(standing))}", err=True)
    if not found:
        raise UsageError("none of these students has a result that counts")
    click.echo(f"{len(found)} rendered")
    return 0


def _no_page(standing: Standing) -> str:
    return f"{called(standing)}: there is no page, since the status is {standing.status}"
