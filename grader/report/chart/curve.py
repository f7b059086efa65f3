"""A line in pixels: interrupted where a value is missing, thinned, and cut at the plot's edges."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import dist
from typing import TypeAlias

Point: TypeAlias = tuple[float, float]
Piece: TypeAlias = list[Point]

MANY = 600
"""A line of more points is thinned."""

_SAMPLES = 150  # of a line, to see where it is


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle in pixels; top is less than bottom."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top

    def holds(self, point: Point) -> bool:
        """Whether the point is in it or on its edge."""
        x, y = point
        return self.left <= x <= self.right and self.top <= y <= self.bottom

    def contains(self, other: Rect) -> bool:
        """Whether all of the other is in it."""
        return self.holds((other.left, other.top)) and self.holds((other.right, other.bottom))

    def meets(self, other: Rect) -> bool:
        """Whether the two overlap."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


def pieces(xs: list[float], ys: list[float]) -> Iterator[Piece]:
    """The runs of points between those that have no place."""
    piece: Piece = []
    for point in zip(xs, ys, strict=False):
        x, y = point
        if x == x and y == y:  # noqa: PLR0124 - false for what is not a number
            piece.append(point)
        elif piece:
            yield piece
            piece = []
    if piece:
        yield piece


def thinned(piece: Piece, most: int = MANY) -> Piece:
    """Fewer points of the same shape: of each run in one pixel column, the ends and extremes.

    A line that jumps to and fro has no such runs; of that, the extremes of each stretch are kept.
    """
    if len(piece) <= most:
        return piece
    runs: list[Piece] = [[piece[0]]]
    for point in piece[1:]:
        if int(point[0]) == int(runs[-1][0][0]):
            runs[-1].append(point)
        else:
            runs.append([point])
    if 2 * len(runs) > 3 * most:
        size = -(-4 * len(piece) // most)
        runs = [piece[at : at + size] for at in range(0, len(piece), size)]
    return [point for run in runs for point in _extremes(run)]


def _extremes(run: Piece) -> Piece:
    if len(run) <= 2:
        return run
    at = range(len(run))
    low, high = (choose(at, key=lambda i: run[i][1]) for choose in (min, max))
    left, right = (choose(at, key=lambda i: run[i][0]) for choose in (min, max))
    return [run[i] for i in sorted({0, low, high, left, right, len(run) - 1})]


def clipped(piece: Piece, plot: Rect) -> Iterator[Piece]:
    """The parts of a line that lie in the plot."""
    if all(map(plot.holds, piece)):
        yield piece
        return
    part: Piece = []
    for one, other in pairwise(piece):
        cut = _segment(one, other, plot)
        if cut is None:
            if part:
                yield part
            part = []
            continue
        start, end = cut
        if part and start != part[-1]:
            yield part
            part = []
        part = part or [start]
        part.append(end)
    if part:
        yield part


def _segment(one: Point, other: Point, plot: Rect) -> tuple[Point, Point] | None:
    """The part of a segment in the plot, by Liang and Barsky."""
    (x, y), (dx, dy) = one, (other[0] - one[0], other[1] - one[1])
    enter, leave = 0.0, 1.0
    for step, room in (
        (-dx, x - plot.left),
        (dx, plot.right - x),
        (-dy, y - plot.top),
        (dy, plot.bottom - y),
    ):
        if step == 0:
            if room < 0:
                return None
        elif step < 0:
            enter = max(enter, room / step)
        else:
            leave = min(leave, room / step)
    if enter > leave:
        return None
    start = one if enter == 0 else (x + enter * dx, y + enter * dy)
    end = other if leave == 1 else (x + leave * dx, y + leave * dy)
    return start, end


def path(parts: list[Piece]) -> str:
    """The data of a path; a point that stands alone is a dot."""
    data = []
    for part in parts:
        rounded = [f"{x:.1f} {y:.1f}" for x, y in part]
        kept = [rounded[0], *(b for a, b in pairwise(rounded) if a != b)]
        tail = "h0" if len(kept) == 1 else ""
        data.append("M" + " ".join(kept).replace(".0 ", " ").removesuffix(".0") + tail)
    return "".join(data)


def along(parts: list[Piece], step: float = 12) -> Piece:
    """Points along the line a step apart, however dense its own are: how much of it is where."""
    lengths = [[dist(one, other) for one, other in pairwise(part)] for part in parts]
    step = max(step, sum(map(sum, lengths)) / _SAMPLES)
    points: Piece = []
    for part, spans in zip(parts, lengths, strict=True):
        points.append(part[0])
        ahead = step
        for ((x, y), (to_x, to_y)), length in zip(pairwise(part), spans, strict=True):
            while ahead <= length:
                share = ahead / length
                points.append((x + share * (to_x - x), y + share * (to_y - y)))
                ahead += step
            ahead -= length
    return points
