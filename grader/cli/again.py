"""Stored observations, judged by the course as it is now, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.errors import GraderError, ObservationsStale
from grader.report.appeal.page import Again
from grader.report.looks import LOOKS
from grader.report.safe import one_line
from grader.report.said import points

if TYPE_CHECKING:
    from grader.grading.course import Course
    from grader.grading.plan import Plan
    from grader.grading.rejudge import Change, Earned
    from grader.grading.result import Result

MOST = 100
REGRADE = "`grader batch --regrade changed` executes it again"
WHY = {
    "new": "a new part",
    "removed": "no longer a part",
    "maximum": "other points to earn",
    "verdict": "another verdict",
}


@dataclass(frozen=True, slots=True)
class Submitted:
    """What was handed in, with what is stored of its run."""

    file_name: str
    content: bytes
    observations: Sequence[bytes]
    result: Result


def judged_again(submitted: Submitted, course: Course, exercise: str, part: str) -> Again:
    """What the course as it is now makes of a run; nothing is executed.

    Args:
        submitted: The submission and its run.
        course: What to hold it against.
        exercise: Of the part that is explained; empty for all of them.
        part: The part.
    """
    from grader.grading.rejudge import changes, rejudge

    before = submitted.result
    try:
        planned = _planned(submitted, course)
        after = rejudge(planned, course, submitted.observations, before.reveal).result
    except ObservationsStale as error:
        return Again("stale", f"It cannot be judged again: {_said(error)}; {REGRADE}.")
    except GraderError as error:
        return Again("impossible", f"It cannot be judged again: {_said(error)}.")
    return _told(changes(before, after), exercise, part)


def _said(error: Exception) -> str:
    return one_line(str(error), 500)


def _planned(submitted: Submitted, course: Course) -> Plan:
    from grader.grading.grade import prepare_content

    asked = [each.id for each in submitted.result.exercises]
    return prepare_content(submitted.content, submitted.file_name, course, exercises=asked)


def _told(found: Sequence[Change], exercise: str, part: str) -> Again:
    if not found:
        return Again("same", "Judged again by the course as it is now: the same.")
    if not exercise:
        shown = tuple(map(change_line, found[:MOST]))
        return Again("differs", "Judged again by the course as it is now, this differs:", shown)
    mine = [one for one in found if (one.exercise, one.part) == (exercise, part)]
    others = len({(one.exercise, one.part) for one in found if one.exercise} - {(exercise, part)})
    rest = f"{others} other {'part differs' if others == 1 else 'parts differ'}: see `total`"
    if not mine:
        return Again("same", f"Judged again by the course as it is now: the same; {rest}.")
    more = (f"{rest}.",) if others else ()
    said = "Judged again by the course as it is now, this part differs:"
    return Again("differs", said, (*map(change_line, mine), *more))


def change_line(change: Change) -> str:
    """What became of a part, or of the total, in a line."""
    name = f"{change.exercise}.{change.part}" if change.exercise else change.part
    why = ", ".join(WHY[one] for one in change.differs)
    line = f"{name}: {_earned(change.before)} -> {_earned(change.after)} ({why})"
    return one_line(line, 400)


def _earned(earned: Earned | None) -> str:
    if earned is None:
        return "nothing"
    known = [LOOKS[earned.status].word] if earned.status else []
    known += [earned.misconception] if earned.misconception else []
    about = f" [{', '.join(known)}]" if known else ""
    return f"{points(earned.points)} of {points(earned.max_points)}{about}"
