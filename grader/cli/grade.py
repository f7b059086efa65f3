"""`grader grade`: one submission in, its result and feedback report out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.options import (
    course_of,
    course_option,
    engine_option,
    exercise_option,
    isolation_option,
    limits_of,
    open_course,
    open_sandbox,
    reveal_of,
    run_options,
    student_option,
)
from grader.cli.output import FORMATS, deliver, deliver_pictures, render
from grader.cli.targets import Target, stem, targets_of
from grader.report.safe import one_line

if TYPE_CHECKING:
    from grader.execution.levels import Engine, Wanted
    from grader.execution.sandbox import Sandbox
    from grader.grading.course import Course
    from grader.grading.grade import Graded
    from grader.grading.plan import Plan
    from grader.grading.result import Reveal


@click.command("grade")
@click.argument("path", type=click.Path(path_type=Path))
@exercise_option
@click.option(
    "-f",
    "--format",
    "formats",
    multiple=True,
    metavar="FORMAT[=FILE]",
    help="text, json, html, github, gradescope, classroom50 or junit; to a file, to the folder of "
    "-o, else to stdout.",
)
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Folder for NAME.report.html and NAME.result.json.",
)
@click.option(
    "--fail-under",
    type=click.FloatRange(0, 100),
    metavar="PCT",
    help="Exit with 1 below this share of the points.",
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even under --fail-under.")
@student_option
@run_options
@click.option("--staff", is_flag=True, help="Include what students must not read.")
@isolation_option
@engine_option
@course_option
def command(
    path: Path,
    exercises: tuple[str, ...],
    formats: tuple[str, ...],
    folder: Path | None,
    fail_under: float | None,
    exit_zero: bool,  # noqa: FBT001 - click passes by name
    student: str,
    timeout: float | None,
    memory: int | None,
    named: tuple[str, ...],
    attempt: int | None,
    at: dt.datetime | None,
    staff: bool,  # noqa: FBT001
    isolation: Wanted,
    engine: Engine,
    course_path: Path | None,
) -> int:
    """Grade PATH: a notebook, a module, a folder or a zip that holds one."""
    from grader.grading.grade import prepare

    asked = formats or (("text",) if folder is None else ("text", "html", "json"))
    targets = targets_of(asked, FORMATS, folder, path, beside=() if formats else ("text",))
    course = course_of(open_course(course_path), student)
    reveal = reveal_of(course, attempt, at)
    planned = prepare(path, course, exercises=exercises, limits=limits_of(timeout, memory, named))
    with closing(open_sandbox(isolation, course, engine=engine)) as sandbox:
        graded = _run(planned, course, sandbox, reveal)
    for name, target in targets:
        if name != "github":
            deliver(render(name, graded, staff=staff, target=target), target)
    if folder is not None:
        deliver_pictures(graded, folder)
    if staff and folder is not None:
        deliver(graded.observations, folder / f"{stem(path)}.observations.json")
    written = [str(target) for _, target in targets if target is not None]
    _announce(graded, path, targets)
    if written:
        click.echo(f"written: {one_line(', '.join(written), 1_000)}", err=True)
    click.echo(f"isolation: {graded.result.run.isolation}", err=True)
    for fault in graded.result.staff.faults if graded.result.staff else ():
        click.echo(f"grader: a fault of ours, not the student's: {one_line(fault)}", err=True)
    return _exit_code(graded, fail_under, exit_zero=exit_zero)


def _announce(graded: Graded, path: Path, targets: Sequence[Target]) -> None:
    """Tell GitHub, if that is asked for; last, since it names the files of the other formats."""
    from grader.cli.github import announce
    from grader.report.formats.sheet import of_result

    files = {name: target for name, target in targets if target is not None}
    for name, target in targets:
        if name == "github":
            announce(of_result(graded.result), path, target, files)


def _run(planned: Plan, course: Course, sandbox: Sandbox, reveal: Reveal) -> Graded:
    """Graded; on a loaded machine, a limit that was hit is tried once more before it costs."""
    from grader.execution.workers import is_loaded
    from grader.grading.grade import run

    graded = run(planned, course, sandbox, reveal)
    if not (graded.limited and is_loaded()):
        return graded
    click.echo("a limit was hit while the machine was loaded: it is tried again", err=True)
    again = run(planned, course, sandbox, reveal)
    return again if again.result.points >= graded.result.points else graded


def _exit_code(graded: Graded, fail_under: float | None, *, exit_zero: bool) -> int:
    result = graded.result
    if result.staff and result.staff.faults:
        return 3
    percent = 100 * result.points / result.max_points if result.max_points else 100.0
    if fail_under is not None and percent < fail_under and not exit_zero:
        click.echo(f"grader: {percent:.1f} % is under {fail_under:g} %", err=True)
        return 1
    return 0
