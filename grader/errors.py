"""Every exception of ours; each message is one sentence for a person, with an exit code.

    GraderError
      CourseError             2  the course (grader.toml, an exercise folder) is at fault
      UsageError              2  the command was asked for something that cannot be
      GradingError            3  could not grade, and it is not the student's fault
        IsolationUnavailable  3  the demanded level of isolation is not to be had
        EnvironmentMissing    3  the student environment is not there or is broken
        ObservationsStale     3  stored observations answer other questions than are asked now
      SubmissionError         4  nothing in what was handed in can be graded

What is wrong with a student's code is never an exception: it is an observation, then a verdict.
"""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches
from pathlib import Path
from typing import ClassVar


class GraderError(Exception):
    """An error for a person: `str(error)` is one sentence that says what, where and what to do."""

    exit_code: ClassVar[int] = 3


class CourseError(GraderError):
    """The course or one of its exercises is not as it should be."""

    exit_code = 2

    def __init__(self, where: Path | str, problem: str) -> None:
        super().__init__(f"{where}: {problem}")
        self.where = where
        self.problem = problem


class UsageError(GraderError):
    """The command was asked for something that does not exist or does not fit."""

    exit_code = 2


class GradingError(GraderError):
    """Grading was not possible, and it is not the student's fault."""


class IsolationUnavailable(GradingError):
    """The demanded isolation level is not to be had on this machine."""

    def __init__(self, level: str, reason: str, remedy: str) -> None:
        super().__init__(f"isolation level '{level}' is not to be had here: {reason}; {remedy}")
        self.level = level
        self.reason = reason
        self.remedy = remedy


class EnvironmentMissing(GradingError):
    """The student environment does not exist or does not work."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}; run `grader env` to make the student environment")
        self.path = path
        self.reason = reason


class ObservationsStale(GradingError):
    """Stored observations answer other questions; the submission must be executed again."""


class SubmissionError(GraderError):
    """Nothing of what was handed in can be graded; `reason` says why and what to do."""

    exit_code = 4

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


def meant(name: str, known: Collection[str]) -> str:
    """The end of a sentence about an unknown name: the known one that is spelt like it, if any."""
    alike = [one for one in known if one.casefold() == name.casefold()]
    close = alike or get_close_matches(name, known, n=1)
    return f"; did you mean '{close[0]}'?" if close else ""
