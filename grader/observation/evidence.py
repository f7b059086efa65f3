"""What a verdict rests on, as numbers that a report can show in a picture.

None stands for what is no number. Nothing here is more exact than a picture needs, so that nobody
can copy an answer from it.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import floor, isfinite, log10
from typing import Literal

from msgspec import Struct

Numbers = list[float | None]
LARGEST = 1e300


class PathEvidence(Struct, frozen=True, forbid_unknown_fields=True, tag="path", tag_field="kind"):
    """A path of gradient descent on the curve of its function.

    Attributes:
        own: The student's x after 0, 1, 2, ... steps.
        own_heights: The function there.
        due: What is due, worked out with the student's own derivative: up to the first step that
            is not, and no further.
        due_heights: The function there.
        curve_x: Points at which the curve is drawn, rising.
        curve_y: The function there.
        first_wrong: The step that is the first not due, counted from 1; None if there is none.
    """

    own: Numbers
    own_heights: Numbers
    due: Numbers
    due_heights: Numbers
    curve_x: Numbers
    curve_y: Numbers
    first_wrong: int | None


class GradientEvidence(
    Struct, frozen=True, forbid_unknown_fields=True, tag="gradient", tag_field="kind"
):
    """A derivative held against difference quotients of the student's own function.

    Attributes:
        of: The name of the function.
        x: Where, rising.
        claimed: What the student's derivative says there.
        estimate: What the quotients say.
        error: By how much they may be off; None where they say nothing.
    """

    of: str
    x: Numbers
    claimed: Numbers
    estimate: Numbers
    error: Numbers


class Descent(Struct, frozen=True, forbid_unknown_fields=True):
    """How far from the minimum a run is after 0, 1, 2, ... updates."""

    label: str
    errors: Numbers


class RunsEvidence(Struct, frozen=True, forbid_unknown_fields=True, tag="runs", tag_field="kind"):
    """Runs with different learning rates, by the student's own functions."""

    runs: list[Descent]


Evidence = PathEvidence | GradientEvidence | RunsEvidence


class GraphNode(Struct, frozen=True, forbid_unknown_fields=True):
    """A quantity of an exercise, and the quantities that it is worked out from.

    Attributes:
        id: Of the part or given.
        kind: Givens are handed out, parts are judged.
        parents: Ids, each of another node.
    """

    id: str
    kind: Literal["given", "part"]
    parents: list[str]


def rounded(values: Iterable[float], digits: int = 3) -> Numbers:
    """The numbers to so many significant digits."""
    return [float(f"{x:.{digits}g}") if _is_number(x) else None for x in values]


def coarse(values: Iterable[float], spread: float) -> Numbers:
    """The numbers as exact as a picture shows them in which so much of the axis is seen."""
    decimals = _decimals(spread)
    if decimals is None:
        return rounded(values)
    return [float(f"{round(x, decimals):.12g}") if _is_number(x) else None for x in values]


def unit(spread: float) -> float:
    """The last place to which `coarse` rounds; 0 if that is none."""
    decimals = _decimals(spread)
    return 0.0 if decimals is None else 10.0**-decimals


def _decimals(spread: float) -> int | None:
    return 2 - floor(log10(spread)) if _is_number(spread) and spread > 0 else None


def _is_number(x: float) -> bool:
    return isfinite(x) and abs(x) < LARGEST
