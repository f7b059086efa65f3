"""Where there is room: the place that hides the least."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from grader.report.chart.curve import Piece, Rect


@dataclass(slots=True)
class Room:
    """A plot with what is drawn in it: points along lines, and boxes of text."""

    plot: Rect
    points: Piece = field(default_factory=list)
    boxes: list[Rect] = field(default_factory=list)

    def take(self, candidates: Sequence[Rect]) -> int:
        """The number of the candidate that hides the least, the first of equals; it is taken."""
        best = min(
            range(len(candidates)),
            key=lambda at: (not self.plot.contains(candidates[at]), self.hidden(candidates[at])),
        )
        self.boxes.append(candidates[best])
        return best

    def hidden(self, box: Rect) -> int:
        """How much a box would hide; words above all."""
        return 1000 * sum(map(box.meets, self.boxes)) + sum(map(box.holds, self.points))


def box(x: float, y: float, width: float, height: float) -> Rect:
    """A rectangle by its left top corner and its size."""
    return Rect(x, y, x + width, y + height)
