"""Stored observations -> the result that they give now, and what differs from the one before.

Nothing is executed. A tolerance that was mended, points that were moved and a misconception that is
now known change a result; other code and other questions need a new run.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import msgspec

from grader.errors import ObservationsStale
from grader.execution.recorded import Recorded, load
from grader.execution.sandbox import Limits
from grader.grading.course import Course
from grader.grading.diagnose import Rerun, reruns
from grader.grading.grade import Again, Graded, judge, section_seen
from grader.grading.mark import mark
from grader.grading.plan import Plan
from grader.grading.result import PartResult, Result, Reveal, Status

TOTAL = "total"
"""In place of a part: all of them together."""
HALF_A_STEP = 0.005
"""Points are rounded to two decimals."""
Differs = Literal["new", "removed", "maximum", "verdict"]
"""What tells two results of a part apart: that there is one, its points, or how it was judged."""


@dataclass(frozen=True, slots=True)
class Earned:
    """What a part earned in one result; `status` is None for all parts together."""

    points: float
    max_points: float
    status: Status | None = None
    misconception: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one part, or of the total.

    Attributes:
        exercise: Its id; empty for the total.
        part: Its id, or "total".
        title: What the part is called.
        before: None if it is new.
        after: None if there is none any more.
        differs: What differs, the broadest first.
    """

    exercise: str
    part: str
    title: str
    before: Earned | None
    after: Earned | None
    differs: tuple[Differs, ...]

    @property
    def moved(self) -> float:
        """By how much the points rose."""
        return round(_points(self.after) - _points(self.before), 2)


class _Ran(msgspec.Struct, frozen=True):
    """What of stored observations the result repeats, though no judge looks at it."""

    limits: Limits


def rejudge(
    planned: Plan,
    course: Course,
    observations: Sequence[bytes],
    reveal: Reveal | None = None,
) -> Graded:
    """The result of a run that is over, by the course as it is now.

    Args:
        planned: The submission, laid out by this course; its limits do not matter.
        course: What to hold it against.
        observations: `grader.observations/1` of the run, then of each re-run. A re-run that is
            wanted now but not there is left out: it would cost and earn nothing.
        reveal: What the result may show; a nudge alone by default.

    Raises:
        ObservationsStale: There are none, or they are of other code or answer other questions.
        GradingError: They cannot be read.
    """
    if not observations:
        raise ObservationsStale(
            "no observations are stored of this run: the submission must be executed again"
        )
    main, *others = observations
    execution = load(main).run(planned.job)
    limits = msgspec.json.decode(main, type=_Ran).limits
    planned = replace(planned, job=replace(planned.job, limits=limits))
    marked = [
        (one, mark(one.exercise, section_seen(one, planned, execution))) for one in planned.asked
    ]
    stored = [load(data) for data in others]
    again = [found for one in reruns(planned, marked) if (found := _again(one, stored)) is not None]
    return judge(planned, course, execution, again, reveal)


def _again(rerun: Rerun, stored: Sequence[Recorded]) -> Again | None:
    """The stored re-run that did what is wanted, if there is one."""
    for one in stored:
        try:
            return Again(rerun, one.run(rerun.job))
        except ObservationsStale:
            continue
    return None


def changes(before: Result, after: Result) -> tuple[Change, ...]:
    """What differs: parts in the order of `after`, those that are gone, and the total at the end.

    It is empty if every part has the same verdict and the same points to earn.
    """
    old, new = _parts(before), _parts(after)
    found = [*_changed(old, new), *_removed(old, new)]
    sums = Earned(before.points, before.max_points), Earned(after.points, after.max_points)
    if sums[0] != sums[1]:
        every = [reason for one in found for reason in one.differs]
        found.append(Change("", TOTAL, TOTAL, *sums, tuple(dict.fromkeys(every))))
    return tuple(found)


_Parts = Mapping[tuple[str, str], PartResult]


def _parts(result: Result) -> _Parts:
    return {(each.id, part.id): part for each in result.exercises for part in each.parts}


def _changed(old: _Parts, new: _Parts) -> Iterator[Change]:
    for (exercise, name), part in new.items():
        was = old.get((exercise, name))
        if was is None:
            yield Change(exercise, name, part.title, None, _earned(part), ("new",))
        elif differs := tuple(_differs(was, part)):
            yield Change(exercise, name, part.title, _earned(was), _earned(part), differs)


def _removed(old: _Parts, new: _Parts) -> Iterator[Change]:
    for (exercise, name), part in old.items():
        if (exercise, name) not in new:
            yield Change(exercise, name, part.title, _earned(part), None, ("removed",))


def _differs(was: PartResult, part: PartResult) -> Iterator[Differs]:
    if was.max_points != part.max_points:
        yield "maximum"
    if _verdict(was) != _verdict(part) or not _same_share(was, part):
        yield "verdict"


def _verdict(part: PartResult) -> tuple[object, ...]:
    found = part.misconception
    return part.status, part.message, found and (found.id, found.sure), part.follow_through_from


def _same_share(was: PartResult, part: PartResult) -> bool:
    """Whether both earn the same share of what there is to earn, as far as rounding lets it be."""
    if was.max_points == part.max_points:
        return was.points == part.points
    if not was.max_points or not part.max_points:
        return True
    slack = HALF_A_STEP / was.max_points + HALF_A_STEP / part.max_points
    apart = abs(was.points / was.max_points - part.points / part.max_points)
    # two shares that were rounded half a step in opposite ways are exactly as far apart as allowed
    return apart <= slack or math.isclose(apart, slack)


def _earned(part: PartResult) -> Earned:
    found = part.misconception
    return Earned(part.points, part.max_points, part.status, "" if found is None else found.id)


def _points(earned: Earned | None) -> float:
    return 0.0 if earned is None else earned.points
