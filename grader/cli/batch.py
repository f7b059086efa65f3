"""`grader batch`: downloads of a class in; the gradebook, reports and a class overview out."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.books import db_option, extensions_option
from grader.cli.options import (
    course_option,
    engine_option,
    exercise_option,
    isolation_option,
    limits_of,
    open_course,
    run_options,
)
from grader.cli.output import OVERVIEW
from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.cli.queue import Regrade
    from grader.execution.levels import Engine, Wanted
    from grader.submission.inbox.hand_in import Layout


@click.command("batch")
@click.argument(
    "inboxes", nargs=-1, metavar="[INBOX]...", type=click.Path(path_type=Path, exists=True)
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    default="reports",
    show_default=True,
    help=f"Folder for NAME.report.html of each, and for {OVERVIEW}.",
)
@db_option
@click.option(
    "--from",
    "layout",
    type=click.Choice(["plain", "canvas", "moodle", "blackboard", "gradescope", "nbgrader", "git"]),
    help="Whose download it is, if that is not to be found out.",
)
@click.option(
    "--pattern",
    metavar="REGEX",
    help="Read paths by this, with nbgrader's groups: student_id, file_id, timestamp, ...",
)
@click.option(
    "--roster",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="CSV",
    help="Who takes the course: a gradebook of the platform, or columns id, name, email.",
)
@click.option(
    "--groups",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="CSV",
    help="Who belongs to which group: columns group, student.",
)
@extensions_option
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(1, 256),
    metavar="N",
    help="How many are graded at a time; by default one a core.",
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Grade on the Dask cluster of this scheduler, as tcp://HOST:8786, instead of here.",
)
@click.option(
    "--student", "students", multiple=True, metavar="ID", help="Only this student's submissions."
)
@click.option(
    "--regrade",
    type=click.Choice(["all", "failed", "changed"]),
    help="Run again what was run before: all of it, what was not judged, or what was run with "
    "another course, limit or grader.",
)
@click.option(
    "--rejudge",
    is_flag=True,
    help="Judge stored observations again, without running code, and list whose points change.",
)
@click.option("--dry-run", is_flag=True, help="Only say what is recognised.")
@click.option("-v", "--verbose", is_flag=True, help="A line for each submission.")
@exercise_option
@run_options
@isolation_option
@engine_option
@course_option
def command(
    inboxes: tuple[Path, ...],
    output: Path,
    url: str,
    layout: Layout | None,
    pattern: str | None,
    roster: Path | None,
    groups: Path | None,
    extensions_path: Path | None,
    jobs: int | None,
    scheduler: str | None,
    students: tuple[str, ...],
    regrade: Regrade | None,
    rejudge: bool,  # noqa: FBT001 - click passes by name
    dry_run: bool,  # noqa: FBT001
    verbose: bool,  # noqa: FBT001
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
    """Grade a class: INBOX is a folder, zip or download of a learning platform.

    What was graded before is not graded again: after an interruption, the same command goes on.
    Without an INBOX, what waits in the gradebook is graded.
    """
    from grader.cli.worker import NEEDED
    from grader.execution.worker import import_early
    from grader.execution.workers import cores

    if not dry_run and scheduler is None:
        import_early(NEEDED)
    from grader.cli.inboxes import opened_inboxes
    from grader.cli.people import read_people
    from grader.cli.queue import Choice
    from grader.cli.rejudging import rejudge_all
    from grader.cli.running import Batch, run_key
    from grader.cli.worker import Setup
    from grader.gradebook.store import Gradebook

    if rejudge and (inboxes or regrade):
        raise UsageError("--rejudge runs no code: give neither INBOX nor --regrade with it")
    if scheduler is not None:
        _check_cluster(isolation, engine, jobs, rejudge=rejudge)
    course = open_course(course_path)
    limits = limits_of(timeout, memory, named)
    key = run_key(course, exercises, limits, engine)
    moment = at or (dt.datetime.now(dt.UTC) if course.settings.due else None)
    setup = Setup(course.root, isolation, engine, exercises, limits, attempt, moment, output, key)
    people = read_people(course, roster, groups, extensions_path)
    reading = people.reading(course, layout, pattern, output)
    choice = Choice(key.digest, regrade, students=frozenset(students))
    workers = jobs or cores()
    with opened_inboxes(inboxes, reading) as found:
        if dry_run:
            return 0
        with Gradebook(url, create=bool(inboxes)) as gradebook:
            if rejudge:
                cohort = gradebook.course(course.settings.name)
                return rejudge_all(cohort, course, setup, people.extensions, choice, workers)
            batch = Batch(
                gradebook,
                course,
                setup,
                reading,
                people.extensions,
                choice,
                workers,
                scheduler,
                verbose,
            )
            return batch.run(found)


def _check_cluster(isolation: Wanted, engine: Engine, jobs: int | None, *, rejudge: bool) -> None:
    """Refuse what makes no sense on a cluster, or would open it to code of submissions."""
    if jobs or rejudge:
        jobs_are = "--jobs is what the cluster's workers are started with"
        problem = jobs_are if jobs else "--rejudge runs no code"
        raise UsageError(f"{problem}: do not give it with --scheduler")
    if isolation in ("limits", "none") or engine == "jupyter":
        asked = "--engine jupyter" if engine == "jupyter" else f"--isolation {isolation}"
        problem = "leaves the network open, through which a submission might command the cluster"
        raise UsageError(f"{asked} {problem}: do not give it with --scheduler")
