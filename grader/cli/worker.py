"""What a worker of `grader batch` does: grade one submission after the other, make its files."""

from __future__ import annotations

import datetime as dt
import os
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from grader.cli.options import open_course, open_sandbox
from grader.cli.output import FORMATS, deliver, pictures, render
from grader.errors import GraderError, SubmissionError

if TYPE_CHECKING:
    from grader.execution.levels import Engine, Wanted
    from grader.execution.sandbox import Level, Limits, Sandbox
    from grader.gradebook.packed import Packed
    from grader.gradebook.rows import RunKey, RunStatus
    from grader.grading.course import Course
    from grader.grading.grade import Graded
    from grader.report.classroom.record import Record

NEEDED = (
    "grader.cli.worker",
    "grader.grading.grade",
    "grader.gradebook.packed",
    "grader.report.html",
    "grader.report.classroom.record",
    "grader.execution.levels",
    "grader.execution.bubblewrap",
    "grader.execution.warm",
)
"""Modules that every worker imports sooner or later."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What holds for all submissions of a batch.

    Attributes:
        course: Its folder.
        isolation: The level that is wanted.
        engine: What runs the code.
        exercises: Ids of those that are graded; all if there are none.
        limits: Bounds on each run.
        attempt: Which attempt each is to be taken for; None for what the gradebook says.
        at: The time to resolve the reveal policy for, if that matters.
        output: The folder for reports.
        key: What decides a result besides the submission.
        environment: Where the student environment is, if not in the course's folder.
    """

    course: Path
    isolation: Wanted
    engine: Engine
    exercises: tuple[str, ...]
    limits: Limits
    attempt: int | None
    at: dt.datetime | None
    output: Path
    key: RunKey
    environment: Path | None = None


@dataclass(frozen=True, slots=True)
class Handed:
    """A submission to grade.

    Attributes:
        submission: Its number in the gradebook.
        label: What it is called in messages.
        name: What its files are called.
        file_name: What the content is called.
        content: The file, or a zip of several.
        student: The platform's id of the student or group, whose numbers count.
        attempt: Which attempt of the student it is.
        due: When attempts of this student end, if ever.
        points: What it has earned before; files are written only for what is no worse.
    """

    submission: int
    label: str
    name: str
    file_name: str
    content: bytes
    student: str = ""
    attempt: int = 1
    due: dt.datetime | None = None
    points: float | None = None


@dataclass(frozen=True, slots=True)
class Noted:
    """What became of a submission.

    Attributes:
        run: For the gradebook.
        said: The rest of its line.
        limited: Whether it hit a limit that may not have been its own fault.
        record: For the overview, if there is a result.
        files: To be written, by path in the folder for reports.
    """

    run: Packed
    said: str
    limited: bool = False
    record: Record | None = None
    files: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def status(self) -> RunStatus:
        """What became of it."""
        return self.run.run.status

    @property
    def points(self) -> float:
        """What it earned."""
        return self.run.run.result.points if self.run.run.result else 0.0


@dataclass(frozen=True, slots=True)
class Opened:
    """What a worker says of its sandbox: its level, and why it is no stronger one if it might."""

    level: Level
    problem: str


Opens = Iterator[tuple[Callable[[Handed], Noted], Opened]]


@contextmanager
def opened(setup: Setup) -> Opens:
    """A course and a sandbox: the function that grades and writes files, and what sandbox it is."""
    with opened_apart(setup) as (grade, about):

        def grade_and_write(handed: Handed) -> Noted:
            clear(handed, setup.output)
            return written(grade(handed), setup)

        yield grade_and_write, about


@contextmanager
def opened_apart(setup: Setup) -> Opens:
    """The same for a worker that is not where the files are to be: they come with what is noted."""
    course = replace(open_course(setup.course), environment=setup.environment)
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


def clear(handed: Handed, output: Path) -> None:
    """Remove an older run's files of that name, unless they may be better than what comes."""
    if handed.points is None:
        for name in _files(handed).values():
            (output / name).unlink(missing_ok=True)


def written(noted: Noted, setup: Setup) -> Noted:
    """The same, once its files are in the folder; if they cannot be, it is not judged."""
    try:
        for name, content in noted.files.items():
            deliver(content, setup.output / name)
    except GraderError as error:
        return without_result(setup.key, "not-judged", str(error))
    return replace(noted, files={})


def grade_one(handed: Handed, setup: Setup, course: Course, sandbox: Sandbox) -> Noted:
    """Grade a submission and make its files."""
    from grader.grading.grade import prepare_content, run
    from grader.grading.reveal import resolve
    from grader.grading.variants import for_student

    begin = time.monotonic()
    policy = course.settings.reveal
    reveal = resolve(policy, handed.due, setup.attempt or handed.attempt, setup.at)
    files: dict[str, bytes] = {}
    try:
        own = for_student(course, handed.student)
        planned = prepare_content(
            handed.content,
            handed.file_name,
            own,
            exercises=setup.exercises,
            limits=setup.limits,
        )
        graded = run(planned, own, sandbox, reveal)
        if handed.points is None or graded.result.points >= handed.points:
            for kind, name in _files(handed).items():
                files[name] = render(kind, graded, staff=False, target=None)
            files |= pictures(graded)
    except SubmissionError as error:
        return without_result(setup.key, "not-graded", _reason(error, handed))
    except GraderError as error:
        return without_result(setup.key, "not-judged", str(error))
    except Exception:
        if os.environ.get("GRADER_DEBUG"):
            traceback.print_exc()
        raise
    return replace(_noted(handed, graded, setup.key, time.monotonic() - begin), files=files)


def _files(handed: Handed) -> Mapping[str, str]:
    """The files of a submission by format."""
    return {kind: f"{handed.name}.{FORMATS[kind]}" for kind in ("json", "html")}


def without_result(key: RunKey, status: RunStatus, reason: str) -> Noted:
    """What is noted where there is no result."""
    from grader.gradebook.packed import Packed
    from grader.gradebook.rows import NewRun

    return Noted(Packed.of(NewRun(key=key, status=status, reason=reason)), reason)


def _reason(error: SubmissionError, handed: Handed) -> str:
    """The reason, with the name of the file if it is another one than the submission itself."""
    name = Path(error.path).name
    return error.reason if name == handed.file_name else f"{name}: {error.reason}"


def _noted(handed: Handed, graded: Graded, key: RunKey, seconds: float) -> Noted:
    from grader.gradebook.packed import Packed
    from grader.gradebook.rows import NewRun
    from grader.report.classroom.record import record
    from grader.report.said import points

    result = graded.result
    said = f"{points(result.points)} of {points(result.max_points)}"
    faults = result.staff.faults if result.staff else []
    if faults:
        said += f", a fault of ours: {faults[0]}"
    elif result.provisional:
        said += f", at most {points(result.highest_points)} when all is marked"
    new = NewRun(
        key=key,
        status="not-judged" if faults else "graded",
        reason=faults[0] if faults else "",
        result=result,
        observations=(graded.observations, *graded.diagnoses),
        pictures=graded.pictures,
        seconds=seconds,
    )
    return Noted(Packed.of(new), said, graded.limited, record(result, handed.name))


def again_alone(noted: Noted) -> Noted:
    """The same, said to have been tried twice."""
    return replace(noted, said=f"{noted.said} (tried again alone)")
