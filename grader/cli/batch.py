"""`grader batch`: a folder of submissions in; results, reports and a class overview out."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import click

from grader.cli.options import (
    course_option,
    engine_option,
    exercise_option,
    isolation_option,
    limits_of,
    open_course,
    reveal_of,
    run_options,
)
from grader.cli.output import OVERVIEW, deliver
from grader.errors import UsageError
from grader.report.safe import one_line

if TYPE_CHECKING:
    from grader.cli.worker import Handed, Noted, Opened, Setup
    from grader.execution.levels import Engine, Wanted
    from grader.execution.workers import Done, Lost
    from grader.report.classroom.record import Record, Without
    from grader.submission.discover import Discovered

MOST_JOBS = 4
"""Without --jobs: more of them get in each other's way on common machines."""
SLACK = 60.0
"""Seconds for starting, judging and writing, besides those that the code may take."""
_NEEDED = (
    "grader.cli.worker",
    "grader.grading.grade",
    "grader.report.html",
    "grader.report.classroom.record",
    "grader.execution.levels",
    "grader.execution.bubblewrap",
    "grader.execution.warm",
)
"""Modules that every worker imports sooner or later."""


@click.command("batch")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    required=True,
    help=f"Folder for NAME.report.html and NAME.result.json of each, and for {OVERVIEW}.",
)
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(1, 256),
    metavar="N",
    help=f"How many are graded at a time; by default one a core, at most {MOST_JOBS}.",
)
@exercise_option
@run_options
@isolation_option
@engine_option
@course_option
def command(
    folder: Path,
    output: Path,
    jobs: int | None,
    exercises: tuple[str, ...],
    timeout: float | None,
    memory: int | None,
    named: tuple[str, ...],
    attempt: int | None,
    at: dt.datetime | None,
    isolation: Wanted,
    engine: Engine,
    course_path: Path | None,
) -> int:
    """Grade every submission in FOLDER: its files and folders that can be graded."""
    from grader.execution.workers import cores, import_early

    import_early(_NEEDED)
    from grader.cli.worker import Setup
    from grader.grading.grade import choose, stub_names
    from grader.submission.discover import discover

    course = open_course(course_path)
    limits, reveal = limits_of(timeout, memory, named), reveal_of(course, attempt, at)
    asked = choose(course, exercises)
    if output.resolve() == folder.resolve():
        raise UsageError(f"{output}: it holds the submissions; give -o another folder")
    found = discover(folder, names=stub_names(course), without=output)
    if not found.submissions:
        raise UsageError(
            f"{folder}: there is nothing in it that can be graded; give the folder "
            "with the submissions"
        )
    setup = Setup(course.root, isolation, engine, exercises, limits, reveal, output)
    handed = _handed(folder, found)
    workers = min(jobs or min(cores(), MOST_JOBS), len(handed))
    # A submission runs once, and once more for each exercise that lost points.
    seconds = (1 + len(asked)) * (limits.submission_seconds + SLACK)
    tally = _Tally(len(handed))
    with closing(_graded(handed, setup, workers, seconds, _Beginning(output))) as all_noted:
        for noted in all_noted:
            tally.add(noted)
    tally.finish(found.left_out, output)
    return 3 if tally.counts["not judged"] else 0


def _make(output: Path) -> None:
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{output}: it cannot be made ({error.strerror})") from None
    if not os.access(output, os.W_OK | os.X_OK):
        raise UsageError(f"{output}: nothing can be written there")


def _handed(folder: Path, found: Discovered) -> list[Handed]:
    from grader.cli.naming import unique_names
    from grader.cli.worker import Handed

    names = unique_names(found.submissions)
    return [
        Handed(folder / path, path.as_posix(), name)
        for path, name in zip(found.submissions, names, strict=True)
    ]


def _graded(
    handed: Sequence[Handed],
    setup: Setup,
    workers: int,
    seconds: float,
    ready: Callable[[Opened], None],
) -> Generator[Noted]:
    """What is noted of each, as they are finished.

    A limit may be hit because others ran at the same time: those are graded once more when all
    others are done, one at a time, and the better result is kept.
    """
    from grader.cli.worker import opened
    from grader.execution.workers import is_loaded, work

    again: dict[str, Noted] = {}
    with closing(work(handed, partial(opened, setup), workers, seconds, ready)) as outcomes:
        for outcome in outcomes:
            noted = _noted(outcome)
            if noted.limited and (workers > 1 or is_loaded()):
                again[noted.handed.name] = noted
            else:
                yield noted
    once_more = [replace(first.handed, points=first.points) for first in again.values()]
    with closing(work(once_more, partial(opened, setup), 1, seconds, ready)) as outcomes:
        for outcome in outcomes:
            second = _noted(outcome)
            first = again[second.handed.name]
            failed = second.status != "graded" or second.points < first.points
            kept = first if failed else second
            yield replace(kept, said=f"{kept.said} (tried again alone)")


def _noted(outcome: Done[Handed, Noted] | Lost[Handed]) -> Noted:
    from grader.cli.worker import Noted
    from grader.execution.workers import Done

    if isinstance(outcome, Done):
        return outcome.value
    return Noted(outcome.item, "not judged", f"a fault of ours: {outcome.reason}")


class _Beginning:
    """When a worker is ready: says its isolation on stderr, once if all have the same.

    The folder for the files is made then, so that nothing is there if nothing could be graded.
    """

    def __init__(self, output: Path) -> None:
        self.output = output
        self.said: set[Opened] = set()

    def __call__(self, opened: Opened) -> None:
        """Note what a worker has opened."""
        if opened in self.said:
            return
        _make(self.output)
        self.said.add(opened)
        if opened.problem:
            click.echo(f"grader: {one_line(opened.problem, 1_000)}", err=True)
        click.echo(f"isolation: {opened.level}", err=True)


class _Tally:
    """Says how each submission did, on stderr, and how many of them there were, on stdout."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.counts = {"graded": 0, "not graded": 0, "not judged": 0}
        self.points: list[float] = []
        self.max_points = 0.0
        self.records: list[Record] = []
        self.without: list[Without] = []

    def add(self, noted: Noted) -> None:
        """Count it, keep what the overview needs of it, and say its line."""
        from grader.report.classroom.record import Without

        self.counts[noted.status] += 1
        if noted.status == "graded":
            self.points.append(noted.points)
            self.max_points = noted.max_points
        if noted.record is not None:
            self.records.append(noted.record)
        else:
            ours = noted.status == "not judged"
            self.without.append(
                Without(noted.handed.label, "not-judged" if ours else "not-graded", noted.said)
            )
        number = str(sum(self.counts.values())).rjust(len(str(self.total)))
        line = f"{one_line(noted.handed.label)}: {one_line(noted.said, 500)}"
        click.echo(f"[{number}/{self.total}] {line}", err=True)

    def finish(self, left_out: Sequence[Path], output: Path) -> None:
        """Say the summary and write the overview."""
        from grader.report.classroom.html import render_overview
        from grader.report.said import points
        from grader.submission.files import shown

        click.echo(", ".join(f"{count} {status}" for status, count in self.counts.items()))
        if self.points:
            click.echo(f"median: {points(median(self.points))} of {points(self.max_points)}")
        if left_out:
            paths = shown([path.as_posix() for path in left_out])
            click.echo(f"left out, since there is nothing to grade: {one_line(paths, 600)}")
        page = render_overview(self.records, self.without).encode("utf-8", "replace")
        deliver(page, output / OVERVIEW)
        click.echo(f"reports and results: {one_line(str(output), 1_000)}")
        click.echo(f"overview: {one_line(str(output / OVERVIEW), 1_000)}")
