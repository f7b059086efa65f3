"""Options and steps that several commands share."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from grader.execution.levels import Wanted
    from grader.execution.sandbox import Job, Sandbox
    from grader.grading.course import Course

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


def open_course(course_path: Path | None) -> Course:
    """The course that was named, or the checkout's own."""
    from grader.grading.course import find_course, load_course

    return load_course(find_course(course_path))


def open_sandbox(isolation: Wanted, course: Course, job: Job | None = None) -> Sandbox:
    """A sandbox of the demanded level, on the course's student environment; the caller closes it.

    Args:
        isolation: The level, or "auto".
        course: Whose environment it is, and whose files must not be seen inside.
        job: What is run first, if few runs follow; what it does not import is not loaded then.
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
    return open_level(isolation, Place(environment, hide, secrets, job))


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
