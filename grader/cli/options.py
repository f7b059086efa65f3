"""Options and steps that several commands share."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from grader.errors import IsolationUnavailable
    from grader.execution.levels import Engine, Wanted
    from grader.execution.sandbox import Limits, Sandbox
    from grader.grading.course import Course
    from grader.grading.result import Reveal

MOST = 1_000_000
"""No limit is higher, in whatever unit."""
F = TypeVar("F", bound=Callable[..., Any])


def course_option(function: F) -> F:
    """--course, or GRADER_COURSE."""
    return click.option(
        "--course",
        "course_path",
        type=click.Path(path_type=Path, exists=True, file_okay=False),
        envvar="GRADER_COURSE",
        help="Folder of the course (with grader.toml). [env: GRADER_COURSE]",
    )(function)


def isolation_option(function: F) -> F:
    """--isolation; never a silent fallback below what is demanded."""
    return click.option(
        "--isolation",
        type=click.Choice(["auto", "full", "restricted", "limits", "none"]),
        default="auto",
        show_default=True,
        help="auto: the strongest to be had, at least restricted. limits and none run the code "
        "with your own rights: only for code that you trust.",
    )(function)


def engine_option(function: F) -> F:
    """--engine: forks of a warm process, or Jupyter kernels."""
    return click.option(
        "--engine",
        type=click.Choice(["warm", "jupyter"]),
        default="warm",
        show_default=True,
        help="jupyter: a new kernel for each run, as students have it; it needs --isolation limits "
        "or none.",
    )(function)


def student_option(function: F) -> F:
    """--student, whose numbers count."""
    return click.option(
        "--student",
        "student",
        metavar="ID",
        default="",
        help="With the numbers of this student, if the course has `variants = true`.",
    )(function)


def course_of(course: Course, student: str) -> Course:
    """The course with the numbers of a student; it says so where all have the same."""
    from grader.grading.variants import for_student

    if student and not course.settings.variants:
        click.echo("--student changes nothing: the course has not `variants = true`", err=True)
    return for_student(course, student.strip())


def exercise_option(function: F) -> F:
    """--exercise, as often as wanted."""
    return click.option(
        "--exercise", "exercises", multiple=True, metavar="ID", help="Only this exercise."
    )(function)


def run_options(function: F) -> F:
    """--timeout, --memory, --limit bound the run; --attempt, --at say what is shown of it."""
    for option in (
        click.option(
            "--at",
            type=click.DateTime(["%Y-%m-%dT%H:%M:%S%z"]),
            metavar="TIME",
            help="Resolve the reveal policy for this time, as 2026-12-01T12:00:00+0100.",
        ),
        click.option(
            "--attempt",
            type=click.IntRange(1),
            metavar="N",
            help="Which attempt this is: later ones show more hints.",
        ),
        click.option(
            "--limit",
            "named",
            multiple=True,
            metavar="NAME=VALUE",
            help="Another limit, as in cell-seconds=20; the documentation lists them.",
        ),
        click.option(
            "--memory",
            type=click.IntRange(64, 1_048_576),
            metavar="MB",
            help="Memory for the submission beyond what numpy needs.",
        ),
        click.option(
            "--timeout",
            type=click.FloatRange(1, 86_400),
            metavar="S",
            help="Seconds for the whole submission.",
        ),
    ):
        function = option(function)
    return function


def limits_of(timeout: float | None, memory: int | None, named: Sequence[str] = ()) -> Limits:
    """The limits of a run that --timeout, --memory and --limit ask for.

    Raises:
        UsageError: There is no such limit, or the value is none that it can have.
    """
    from grader.execution.sandbox import Limits

    limits = Limits() if timeout is None else Limits().within(timeout)
    if memory is not None:
        limits = replace(limits, memory_mb=memory)
    for one in named:
        limits = _limited(one, limits)
    return limits


def _limited(text: str, limits: Limits) -> Limits:
    from grader.errors import UsageError

    name, _, value = text.partition("=")
    field = name.strip().replace("-", "_")
    known = asdict(limits)
    if field not in known:
        names = ", ".join(one.replace("_", "-") for one in known)
        raise UsageError(f"--limit: there is no limit '{name}'; there are: {names}")
    whole = isinstance(known[field], int)
    try:
        number = int(value) if whole else float(value)
    except ValueError:
        number = -1
    if not 0 <= number <= MOST:
        kind = "whole number" if whole else "number"
        raise UsageError(f"--limit {name}: it takes a {kind} from 0 to {MOST:,}, not '{value}'")
    changed: Limits = replace(limits, **{field: number})  # type: ignore[arg-type] # by its name
    return changed


def reveal_of(course: Course, attempt: int | None, at: dt.datetime | None) -> Reveal:
    """What may be shown at that attempt and time; the time is now where it matters."""
    from grader.grading.reveal import resolve

    settings = course.settings
    moment = at if at is not None or settings.due is None else dt.datetime.now(dt.UTC)
    return resolve(settings.reveal, settings.due, attempt, moment)


def open_course(course_path: Path | None) -> Course:
    """The course that was named, or the checkout's own."""
    from grader.grading.course import find_course, load_course

    return load_course(find_course(course_path))


def tell(problem: IsolationUnavailable) -> None:
    """Say why a stronger level is not to be had."""
    click.echo(f"grader: {problem}", err=True)


def open_sandbox(
    isolation: Wanted,
    course: Course,
    *,
    engine: Engine = "warm",
    tell: Callable[[IsolationUnavailable], None] = tell,
) -> Sandbox:
    """A sandbox of the demanded level, on the course's student environment; the caller closes it.

    Args:
        isolation: The level, or "auto".
        course: Whose environment it is, and whose files must not be seen inside.
        engine: What runs the code.
        tell: Told why a stronger level is not to be had, if "auto" comes down to a weaker one.
    """
    from grader.errors import EnvironmentMissing
    from grader.execution.environment import is_current, python_of
    from grader.execution.levels import Place, open_level

    environment = course.environment_path
    python_of(environment)
    if not is_current(environment, course.settings.environment.requirements):
        raise EnvironmentMissing(environment, "is not what grader.toml asks for")
    hide = (course.root, Path(sys.prefix), Path.home())
    secrets = (course.root / "grader.toml", *_one_file(Path.home()))
    place = Place(environment, hide, secrets, engine=engine)
    return open_level(isolation, place, tell=tell)


def _one_file(folder: Path) -> tuple[Path, ...]:
    """A file that stands in the folder, if one can be read."""
    try:
        return next(((p,) for p in sorted(folder.iterdir()) if p.is_file()), ())
    except OSError:
        return ()


def coloured(stream: object) -> bool:
    """Whether to colour what goes there: a terminal, and NO_COLOR is not set."""
    isatty = getattr(stream, "isatty", None)
    return bool(isatty and isatty()) and not os.environ.get("NO_COLOR")
