"""Figure: whether a figure holds certain curves. Data only: never style, colours or size."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from grader.checks.check import VALUE, Ask, Seen
from grader.checks.path import read_path
from grader.checks.reading import Floats, Numbers, Problem, fault_problem, read_numbers
from grader.checks.rule import Rule
from grader.checks.verdict import Verdict, partial, remark, right, wrong
from grader.observation.observation import Data, Value
from grader.observation.probe import Figures, Probe

NEARNESS = 1e-5
"""Points agree within this share of the curve's extent."""
PIECE = 2
"""A series of so few points may be a part of a curve that is drawn point by point."""
MARKS = 8
"""So many points beside the curve may be marks."""


@dataclass(frozen=True, slots=True)
class Curve:
    """Something that must be drawn, in one of several ways.

    Attributes:
        name: What it is called in a sentence.
        ways: Each of shape (k, 2): x and y of its points in order.
        least: How many of the first points must be drawn at least; all of them if None.
    """

    name: str
    ways: tuple[Floats, ...]
    least: int | None = None


@dataclass(frozen=True, slots=True)
class Drawn:
    """Points of one series, shape (k, 2); `pieced` if they were drawn as many small ones.

    Among small pieces there may be marks, of the minimum say, that belong to no curve.
    """

    points: Floats
    pieced: bool


def way(x: ArrayLike, y: ArrayLike) -> Floats:
    """The points (x_i, y_i), shape (k, 2)."""
    return np.column_stack([np.asarray(x, dtype=float), np.asarray(y, dtype=float)])


def ways_of_path(x: Floats, y: Floats) -> tuple[Floats, ...]:
    """A path on its curve, or either coordinate against the iteration counted from 0 or 1."""
    count = np.arange(len(x))
    return (way(x, y), way(count, y), way(count, x), way(count + 1, y), way(count + 1, x))


def path_curve(x: str, y: str) -> Callable[[Seen], Sequence[Curve]]:
    """The one curve that is the path of two parts, as the student has it, else the true one."""

    def curves(seen: Seen) -> Sequence[Curve]:
        true = ways_of_path(np.array(seen.true[x], float), np.array(seen.true[y], float))
        return [Curve("the trajectory", (*true, *_own_ways(seen, x, y)))]

    return curves


def _own_ways(seen: Seen, x: str, y: str) -> tuple[Floats, ...]:
    """The student's own path, unless it is trivial or too short to tell."""
    xs, ys = read_path(seen.own(x), x), read_path(seen.own(y), y)
    verdict = seen.verdicts.get(x)
    if isinstance(xs, Problem) or isinstance(ys, Problem) or verdict is None or verdict.trivial:
        return ()
    both = min(len(xs), len(ys))
    return ways_of_path(xs[:both], ys[:both]) if both > 2 else ()


class Figure:
    """Judges whether the section's figures hold the asked curves, in any layout.

    A curve counts as a line, as a scatter of points, or as single points drawn one by one.

    Args:
        curves: What must be drawn, from what was seen.
    """

    rule: Rule | None = None

    def __init__(self, curves: Callable[[Seen], Sequence[Curve]]) -> None:
        self.curves = curves

    def probes(self, ask: Ask) -> Mapping[str, Probe]:  # noqa: ARG002 - a figure has no name
        """All figures of the section."""
        return {VALUE: Figures()}

    def judge(self, seen: Seen) -> Verdict:
        """The share of the curves that are found."""
        observation = seen.here[VALUE]
        if not isinstance(observation, Value):
            problem = fault_problem(observation)
            return Verdict(status=problem.status, fraction=0.0, message=problem.remark)
        drawn = [series for figure in _list(observation.data) for series in _series(figure)]
        figures = len(_list(observation.data))
        if not figures:
            return Verdict(status="missing", fraction=0.0, message=remark("figure.none"))
        wanted = self.curves(seen)
        found = [curve.name for curve in wanted if any(_holds(p, curve) for p in drawn)]
        lacking = [curve.name for curve in wanted if curve.name not in found]
        series = sum(not one.pieced for one in drawn)
        value = f"{figures} figure{'s' if figures > 1 else ''}, {series} lines and point sets"
        notes = (remark("figure.found", what=found),) if found else ()
        if not wanted or not found:
            return wrong(remark("figure.missing", what=lacking), value)
        if not lacking:
            return right(value, *notes)
        share = round(len(found) / len(wanted), 6)
        return partial(share, remark("figure.missing", what=lacking), value, *notes)


