"""What an explanation of points shows, as plain data; the formats lay it out.

It is for staff: it holds expected values. Every text in here is already visible and bounded
(`safe.py`); none of it is escaped.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from grader.report.page import Fact

SCHEMA: Literal["grader.explanation/1"] = "grader.explanation/1"
Outcome = Literal["same", "differs", "stale", "impossible"]
"""Of judging again; stale observations are of other code, or answer other questions."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and its answer; `how` says what the part has to do with it."""

    question: str
    answer: str
    how: Literal["part", "parent", "re-run"] = "part"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartLine:
    """A part on the way from what it earned by itself to what it counts."""

    exercise: str
    part: str
    title: str
    status: str
    automatic: float
    points: float
    max_points: float
    how: str


@dataclass(frozen=True, slots=True)
class Again:
    """What came of judging stored observations once more; a line for each part that differs."""

    outcome: Outcome
    said: str
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLine:
    """A run of the same submission; `part` holds the points of the part, if it has them."""

    run: int
    finished: str
    how: str
    status: str
    points: float | None
    max_points: float
    part: float | None
    course: str
    counts: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The attempt that an explanation is about.

    Attributes:
        student: The student's id.
        name: What the student is called; empty if nobody knows.
        attempt: Which of the student's attempts it is, from 1.
        attempts: How many there are.
        counting: Which of them counts; 0 if none does.
        run: The number of the run; None if there is none.
        facts: What was handed in and how it was run.
    """

    student: str
    name: str
    attempt: int
    attempts: int
    counting: int
    run: int | None
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """How one part of one attempt came to its points, or all of it.

    Attributes:
        subject: The attempt.
        exercise: Its id; empty for the whole attempt.
        part: Its id, or "total".
        title: What the part is called.
        status: How the part was judged, or what became of the run.
        automatic: The points earned by itself; None without a result.
        points: The points that count; None without any, or if another attempt counts.
        max_points: Out of how many.
        place: Where the part was answered, in words.
        code: What stands there.
        asked: What was asked about the part and what came back.
        more_asked: How many further answers there are.
        judged: How it was judged.
        decided: What people decided, with their reasons.
        parts: Every part, where the whole attempt is explained.
        steps: How the points became what counts, in the order of their effect.
        again: What judging again gives now; None without a result.
        runs: All runs of the same submission.
    """

    subject: Subject
    exercise: str
    part: str
    title: str
    status: str
    automatic: float | None
    points: float | None
    max_points: float
    place: str = ""
    code: str = ""
    asked: tuple[Asked, ...] = ()
    more_asked: int = 0
    judged: tuple[Fact, ...] = ()
    decided: tuple[str, ...] = ()
    parts: tuple[PartLine, ...] = ()
    steps: tuple[str, ...] = ()
    again: Again | None = None
    runs: tuple[RunLine, ...] = ()
    schema: Literal["grader.explanation/1"] = SCHEMA

    @property
    def heading(self) -> str:
        """The part or the whole attempt, and whose."""
        about = self.subject
        who = f"{about.name} ({about.student})" if about.name else about.student
        what = f"{self.title} ({self.exercise}.{self.part})" if self.exercise else "All points"
        return f"{what}: {who}, attempt {about.attempt} of {about.attempts}"
