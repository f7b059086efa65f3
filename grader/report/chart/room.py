"""Where there is room: the place that hides the least."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf

from grader.report.chart.curve import Piece, Rect


@dataclass(slots=True)
class Room:
    """A plot with what is drawn in it: points along lines, and boxes of text."""

    plot: Rect
    points: Piece = field(default_factory=list)
    boxes: list[Rect] = field(default_factory=list)

    def take(self, candidates: Sequence[Rect]) -> int:
        """The number of the candidate that hides the least, the first of equals; it is taken."""
        best, cost = 0, (True, inf)
        for at, candidate in enumerate(candidates):
            own = (not self.plot.contains(candidate), self.hidden(candidate))
            if own < cost:
                best, cost = at, own
            if own == (False, 0):
                break
        self.boxes.append(candidates[best])
        return best

    def hidden(self, box: Rect) -> int:
        """How much a box would hide; words above all."""
        left, top, right, bottom = box.left, box.top, box.right, box.bottom
        held = sum(left <= x <= right and top <= y <= bottom for x, y in self.points)
        return 1000 * sum(map(box.meets, self.boxes)) + held


def box(x: float, y: float, width: float, height: float) -> Rect:
    """A rectangle by its left top corner and its size."""
    return Rect(x, y, x + width, y + height)
