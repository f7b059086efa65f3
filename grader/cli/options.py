"""Options and steps that several commands share."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from grader.execution.sandbox import Sandbox
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
    """--isolation; never a silent fallback."""
    return click.option(
        "--isolation",
        type=click.Choice(["namespaces", "none"]),
        default="namespaces",
        show_default=True,
        help="'none' runs the code with your own rights: only for code that you trust.",
    )(function)


def open_course(course_path: Path | None) -> Course:
    """The course that was named, or the checkout's own."""
    from grader.grading.course import find_course, load_course

    return load_course(find_course(course_path))


def open_sandbox(isolation: str, course: Course) -> Sandbox:
    """The sandbox of the demanded level, on the course's student environment."""
    from grader.errors import EnvironmentMissing
    from grader.execution.environment import is_current, python_of

    environment = course.environment_path
    python_of(environment)
    if not is_current(environment, course.settings.environment.requirements):
        raise EnvironmentMissing(environment, "is not what grader.toml asks for")
    if isolation == "none":
        from grader.execution.unconfined import Unconfined

        return Unconfined(environment)
    from grader.execution.bubblewrap import Bubblewrap

    sandbox = Bubblewrap(environment, hide=(course.root, Path(sys.prefix), Path.home()))
    sandbox.check()
    return sandbox


def coloured(stream: object) -> bool:
    """Whether to colour what goes there: a terminal, and NO_COLOR is not set."""
    isatty = getattr(stream, "isatty", None)
    return bool(isatty and isatty()) and not os.environ.get("NO_COLOR")
