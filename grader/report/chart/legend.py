"""The legend of a panel, in the corner, or else at the edge, where it hides the least."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.report.chart.curve import Rect
from grader.report.chart.layout import GAP, LINE
from grader.report.chart.room import Room, box
from grader.report.chart.text import SIZE, element, fitted, q, width

MOST = 12
SAMPLE = 26
_BAND = 0.25


@dataclass(frozen=True, slots=True)
class Entry:
    """A label, and how a sample of the line is drawn in a box of that left end and middle."""

    label: str
    paint: str
    line: str
    marker: str


@dataclass(frozen=True, slots=True)
class _Box:
    """What the legend says, and the places where it may stand."""

    shown: Sequence[Entry]
    lines: list[str]
    places: list[Rect]


def headroom(entries: Sequence[Entry], room: Room) -> float:
    """The share of the plot to keep free for a small legend that would hide something, else 0."""
    laid = _laid(entries, room.plot)
    if laid is None or not all(map(room.hidden, laid.places)):
        return 0.0
    share = (laid.places[0].height + 2 * GAP) / room.plot.height
    return share if share <= _BAND else 0.0


def legend(entries: Sequence[Entry], room: Room) -> str:
    """The box with its entries, as many as there is room for."""
    laid = _laid(entries, room.plot)
    if laid is None:
        return ""
    place = laid.places[room.take(laid.places)]
    size = f"width={q(place.width)} height={q(place.height)}"
    drawn = [f'<rect class="chart-box" x={q(place.left)} y={q(place.top)} {size} rx="4"/>']
    rows = [place.top + GAP / 2 + LINE * (at + 0.5) for at in range(len(laid.lines))]
    drawn += [_sample(one, place.left + GAP, y) for one, y in zip(laid.shown, rows, strict=False)]
    drawn += [_text(line, place.left, y) for line, y in zip(laid.lines, rows, strict=True)]
    return f'<g class="chart-legend">{"".join(drawn)}</g>'


def _laid(entries: Sequence[Entry], plot: Rect) -> _Box | None:
    fits = int((plot.height * 0.8 - GAP) / LINE)
    if not entries or fits < 1:
        return None
    shown = entries[:MOST] if len(entries) <= fits else entries[: max(1, min(MOST, fits - 1))]
    lines = [fitted(entry.label, plot.width * 0.6 - SAMPLE) for entry in shown]
    if len(entries) > len(shown):
        lines.append(f"… and {len(entries) - len(shown)} more")
    wide = max(map(width, lines)) + SAMPLE + 3 * GAP
    high = LINE * len(lines) + GAP
    left, top = plot.left + GAP, plot.top + GAP
    right, bottom = plot.right - wide - GAP, plot.bottom - high - GAP
    middle = (left + right) / 2, (top + bottom) / 2
    corners = [(right, top), (left, top), (right, bottom), (left, bottom)]
    edges = [(middle[0], top), (middle[0], bottom), (right, middle[1]), (left, middle[1])]
    return _Box(shown, lines, [box(x, y, wide, high) for x, y in (*corners, *edges)])


def _sample(entry: Entry, x: float, y: float) -> str:
    moved = f'transform="translate({x:.1f} {y:.1f})"'
    return f"<g {entry.paint} {moved}>{entry.line}{entry.marker}</g>"


def _text(label: str, left: float, middle: float) -> str:
    return element(label, left + SAMPLE + 2 * GAP, middle + SIZE * 0.35)
