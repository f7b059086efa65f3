"""A path of gradient descent on the curve of its function: yours, and the one that is due."""

from __future__ import annotations

from math import isfinite

from grader.observation.evidence import PathEvidence
from grader.report.chart.model import Axis, Note, Series
from grader.report.chart.numerals import floats, short
from grader.report.chart.table import Table
from grader.report.evidence.picture import (
    Picture,
    Words,
    around,
    counted,
    ends,
    entry,
    listed,
    pictured,
)

AFTER = 2
"""Steps that are shown after the first wrong one, where the whole path would hide it."""
FAR = 5.0
"""The whole path is shown unless it reaches that much farther than those steps."""
MARGIN = 0.15


def path(evidence: PathEvidence) -> Picture:
    """The curve, the student's path on it, and dashed what is due up to the first wrong step."""
    own, heights = floats(evidence.own), floats(evidence.own_heights)
    curve = Series(floats(evidence.curve_x), floats(evidence.curve_y), "the curve", colour="soft")
    yours = Series(own, heights, "your path", marker="dot", colour="yours")
    due = Series(
        floats(evidence.due), floats(evidence.due_heights),
        "by the update rule", "dashed", "ring", "expected",
    )  # fmt: skip
    wrong = _wrong(evidence.first_wrong, own)
    x, y = _window(curve, yours, due, wrong)
    return pictured(
        Words("Your path of gradient descent", _described(own, wrong), _caption(wrong, x)),
        (Axis("x", limits=x), Axis("f(x)", limits=y)),
        (curve, due, yours),
        _note(wrong, own, heights),
        _table(own, due.x, wrong),
    )


def _wrong(step: int | None, own: tuple[float, ...]) -> int | None:
    """The first wrong step, if it is one of the path's."""
    return step if step is not None and 0 < step < len(own) else None


def _note(
    wrong: int | None, own: tuple[float, ...], heights: tuple[float, ...]
) -> tuple[Note, ...]:
    if wrong is None or wrong >= len(heights):
        return ()
    return (Note(own[wrong], heights[wrong], f"first step that differs: {wrong}"),)


def _window(
    curve: Series, own: Series, due: Series, wrong: int | None
) -> tuple[tuple[float, float] | None, tuple[float, float] | None]:
    """Limits around the first wrong step, where the path runs so far that it would be hidden."""
    if wrong is None:
        return None, None
    until = wrong + 1 + AFTER
    near = [*zip(own.x[:until], own.y[:until], strict=False), *zip(due.x, due.y, strict=False)]
    near = [point for point in near if all(map(isfinite, point))]
    x = around([at for at, _ in near], MARGIN)
    whole = around([*own.x, *due.x], MARGIN)
    if x is None or whole is None or whole[1] - whole[0] <= FAR * (x[1] - x[0]):
        return None, None
    seen = [up for at, up in zip(curve.x, curve.y, strict=False) if x[0] <= at <= x[1]]
    return x, around([*seen, *(up for _, up in near)], MARGIN)


def _described(own: tuple[float, ...], wrong: int | None) -> str:
    found = ends(own)
    if found is None:
        return "Your path holds no numbers."
    steps = counted(len(own) - 1, "step", "steps")
    said = f"Your path goes from x = {short(found[0])} to x = {short(found[1])} in {steps}"
    if wrong is None:
        return f"{said}."
    return f"{said}; step {wrong} is the first that does not follow from the one before."


def _caption(wrong: int | None, window: tuple[float, float] | None) -> str:
    said = (
        "Your path on the curve. The dashed one takes each step by the update rule, with the slope "
        "of your own derivative"
    )
    if wrong is None:
        return f"{said}."
    said = f"{said}: step {wrong} is the first that differs."
    return said if window is None else f"{said} Only what lies around that step is shown."


def _table(own: tuple[float, ...], due: tuple[float, ...], wrong: int | None) -> Table:
    count = max(len(own), len(due))
    steps = tuple(map(str, range(count)))
    keep = () if wrong is None else (wrong - 1, wrong)
    return listed(
        ("Step", "Your x", "By the update rule"),
        (steps, tuple(map(entry, own)), tuple(map(entry, due))),
        *keep,
        said="Your x after each step, and what the update rule gives",
    )
