"""A derivative held against difference quotients, each with the error that it may have."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, nan

from grader.observation.evidence import GradientEvidence
from grader.report.chart.model import Axis, Note, Series
from grader.report.chart.numerals import floats, short
from grader.report.evidence.picture import (
    Picture,
    Words,
    around,
    counted,
    entry,
    listed,
    pictured,
)
from grader.report.safe import one_line

MARGIN = 0.3


@dataclass(frozen=True, slots=True)
class _Point:
    """The two slopes at one x; the estimate is not a number where it says nothing."""

    x: float
    claimed: float
    estimate: float
    error: float

    @property
    def apart(self) -> float:
        """By how much the two differ beyond what the estimate may be off; not above 0: agreed."""
        gap = abs(self.claimed - self.estimate) - self.error
        return gap if isfinite(gap) else -1.0

    @property
    def told(self) -> bool:
        """Whether the estimate says something."""
        return isfinite(self.estimate)


def gradient(evidence: GradientEvidence) -> Picture:
    """At each x what the student's derivative says, and the slope of the function with its bar."""
    points = _points(evidence)
    of = one_line(evidence.of, 40) or "function"
    worst = max(points, key=lambda point: point.apart, default=None)
    worst = worst if worst is not None and worst.apart > 0 else None
    x = tuple(point.x for point in points)
    slope = Series(
        x, tuple(point.estimate for point in points), f"slope of your {of}", "dashed", "ring",
        "expected", tuple(point.error for point in points),
    )  # fmt: skip
    claimed = Series(
        x, tuple(point.claimed for point in points), "your derivative", marker="dot",
        colour="yours",
    )  # fmt: skip
    caption = (
        f"Your derivative, and the slope of your {of} as read from its own values. A bar says how "
        "far off that reading may be."
    )
    words = Words(f"Your derivative and the slope of your {of}", _described(points, worst), caption)
    return pictured(
        words,
        (Axis("x"), Axis("slope", limits=_limits(points))),
        (slope, claimed),
        () if worst is None else (_note(worst),),
        listed(
            ("x", "Your derivative", f"Slope of your {of}"),
            (
                tuple(entry(point.x) for point in points),
                tuple(entry(point.claimed) for point in points),
                tuple(_measured(point) for point in points),
            ),
            *(() if worst is None else (points.index(worst),)),
            said=f"Your derivative and the slope of your {of}",
        ),
    )


def _points(evidence: GradientEvidence) -> list[_Point]:
    x, claimed, estimate = map(floats, (evidence.x, evidence.claimed, evidence.estimate))
    error = [abs(value) for value in floats(evidence.error)]
    error += [nan] * (len(x) - len(error))
    return [
        _Point(at, own, read if isfinite(off) else nan, off if isfinite(off) else nan)
        for at, own, read, off in zip(x, claimed, estimate, error, strict=False)
    ]


def _note(worst: _Point) -> Note:
    return Note(worst.x, worst.claimed, f"farthest apart: x = {short(worst.x)}")


def _limits(points: list[_Point]) -> tuple[float, float] | None:
    """Limits that hold all values, where bars are so long that they would hide them."""
    values = [value for point in points for value in (point.claimed, point.estimate)]
    limits = around(values, MARGIN)
    if limits is None or all(not point.error > limits[1] - limits[0] for point in points):
        return None
    return limits


def _measured(point: _Point) -> str:
    return f"{short(point.estimate)} ± {short(point.error)}" if point.told else "none"


def _described(points: list[_Point], worst: _Point | None) -> str:
    told = [point for point in points if point.told]
    if not told:
        return "The slope could be read nowhere."
    where = counted(len(told), "point", "points")
    said = f"Two slopes at {where} from x = {short(told[0].x)} to x = {short(told[-1].x)}."
    lacking = sum(not isfinite(point.claimed) for point in told)
    if lacking:
        said += f" Yours is no number at {counted(lacking, 'point', 'points')}."
    if worst is None:
        return f"{said} They agree wherever both are known."
    differ = sum(point.apart > 0 for point in told)
    return (
        f"{said} They differ at {counted(differ, 'point', 'points')}, the most at "
        f"x = {short(worst.x)}: yours is {short(worst.claimed)}, the slope {_measured(worst)}."
    )
