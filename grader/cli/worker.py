"""What a worker of `grader batch` does: grade one submission after the other, write its files."""

from __future__ import annotations

import datetime as dt
import os
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from grader.cli.options import open_course, open_sandbox
from grader.cli.output import FORMATS, deliver, deliver_pictures, render
from grader.errors import GraderError, SubmissionError

if TYPE_CHECKING:
    from grader.execution.levels import Engine, Wanted
    from grader.execution.sandbox import Level, Limits, Sandbox
    from grader.gradebook.packed import Packed
    from grader.gradebook.rows import RunKey, RunStatus
    from grader.grading.course import Course
    from grader.grading.grade import Graded
    from grader.report.classroom.record import Record


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
    """

    run: Packed
    said: str
    limited: bool = False
    record: Record | None = None

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
    from grader.grading.grade import prepare_content, run
    from grader.grading.reveal import resolve
    from grader.grading.variants import for_student

    begin = time.monotonic()
    files = {name: setup.output / f"{handed.name}.{FORMATS[name]}" for name in ("json", "html")}
    if handed.points is None:
        for file in files.values():
            file.unlink(missing_ok=True)
    policy = course.settings.reveal
    reveal = resolve(policy, handed.due, setup.attempt or handed.attempt, setup.at)
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
            for name, file in files.items():
                deliver(render(name, graded, staff=False, target=file), file)
            deliver_pictures(graded, setup.output)
    except SubmissionError as error:
        return without_result(setup.key, "not-graded", _reason(error, handed))
    except GraderError as error:
        return without_result(setup.key, "not-judged", str(error))
    except Exception:
        if os.environ.get("GRADER_DEBUG"):
            traceback.print_exc()
        raise
    return _noted(handed, graded, setup.key, time.monotonic() - begin)


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
