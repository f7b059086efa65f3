"""One series on its axes: what is drawn of it, and where it lies."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from grader.report.chart.curve import MANY, Piece, Rect, along, clipped, path, pieces, thinned
from grader.report.chart.layout import GAP, LINE, Frame
from grader.report.chart.legend import SAMPLE, Entry
from grader.report.chart.marks import bars, in_view, marks
from grader.report.chart.model import Axis, Panel, Series
from grader.report.chart.numerals import numbers
from grader.report.chart.paint import paint, stroke
from grader.report.chart.scale import Scale, scale

MOST_LINES = 100
MOST_WORDS = 30
"""Of each panel, no more lines are drawn, nor rules and notes of each kind."""

_LEAST = 1e-320  # of positive numbers
_WEIGHT = 4  # of a mark against a short piece of a line, where something must be hidden
_BUDGET = 30 * MANY  # points of all lines of a panel


@dataclass(frozen=True, slots=True)
class Data:
    """The numbers of a series as floats, as many of each as there are of both."""

    x: list[float]
    y: list[float]
    errors: list[float]
    series: Series

    def ends(self) -> Iterator[tuple[float, float, float]]:
        """Each point with an error: x and both ends of its bar."""
        for x, y, error in zip(self.x, self.y, self.errors, strict=False):
            yield x, y - abs(error), y + abs(error)


@dataclass(frozen=True, slots=True)
class Plotted:
    """A series drawn, as a group; and points along it, to know where it is."""

    drawn: str
    points: Piece
    entry: Entry


def data(series: Series) -> Data:
    """The numbers of a series, cleaned."""
    count = min(len(series.x), len(series.y))
    x, y, errors = map(numbers, (series.x[:count], series.y[:count], series.errors[:count]))
    return Data(x, y, errors, series)


def scales(panel: Panel, lines: list[Data]) -> tuple[Scale, Scale]:
    """Both axes, fitted to lines, bars, rules and notes."""
    bare = scale(Axis("", panel.x.scale), ()), scale(Axis("", panel.y.scale), ())
    shows_x, shows_y = bare[0].shows, bare[1].shows
    xs: list[float] = []
    ys: list[float] = []
    for line in lines:
        pairs = [p for p in zip(line.x, line.y, strict=True) if shows_x(p[0]) and shows_y(p[1])]
        xs += [x for x, _ in pairs]
        ys += [y for _, y in pairs]
        ys += [end for x, *ends in line.ends() if shows_x(x) for end in ends]
    for rule in panel.rules:
        (xs if rule.across == "x" else ys).extend(numbers((rule.at,)))
    xs += numbers(tuple(note.x for note in panel.notes))
    ys += numbers(tuple(note.y for note in panel.notes))
    return scale(panel.x, xs), scale(panel.y, ys)


def plotted(line: Data, frame: Frame, among: int) -> Plotted:
    """The series on its axes; the more there are, the fewer points each may have."""
    series, plot = line.series, frame.plot
    xs, ys = frame.x.pixels(line.x), frame.y.pixels(line.y)
    most = max(24, min(MANY, _BUDGET // max(1, among)))
    thin = [thinned(piece, most) for piece in pieces(xs, ys)]
    parts = [part for piece in thin for part in clipped(piece, plot)]
    view = thinned(in_view(xs, ys, plot), most) if series.marker != "none" else []
    ends = _ends(line, frame) if line.errors else []
    tips = [(x, y) for x, *tips in ends for y in tips if plot.holds((x, y))]
    drawn = [bars(ends, plot)]
    if series.line != "none" and parts:
        drawn.append(f'<path{stroke(series.line)} d="{path(parts)}"/>')
    drawn.append(marks(view, series.marker))
    shade = paint(series.colour)
    return Plotted(
        f"<g {shade}>{''.join(drawn)}</g>" if any(drawn) else "",
        [*view, *tips] * _WEIGHT + (along(parts) if series.line != "none" else []),
        Entry(series.label, shade, *_sample(series)),
    )


def _ends(line: Data, frame: Frame) -> list[tuple[float, float, float]]:
    """The bars in pixels; an end without a place on a logarithmic axis lies below all others."""
    ends = [
        (x, max(low, _LEAST) if frame.y.log else low, high)
        for x, low, high in line.ends()
        if frame.x.shows(x) and frame.y.shows(high) and low > -math.inf
    ]
    xs, lows, highs = ([end[at] for end in ends[: 2 * MANY]] for at in range(3))
    pixels = frame.x.pixels(xs), frame.y.pixels(lows), frame.y.pixels(highs)
    return list(zip(*pixels, strict=True))


def _sample(series: Series) -> tuple[str, str]:
    """A short line, and a mark or a bar in the middle of it."""
    middle, around = SAMPLE / 2, Rect(0, -LINE, SAMPLE, LINE)
    line = "" if series.line == "none" else f'<path{stroke(series.line)} d="M0 0H{SAMPLE}"/>'
    bar = bars([(middle, -GAP, GAP)], around) if series.errors else ""
    return line + bar, marks([(middle, 0.0)], series.marker)
