"""Checks without a reference, of trusted code that runs right here."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from grader.checking.check import run_check
from grader.checking.plan import plan_check
from grader.checking.reading import read_work
from grader.execution.sandbox import Limits
from grader.grading.course import Course
from grader.grading.handout import beside
from grader.outline.finding import Checkup, Finding
from grader.outline.outline import BESIDE
from tests.here import Here, figures, write


def checked(folder: Path, course: Course, *sections: str, exercises: Sequence[str] = ()) -> Checkup:
    """What `grader check` finds in a module with these sections."""
    path = write(folder, *sections)
    outline = path.with_name(path.stem + BESIDE)
    outline.write_text(beside(course, course.exercises), encoding="utf-8")
    planned = plan_check(read_work(path, exercises=exercises), Limits())
    return run_check(planned, Here(figures()))


def states(checkup: Checkup) -> dict[str, str]:
    """The state of each part; of a helper in a later exercise, the exercise is in the key."""
    found: dict[str, str] = {}
    for exercise in checkup.exercises:
        for finding in exercise.findings:
            name = f"{exercise.id}/{finding.part}" if finding.part in found else finding.part
            found[name] = finding.state
    return found


def finding(checkup: Checkup, part: str) -> Finding:
    """What was found of a part."""
    return next(one for one in checkup.findings if one.part == part)


def codes(checkup: Checkup, part: str) -> list[str]:
    """The codes of the messages of a part."""
    return [message.code for message in finding(checkup, part).messages]
