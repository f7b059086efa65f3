"""The legend of a panel, in the corner, or else at the edge, where it hides the least."""

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
    labels = [fitted(entry.label, plot.width * 0.6 - SAMPLE) for entry in shown]
    left_out = len(entries) - len(shown)
    more = [f"… and {left_out} more"] if left_out else []
    wide = max(map(width, [*labels, *more])) + SAMPLE + 3 * GAP
    high = LINE * (len(labels) + len(more)) + GAP
    left, top = plot.left + GAP, plot.top + GAP
    right, bottom = plot.right - wide - GAP, plot.bottom - high - GAP
    middle = (left + right) / 2, (top + bottom) / 2
    corners = [(right, top), (left, top), (right, bottom), (left, bottom)]
    edges = [(middle[0], top), (middle[0], bottom), (right, middle[1]), (left, middle[1])]
    places = [box(x, y, wide, high) for x, y in (*corners, *edges)]
    place = places[room.take(places)]
    size = f"width={q(wide)} height={q(high)}"
    drawn = [f'<rect class="chart-box" x={q(place.left)} y={q(place.top)} {size} rx="4"/>']
    for at, (entry, label) in enumerate(zip(shown, labels, strict=True)):
        y = place.top + GAP / 2 + LINE * (at + 0.5)
        drawn += [_sample(entry, place.left + GAP, y), _text(label, place.left, y)]
    last = place.top + GAP / 2 + LINE * (len(labels) + 0.5)
    drawn += [_text(text, place.left, last) for text in more]
    return f'<g class="chart-legend">{"".join(drawn)}</g>'


def _sample(entry: Entry, x: float, y: float) -> str:
    moved = f'transform="translate({x:.1f} {y:.1f})"'
    return f"<g {entry.paint} {moved}>{entry.line}{entry.marker}</g>"


def _text(label: str, left: float, middle: float) -> str:
    return element(label, left + SAMPLE + 2 * GAP, middle + SIZE * 0.35)
