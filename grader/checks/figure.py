"""Figure: whether a figure holds certain curves. Data only: never style, colours or size."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat

import numpy as np
from numpy.typing import ArrayLike, NDArray

from grader.checks.check import VALUE, Ask, Seen
from grader.checks.path import read_path
from grader.checks.reading import Floats, Numbers, Problem, fault_problem, read_numbers
from grader.checks.rule import Rule
from grader.checks.verdict import Verdict, partial, remark, right, wrong
from grader.observation.observation import Data, Observation, Value
from grader.observation.probe import Figures, Probe

NEARNESS = 1e-5
"""Points agree within this share of the curve's extent."""
ROUNDED = 6e-5
"""And within this: half a unit of the fourth decimal, for points that were rounded."""


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
    return ways_of_path(xs[:both], ys[:both]) if both > max(2, len(seen.true[x]) / 2) else ()


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
        drawn = [axes for figure in _list(observation.data) for axes in _axes(figure)]
        figures = len(_list(observation.data))
        if not figures:
            return Verdict(status="missing", fraction=0.0, message=remark("figure.none"))
        wanted = self.curves(seen)
        found = _found(wanted, drawn)
        lacking = [curve.name for curve in wanted if curve.name not in found]
        series = sum(len(axes) for axes in drawn)
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
        drawn = next(_axes({"axes": [one]}), [])
        lines = [_describe_series(points) for points in drawn[:6]]
        more = f" and {len(drawn) - 6} more" if len(drawn) > 6 else ""
        name = f"'{title}': " if isinstance(title, str) and title else ""
        parts.append(f"{name}{'; '.join(lines) or 'nothing that could be read'}{more}")
    return ". ".join(parts)[:600] or "A figure of your code for this exercise"


def count_fields(figures: Observation) -> int:
    """How many contour sets, images and meshes all figures hold: heights over a plane."""
    data = figures.data if isinstance(figures, Value) else None
    axes = [one for f in _list(data) if isinstance(f, dict) for one in _list(f.get("axes"))]
    counts = [one.get("fields", 0) for one in axes if isinstance(one, dict)]
    return sum(count for count in counts if isinstance(count, int) and count > 0)


def _describe_series(points: Floats) -> str:
    first, last = points[0], points[-1]
    if len(points) == 1:
        return f"a point at ({first[0]:.4g}, {first[1]:.4g})"
    start, end = f"({first[0]:.4g}, {first[1]:.4g})", f"({last[0]:.4g}, {last[1]:.4g})"
    return f"{len(points)} points from {start} to {end}"


def _list(data: Data) -> list[Data]:
    return list(data) if isinstance(data, list | tuple) else []


def _axes(figure: Data) -> Iterator[list[Floats]]:
    """The lines and point sets of each of a figure's axes, each of shape (k, 2)."""
    axes = _list(figure.get("axes")) if isinstance(figure, dict) else []
    for one in axes:
        if isinstance(one, dict):
            entries = (*_list(one.get("lines")), *_list(one.get("points")))
            read = [_points(entry) for entry in entries]
            yield [points for points in read if points is not None and len(points)]


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


def _found(wanted: Sequence[Curve], drawn: Sequence[list[Floats]]) -> list[str]:
    """The names of the curves that are drawn, in order.

    A series that holds a curve by itself counts for one curve only, so that one line does not stand
    for two rates. What is left may hold a curve in pieces: points or segments drawn one by one.
    """
    series = [points for axes in drawn for points in axes]
    goals = [list(filter(None, map(_goal, c.ways, repeat(c.least)))) for c in wanted]
    whole = [[i for i, one in enumerate(series) if _hold([one], ways)] for ways in goals]
    given = _matching(whole)
    taken = set(given.values())
    found = []
    for number, curve in enumerate(wanted):
        left = [[p for p in axes if not any(p is series[i] for i in taken)] for axes in drawn]
        if number in given or any(_hold(pieces, goals[number]) for pieces in left):
            found.append(curve.name)
    return found


def _matching(choices: Sequence[Sequence[int]]) -> dict[int, int]:
    """As many curves as possible with a series each: curve -> series (augmenting paths)."""
    owner: dict[int, int] = {}

    def give(curve: int, tried: set[int]) -> bool:
        for series in choices[curve]:
            if series not in tried:
                tried.add(series)
                if series not in owner or give(owner[series], tried):
                    owner[series] = curve
                    return True
        return False

    for curve in range(len(choices)):
        give(curve, set())
    return {curve: series for series, curve in owner.items()}


@dataclass(frozen=True, slots=True)
class _Goal:
    """One way of a curve: its points, how many of the first must be drawn, and how exactly."""

    points: Floats
    least: int
    tolerance: Floats


def _goal(points: Floats, least: int | None) -> _Goal | None:
    """None if there is nothing to see: a mark at the minimum is no run that arrives at once."""
    needed = points if least is None else points[:least]
    if not (needed != needed[:1]).any():
        return None
    extent = np.maximum(np.ptp(needed, axis=0), np.abs(points))  # runs that grow leave all scales
    return _Goal(points, len(needed), NEARNESS * extent + ROUNDED)


def _hold(pieces: Sequence[Floats], goals: Sequence[_Goal]) -> bool:
    """Whether the pieces that lie on a curve, in one of its ways, cover its first points."""
    return any(_cover(pieces, goal) for goal in goals)


def _cover(pieces: Sequence[Floats], goal: _Goal) -> bool:
    covered = np.zeros(goal.least, dtype=bool)
    for points in pieces:
        if not _near(points[:1], goal).any():
            continue
        near = _near(points, goal)
        if near.any(axis=1).all():  # a line that leaves the curve is another line
            covered |= near[:, : goal.least].any(axis=0)
    return bool(covered.all())


def _near(points: Floats, goal: _Goal) -> NDArray[np.bool_]:
    """Which points lie at which of the goal's, shape (points, goal's points)."""
    off = np.abs(points[:, None, :] - goal.points[None, :, :]) <= goal.tolerance
    return off[:, :, 0] & off[:, :, 1]
