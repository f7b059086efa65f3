"""A result, or the findings of a check, as the lines that every service's file is made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from grader.grading.result import Message, PartResult, Result
from grader.outline.finding import TROUBLE, Checkup, Finding
from grader.report.checkup.states import NO_MARK, STATES, said, verdict
from grader.report.looks import LOOKS, RIGHT
from grader.report.safe import one_line
from grader.report.said import points
from grader.report.wording import word

State = Literal["passed", "failed", "skipped"]
WAITING = frozenset({"to-mark", "not-judged"})
PROVISIONAL = "This score may still rise: some parts are not judged yet."


@dataclass(frozen=True, slots=True)
class Line:
    """One part.

    Attributes:
        exercise: The title of its exercise.
        exercise_id: The id of it.
        part: The part's id.
        title: How the part is called.
        state: Whether it is as it should be; skipped, if that is not known.
        word: The status in words.
        told: What is said of it, as one paragraph.
        kind: The misconception, or the status.
        points: Earned; None where there are no points.
        max_points: The most.
        cell: Where it stands in a notebook, from 1.
        line: The line within the cell, or in the file.
    """

    exercise: str
    exercise_id: str
    part: str
    title: str
    state: State
    word: str
    told: str
    kind: str
    points: float | None
    max_points: float | None
    cell: int | None
    line: int | None


@dataclass(frozen=True, slots=True)
class Trouble:
    """A cell or module that did not run to its end."""

    told: str
    cell: int | None
    line: int | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """All lines.

    Attributes:
        name: The file that was looked at, as it is called in the submission.
        headline: All of it in a sentence.
        lines: A part each.
        points: Earned; None where there are no points.
        max_points: The most.
        fault: Whether something could not be judged that is no fault of the student's.
        troubles: What did not run.
        notes: Further sentences.
    """

    name: str
    headline: str
    lines: tuple[Line, ...]
    points: float | None
    max_points: float | None
    fault: bool
    troubles: tuple[Trouble, ...]
    notes: tuple[str, ...]

    @property
    def status(self) -> Literal["passed", "failed", "error"]:
        """All of it in a word: passed if all of it is as it should be."""
        if self.fault:
            return "error"
        failed = any(line.state == "failed" for line in self.lines) or bool(self.troubles)
        return "failed" if failed else "passed"


def of_result(result: Result) -> Sheet:
    """The sheet of a result; its public part is all that is used."""
    parts = [(exercise, part) for exercise in result.exercises for part in exercise.parts]
    messages = [*result.messages, *(m for one in result.exercises for m in one.messages)]
    score = f"{points(result.points)} of {points(result.max_points)} points"
    return Sheet(
        name=result.submission.files[0].path if result.submission.files else "submission",
        headline=score,
        lines=tuple(
            Line(
                exercise=one_line(exercise.title),
                exercise_id=exercise.id,
                part=part.id,
                title=one_line(part.title),
                state=_state(part),
                word=LOOKS[part.status].word,
                told=said_of_part(part),
                kind=part.misconception.id if part.misconception else part.status,
                points=part.points,
                max_points=part.max_points,
                cell=part.where.cell if part.where else None,
                line=part.where.line if part.where else None,
            )
            for exercise, part in parts
        ),
        points=result.points,
        max_points=result.max_points,
        fault=any(part.status == "not-judged" for _, part in parts),
        troubles=_troubles(messages),
        notes=(PROVISIONAL,) if result.provisional else (),
    )


def of_checkup(checkup: Checkup) -> Sheet:
    """The sheet of a check without any reference, which has no points."""
    found = [(exercise, finding) for exercise in checkup.exercises for finding in exercise.findings]
    messages = [*checkup.messages, *(m for one in checkup.exercises for m in one.messages)]
    return Sheet(
        name=checkup.file,
        headline=verdict(checkup),
        lines=tuple(
            Line(
                exercise=one_line(exercise.title),
                exercise_id=exercise.id,
                part=finding.part,
                title=one_line(finding.title),
                state=_state_of(finding),
                word=STATES[finding.state].word,
                told=said(finding) or f"{STATES[finding.state].word}.",
                kind=finding.state,
                points=None,
                max_points=None,
                cell=finding.spot.cell if finding.spot else None,
                line=finding.spot.line if finding.spot else None,
            )
            for exercise, finding in found
        ),
        points=None,
        max_points=None,
        fault=False,
        troubles=_troubles(messages),
        notes=(NO_MARK,),
    )


def said_of_part(part: PartResult) -> str:
    """The verdict of a part, and the first hint where there is a misconception."""
    hints = part.misconception.hints[:1] if part.misconception is not None else []
    status, said = f"{LOOKS[part.status].word}.", word(part.message)
    both = said if said.startswith("Right") else f"{status} {said}"
    return "\n".join([both, *hints])


def _state(part: PartResult) -> State:
    if part.status in WAITING:
        return "skipped"
    return "passed" if part.status in RIGHT else "failed"


def _state_of(finding: Finding) -> State:
    if finding.state == "unknown":
        return "skipped"
    return "failed" if finding.state in TROUBLE else "passed"


def _troubles(messages: Sequence[Message]) -> tuple[Trouble, ...]:
    stopped = [m for m in messages if m.code.startswith(("cell.", "code."))]
    return tuple(
        Trouble(word(one), _number(one.fields.get("cell")), _number(one.fields.get("line")))
        for one in stopped
    )


def _number(field: object) -> int | None:
    return field if isinstance(field, int) and not isinstance(field, bool) and field > 0 else None
