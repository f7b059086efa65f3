"""`grader grade`: one submission in, its result and feedback report out."""

from __future__ import annotations

import datetime as dt
import os
import sys
import tempfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.options import (
    coloured,
    course_option,
    isolation_option,
    open_course,
    open_sandbox,
)
from grader.errors import UsageError
from grader.report.safe import one_line

if TYPE_CHECKING:
    from grader.execution.levels import Wanted
    from grader.grading.grade import Graded

FORMATS = {"text": "report.txt", "json": "result.json", "html": "report.html"}


@click.command("grade")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--exercise", "exercises", multiple=True, metavar="ID", help="Only this exercise.")
@click.option(
    "-f",
    "--format",
    "formats",
    multiple=True,
    metavar="FORMAT[=FILE]",
    help="text, json or html; to a file, to the folder of -o, else to stdout.",
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
@click.option(
    "--timeout",
    type=click.FloatRange(1, 86_400),
    metavar="S",
    help="Seconds for the whole submission.",
)
@click.option(
    "--memory",
    type=click.IntRange(64, 1_048_576),
    metavar="MB",
    help="Memory for the submission beyond what numpy needs.",
)
@click.option(
    "--attempt",
    type=click.IntRange(1),
    metavar="N",
    help="Which attempt this is: later ones show more hints.",
)
@click.option(
    "--at",
    type=click.DateTime(["%Y-%m-%dT%H:%M:%S%z"]),
    metavar="TIME",
    help="Resolve the reveal policy for this time, as 2026-12-01T12:00:00+0100.",
)
@click.option("--staff", is_flag=True, help="Include what students must not read.")
@isolation_option
@course_option
def command(
    path: Path,
    exercises: tuple[str, ...],
    formats: tuple[str, ...],
    folder: Path | None,
    fail_under: float | None,
    exit_zero: bool,  # noqa: FBT001 - click passes by name
    timeout: float | None,
    memory: int | None,
    attempt: int | None,
    at: dt.datetime | None,
    staff: bool,  # noqa: FBT001
    isolation: Wanted,
    course_path: Path | None,
) -> int:
    """Grade PATH: a notebook, a module, a folder or a zip that holds one."""
    from grader.execution.sandbox import Limits
    from grader.grading.grade import prepare, run
    from grader.grading.reveal import resolve

    targets = _targets(formats, folder, path)
    limits = Limits() if timeout is None else Limits().within(timeout)
    if memory is not None:
        limits = replace(limits, memory_mb=memory)
    course = open_course(course_path)
    settings = course.settings
    moment = at if at is not None or settings.due is None else dt.datetime.now(dt.UTC)
    reveal = resolve(settings.reveal, settings.due, attempt, moment)
    planned = prepare(path, course, exercises=exercises, limits=limits)
    with closing(open_sandbox(isolation, course, planned.job)) as sandbox:
        graded = run(planned, course, sandbox, reveal)
    for name, target in targets:
        _deliver(_render(name, graded, staff=staff, target=target), target)
    if staff and folder is not None:
        _deliver(graded.observations, folder / f"{_stem(path)}.observations.json")
    written = [str(target) for _, target in targets if target is not None]
    if written:
        click.echo(f"written: {one_line(', '.join(written), 1_000)}", err=True)
    click.echo(f"isolation: {graded.result.run.isolation}", err=True)
    for fault in graded.result.staff.faults if graded.result.staff else ():
        click.echo(f"grader: a fault of ours, not the student's: {one_line(fault)}", err=True)
    return _exit_code(graded, fail_under, exit_zero=exit_zero)


def _targets(
    formats: tuple[str, ...], folder: Path | None, path: Path
) -> list[tuple[str, Path | None]]:
    """Each format with its file, None for stdout, which takes one document only."""
    asked = formats or (("text",) if folder is None else ("text", "html", "json"))
    targets: list[tuple[str, Path | None]] = []
    for one in asked:
        name, _, file = one.partition("=")
        if name not in FORMATS:
            raise UsageError(f"there is no format '{name}': take {', '.join(FORMATS)}")
        target = Path(file) if file else None
        to_folder = folder is not None and (formats or name != "text")
        if target is None and folder is not None and to_folder:
            target = folder / f"{_stem(path)}.{FORMATS[name]}"
        targets.append((name, target))
    files = [target.absolute() for _, target in targets if target is not None]
    if path.absolute() in files or len(set(files)) < len(files):
        raise UsageError("every format needs a file of its own, not the submission's")
    if sum(target is None for _, target in targets) > 1:
        raise UsageError("only one format can go to stdout: name a file, as in html=FILE")
    return targets


def _stem(path: Path) -> str:
    return path.absolute().stem[:100] or "submission"


def _render(name: str, graded: Graded, *, staff: bool, target: Path | None) -> bytes:
    from grader.grading.result import public, to_json
    from grader.report.html import render_html
    from grader.report.text import render_text

    result = graded.result if staff else public(graded.result)
    if name == "json":
        return to_json(result)
    if name == "html":
        return render_html(result, graded.pictures).encode("utf-8", "replace")
    colour = target is None and coloured(sys.stdout)
    return render_text(result, colour=colour).encode("utf-8", "replace")


def _deliver(document: bytes, target: Path | None) -> None:
    """To stdout, or to a file that is there whole or not at all."""
    if target is None:
        click.echo(document.decode("utf-8").rstrip("\n"))
        return
    unfinished: Path | None = None
    try:
        target = target.resolve()
        if target.exists() and not target.is_file():
            target.write_bytes(document)  # a device or a pipe is written to, never replaced
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        unfinished = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(document)
        unfinished.chmod(0o644)
        unfinished.replace(target)
    except (OSError, RuntimeError) as error:
        if unfinished is not None:
            unfinished.unlink(missing_ok=True)
        raise UsageError(
            f"{target}: cannot be written ({getattr(error, 'strerror', error)})"
        ) from None


def _exit_code(graded: Graded, fail_under: float | None, *, exit_zero: bool) -> int:
    result = graded.result
    if result.staff and result.staff.faults:
        return 3
    percent = 100 * result.points / result.max_points if result.max_points else 100.0
    if fail_under is not None and percent < fail_under and not exit_zero:
        click.echo(f"grader: {percent:.1f} % is under {fail_under:g} %", err=True)
        return 1
    return 0
