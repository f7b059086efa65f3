"""Where the plot area of each panel lies, so that its labels fit around it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

from grader.report.chart.curve import Rect
from grader.report.chart.model import Chart, Panel
from grader.report.chart.scale import Scale, Tick
from grader.report.chart.text import SIZE, width

GAP = 6
LINE = SIZE + GAP
_LEAST = 40.0
_TO_LEFT, _TO_UPPER = 0.2, 0.6  # shares of a gap: numbers stand left of a plot and below it
_X_COUNTS = (7, 6, 5, 4, 3, 2)


@dataclass(frozen=True, slots=True)
class Frame:
    """A panel's plot area, the cell around it for labels, and its axes."""

    cell: Rect
    plot: Rect
    x: Scale
    y: Scale
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]


def frame(panel: Panel, cell: Rect, wanted: Rect | None, x: Scale, y: Scale) -> Frame:
    """The plot area as wanted, or all of the cell, less what the labels need."""
    y_ticks = y.ticks(max(2, min(6, int((wanted or cell).height / 36))))
    names = max((width(tick.label) for tick in y_ticks), default=0)
    rough = _fitting(x, cell.left, cell.right - names)
    last = max((width(tick.label) for tick in rough), default=0) / 2
    plot = _within(
        wanted or cell,
        Rect(
            cell.left + names + 2 * GAP + (LINE if panel.y.label.strip() else 0),
            cell.top + (LINE + 2 * GAP if panel.title.strip() else 2 * GAP),
            cell.right - max(2 * GAP, last + GAP),
            cell.bottom - LINE - GAP - (LINE if panel.x.label.strip() else 0),
        ),
    )
    x, y = x.over(plot.left, plot.right), y.over(plot.bottom, plot.top)
    return Frame(cell, plot, x, y, _fitting(x, plot.left, plot.right), y_ticks)


def cells(chart: Chart, size: tuple[float, float]) -> list[tuple[Rect, Rect | None]]:
    """For each panel the room up to its neighbours, and the plot area that it wants."""
    across, down = size
    wanted = [_wanted(panel, across, down) for panel in chart.panels]
    share = across / max(1, len(wanted))
    return [
        (Rect(at * share, 0, (at + 1) * share, down), None)
        if area is None
        else (_cell(area, [other for other in wanted if other], across, down), area)
        for at, area in enumerate(wanted)
    ]


def _wanted(panel: Panel, across: float, down: float) -> Rect | None:
    if panel.place is None or not all(map(math.isfinite, panel.place)):
        return None
    left, bottom, wide, high = (max(0.0, min(1.0, share)) for share in panel.place)
    return Rect(
        left * across,
        (1 - min(1.0, bottom + high)) * down,
        min(1.0, left + wide) * across,
        (1 - bottom) * down,
    )


def _cell(area: Rect, areas: list[Rect], across: float, down: float) -> Rect:
    """The room around an area: its share of the gaps to those beside, above and below it."""
    beside = [a for a in areas if a.top < area.bottom and area.top < a.bottom]
    over = [a for a in areas if a.left < area.right and area.left < a.right]
    left = max((a.right for a in beside if a.right <= area.left), default=None)
    top = max((a.bottom for a in over if a.bottom <= area.top), default=None)
    right = min((a.left for a in beside if a.left >= area.right), default=None)
    bottom = min((a.top for a in over if a.top >= area.bottom), default=None)
    return Rect(
        0 if left is None else left + _TO_LEFT * (area.left - left),
        0 if top is None else top + _TO_UPPER * (area.top - top),
        across if right is None else area.right + _TO_LEFT * (right - area.right),
        down if bottom is None else area.bottom + _TO_UPPER * (bottom - area.bottom),
    )


def _within(area: Rect, inner: Rect) -> Rect:
    """The area cut to the inner one, though never to nothing."""
    left, top = max(area.left, inner.left), max(area.top, inner.top)
    right, bottom = min(area.right, inner.right), min(area.bottom, inner.bottom)
    return Rect(left, top, max(right, left + _LEAST), max(bottom, top + _LEAST))


def _fitting(x: Scale, left: float, right: float) -> tuple[Tick, ...]:
    """Ticks of the x axis whose labels stand apart."""
    over = x.over(left, right)
    ticks: tuple[Tick, ...] = ()
    for count in _X_COUNTS:
        ticks = over.ticks(count)
        widest = max((width(tick.label) for tick in ticks), default=0)
        places = sorted(over.pixels(tick.at for tick in ticks))
        gaps = [b - a for a, b in pairwise(places)]
        if not gaps or min(gaps) >= widest + GAP:
            return ticks
    return ticks[:1]
