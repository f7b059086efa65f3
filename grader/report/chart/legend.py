"""The legend of a panel, in the corner where it hides the least."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.report.chart.layout import GAP, LINE
from grader.report.chart.room import Room, box
from grader.report.chart.text import SIZE, element, fitted, q, width

MOST = 12
SAMPLE = 26


@dataclass(frozen=True, slots=True)
class Entry:
    """A label, and how a sample of the line is drawn in a box of that left end and middle."""

    label: str
    paint: str
    line: str
    marker: str


def legend(entries: Sequence[Entry], room: Room) -> str:
    """The box with its entries, as many as there is room for."""
    plot = room.plot
    fits = int((plot.height * 0.8 - GAP) / LINE)
    if not entries or fits < 1:
        return ""
    shown = entries[:MOST]
    if len(entries) > fits:
        shown = entries[: max(1, min(len(shown), fits - 1))]
    labels = [fitted(entry.label, plot.width * 0.45) for entry in shown]
    left_out = len(entries) - len(shown)
    more = [f"… and {left_out} more"] if left_out else []
    wide = max(map(width, [*labels, *more])) + SAMPLE + 3 * GAP
    high = LINE * (len(labels) + len(more)) + GAP
    lefts = (plot.right - wide - GAP, plot.left + GAP)
    tops = (plot.top + GAP, plot.bottom - high - GAP)
    corners = [box(left, top, wide, high) for top in tops for left in lefts]
    place = corners[room.take(corners)]
    size = f"width={q(wide)} height={q(high)}"
    drawn = [f'<rect class="chart-box" x={q(place.left)} y={q(place.top)} {size} rx="4"/>']
    for at, (entry, label) in enumerate(zip(shown, labels, strict=True)):
        middle = place.top + GAP / 2 + LINE * (at + 0.5)
        drawn.append(_sample(entry, place.left + GAP, middle))
        drawn.append(_text(label, place.left, middle))
    last = place.top + GAP / 2 + LINE * (len(labels) + 0.5)
    drawn += [_text(text, place.left, last) for text in more]
    return f'<g class="chart-legend">{"".join(drawn)}</g>'


def _sample(entry: Entry, x: float, y: float) -> str:
    moved = f'transform="translate({x:.1f} {y:.1f})"'
    return f"<g {entry.paint} {moved}>{entry.line}{entry.marker}</g>"


def _text(label: str, left: float, middle: float) -> str:
    return element(label, left + SAMPLE + 2 * GAP, middle + SIZE * 0.35)