def describe_figure(figure: Data) -> str:
    """A figure in words, made from its data: for people who cannot see it."""
    parts = []
    axes = _list(figure.get("axes")) if isinstance(figure, dict) else []
    for one in axes:
        title = one.get("title") if isinstance(one, dict) else None
        drawn = [s.points for s in _series({"axes": [one]}) if not s.pieced and len(s.points)]
        lines = [_describe_series(points) for points in drawn[:6]]
        more = f" and {len(drawn) - 6} more" if len(drawn) > 6 else ""
        name = f"'{title}': " if isinstance(title, str) and title else ""
        parts.append(f"{name}{'; '.join(lines) or 'nothing that could be read'}{more}")
    return ". ".join(parts)[:600] or "A figure of your code for this exercise"


def _describe_series(points: Floats) -> str:
    first, last = points[0], points[-1]
    if len(points) == 1:
        return f"a point at ({first[0]:.4g}, {first[1]:.4g})"
    start, end = f"({first[0]:.4g}, {first[1]:.4g})", f"({last[0]:.4g}, {last[1]:.4g})"
    return f"{len(points)} points from {start} to {end}"


def _list(data: Data) -> list[Data]:
    return list(data) if isinstance(data, list | tuple) else []


def _series(figure: Data) -> Iterator[Drawn]:
    """The point sets of a figure: lines, scatters, and what was drawn piece by piece."""
    axes = _list(figure.get("axes")) if isinstance(figure, dict) else []
    for one in axes:
        if not isinstance(one, dict):
            continue
        pieces: list[Floats] = []
        for entry in (*_list(one.get("lines")), *_list(one.get("points"))):
            points = _points(entry)
            if points is None:
                continue
            if len(points) <= PIECE:
                pieces.append(points)
            yield Drawn(points, pieced=False)
        if pieces:
            yield Drawn(np.concatenate(pieces), pieced=True)


def _points(entry: Data) -> Floats | None:
    if not isinstance(entry, dict) or entry.get("data_coords", True) is not True:
        return None
    x = read_numbers(Value(entry.get("x")), "x")
    y = read_numbers(Value(entry.get("y")), "y")
    if not isinstance(x, Numbers) or not isinstance(y, Numbers) or x.array.ndim != 1:
        return None
    if x.array.shape != y.array.shape or x.array.size == 0:
        return None
    points = way(x.array, y.array)
    return points[np.isfinite(points).all(axis=1)]


def _holds(drawn: Drawn, curve: Curve) -> bool:
    return any(_same_points(drawn, target, curve.least) for target in curve.ways)


def _same_points(drawn: Drawn, target: Floats, least: int | None) -> bool:
    """Whether all drawn points are points of the target, and the first `least` of it are drawn."""
    points = drawn.points
    if len(points) == 0 or len(target) < 2 or len(points) > 4 * len(target) + 4:
        return False
    extent = np.maximum(np.ptp(target, axis=0), 1e-12)
    apart = np.max(np.abs(points[:, None, :] - target[None, :, :]) / extent, axis=2)
    near = apart <= NEARNESS
    needed = near[:, : len(target) if least is None else least]
    strangers = int(np.sum(~near.any(axis=1)))
    return strangers <= (MARKS if drawn.pieced else 0) and bool(needed.any(axis=0).all())
