"""What a worker of `grader batch` does: grade one submission after the other, write its files."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from grader.cli.options import open_course, open_sandbox
from grader.cli.output import FORMATS, deliver, deliver_pictures, render
from grader.errors import GraderError, SubmissionError

if TYPE_CHECKING:
    from grader.execution.levels import Engine, Wanted
    from grader.execution.sandbox import Level, Limits, Sandbox
    from grader.grading.course import Course
    from grader.grading.grade import Graded
    from grader.grading.result import Reveal
    from grader.report.classroom.record import Record

Status = Literal["graded", "not graded", "not judged"]
"""Not graded is what holds nothing that can be; not judged, what we failed at."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What holds for all submissions of a batch; `output` is the folder for the files."""

    course: Path
    isolation: Wanted
    engine: Engine
    exercises: tuple[str, ...]
    limits: Limits
    reveal: Reveal
    output: Path


@dataclass(frozen=True, slots=True)
class Handed:
    """A submission to grade.

    Attributes:
        path: Where it is.
        label: What it is called in messages.
        name: What its files are called.
        points: What it has earned before; files are written only for what is no worse.
    """

    path: Path
    label: str
    name: str
    points: float | None = None


@dataclass(frozen=True, slots=True)
class Noted:
    """All that is kept of a submission: what its line says, and what the summary counts.

    Attributes:
        handed: Which one it is.
        status: What became of it.
        said: The rest of its line.
        points: What it earned.
        max_points: Out of how many.
        limited: Whether it hit a limit that may not have been its own fault.
        record: For the overview, if there is a result.
    """

    handed: Handed
    status: Status
    said: str
    points: float = 0.0
    max_points: float = 0.0
    limited: bool = False
    record: Record | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """What a worker says of its sandbox: its level, and why it is no stronger one if it might."""

    level: Level
    problem: str


@contextmanager
def opened(setup: Setup) -> Iterator[tuple[Callable[[Handed], Noted], Opened]]:
    """A course and a sandbox: the function that grades with them, and what sandbox it is."""
    course = open_course(setup.course)
    problems: list[str] = []
    with closing(
        open_sandbox(
            setup.isolation,
            course,
            engine=setup.engine,
            tell=lambda problem: problems.append(str(problem)),
        )
    ) as sandbox:
        about = Opened(sandbox.level, problems[0] if problems else "")
        yield (lambda handed: grade_one(handed, setup, course, sandbox)), about


def grade_one(handed: Handed, setup: Setup, course: Course, sandbox: Sandbox) -> Noted:
    """Grade a submission and write its files; an older run's files of that name are gone."""
    from grader.grading.grade import grade

    files = {name: setup.output / f"{handed.name}.{FORMATS[name]}" for name in ("json", "html")}
    if handed.points is None:
        for file in files.values():
            file.unlink(missing_ok=True)
    try:
        graded = grade(
            handed.path,
            course,
            sandbox,
            exercises=setup.exercises,
            limits=setup.limits,
            reveal=setup.reveal,
        )
        if handed.points is None or graded.result.points >= handed.points:
            for name, file in files.items():
                deliver(render(name, graded, staff=False, target=file), file)
            deliver_pictures(graded, setup.output)
    except SubmissionError as error:
        return Noted(handed, "not graded", _reason(error, handed))
    except GraderError as error:
        return Noted(handed, "not judged", str(error))
    except Exception:
        if os.environ.get("GRADER_DEBUG"):
            traceback.print_exc()
        raise
    return _noted(handed, graded)


def _reason(error: SubmissionError, handed: Handed) -> str:
    """The reason, with the name of the file if it is another one than the submission itself."""
    name = Path(error.path).name
    return error.reason if name == handed.path.name else f"{name}: {error.reason}"


def _noted(handed: Handed, graded: Graded) -> Noted:
    from grader.report.classroom.record import record
    from grader.report.said import points

    result = graded.result
    said = f"{points(result.points)} of {points(result.max_points)}"
    faults = result.staff.faults if result.staff else []
    if faults:
        said += f", a fault of ours: {faults[0]}"
    elif result.provisional:
        said += f", at most {points(result.highest_points)} when all is marked"
    status: Status = "not judged" if faults else "graded"
    kept = record(result, handed.name)
    return Noted(handed, status, said, result.points, result.max_points, graded.limited, kept)
