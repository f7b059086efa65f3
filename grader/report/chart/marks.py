"""Marks at points and bars for errors, each kind as one path of a series."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isnan
from types import MappingProxyType

from grader.report.chart.curve import Piece, Point, Rect, thinned
from grader.report.chart.model import Marker
from grader.report.chart.text import coordinate

_CAP = 3.5

# What is drawn at a point, and whether it is filled; a dot is the round end of a short line.
_FORMS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "dot": ("h0", "chart-dot"),
        "ring": ("m-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0", "chart-open"),
        "cross": ("m-3.5-3.5 7 7m0-7-7 7", "chart-open"),
        "square": ("m-3-3h6v6h-6z", "chart-full"),
        "triangle": ("m0-4 4 7h-8z", "chart-full"),
        "star": (
            "m0-5 1.5 3.3 3.6.2-2.8 2.4.9 3.5-3.2-1.9-3.2 1.9.9-3.5-2.8-2.4 3.6-.2z",
            "chart-full",
        ),
    }
)


def marks(points: Piece, marker: Marker) -> str:
    """A path with the mark at every point, once where many fall together."""
    form = _FORMS.get(marker)
    if form is None or not points:
        return ""
    drawn, look = form
    places = dict.fromkeys(f"M{coordinate(x)} {coordinate(y)}" for x, y in thinned(points))
    return f'<path class="{look}" d="{"".join(place + drawn for place in places)}"/>'


def bars(ends: Iterable[tuple[float, float, float]], plot: Rect) -> str:
    """A path with a bar from one y to another at each x, with caps where its ends are in view."""
    data = []
    for x, low, high in ends:
        top, bottom = sorted((low, high))
        if not plot.left <= x <= plot.right or bottom < plot.top or top > plot.bottom:
            continue
        data.append(f"M{coordinate(x)} {coordinate(max(top, plot.top))}")
        data.append(f"V{coordinate(min(bottom, plot.bottom))}")
        caps = [coordinate(y) for y in (top, bottom) if plot.top <= y <= plot.bottom]
        data += [f"M{coordinate(x - _CAP)} {y}h{2 * _CAP:g}" for y in caps]
    return f'<path class="chart-bar" d="{"".join(data)}"/>' if data else ""


def in_view(xs: list[float], ys: list[float], plot: Rect) -> list[Point]:
    """The points that have a place in the plot."""
    points = zip(xs, ys, strict=False)
    return [point for point in points if not isnan(sum(point)) and plot.holds(point)]
