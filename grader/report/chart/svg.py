"""A chart as an `svg` element that needs the style sheet `chart.css` and nothing else."""

from __future__ import annotations

import re
from functools import lru_cache

from markupsafe import Markup, escape

from grader.report.chart.curve import Rect
from grader.report.chart.layout import GAP, LINE, Frame, cells, frame
from grader.report.chart.legend import headroom, legend
from grader.report.chart.model import KEPT, Chart, Panel
from grader.report.chart.paint import paint
from grader.report.chart.plotted import MOST_LINES, MOST_WORDS, Plotted, data, plotted, scales
from grader.report.chart.room import Room
from grader.report.chart.text import SIZE, coordinate, element, fitted, width
from grader.report.chart.words import note, rule, rule_words
from grader.report.safe import one_line

MOST_PANELS = 12
WIDE = 520
"""A chart that is wider is not shrunk to the width of a telephone; its box scrolls."""


def draw(chart: Chart, key: str) -> Markup:
    """The chart as one element; the same chart gives the same text.

    Args:
        chart: Numbers may be odd and texts untrusted; nothing of that is an error.
        key: Starts every id, so it must be unique on the page.
    """
    key = re.sub(r"[^A-Za-z0-9_-]", "-", key)
    wide, high = (max(120, min(2400, side)) for side in (chart.width, chart.height))
    places = cells(chart, (wide, high))[:MOST_PANELS]
    panels = [
        _panel(panel, cell, wanted)
        for panel, (cell, wanted) in zip(chart.panels, places, strict=False)
    ]
    look = "chart chart-wide" if wide > WIDE else "chart"
    return Markup(  # noqa: S704 - texts are escaped where they are put in
        f'<svg class="{look}" role="img" aria-labelledby="{key}-t {key}-d"'
        f' viewBox="0 0 {wide} {high}">'
        f'<title id="{key}-t">{escape(one_line(chart.title))}</title>'
        f'<desc id="{key}-d">{escape(one_line(chart.description, 1000))}</desc>'
        f"{''.join(panels)}</svg>"
    )


@lru_cache(maxsize=KEPT)
def _panel(panel: Panel, cell: Rect, wanted: Rect | None) -> str:
    """One pair of axes; a class makes the same mistakes, and so has the same pictures of them."""
    lines = [data(series) for series in panel.series[:MOST_LINES]]
    x, y = scales(panel, lines)
    laid = frame(panel, cell, wanted, x, y)
    drawn = [plotted(line, laid, len(lines)) for line in lines]
    entries = [one.entry for one in drawn if one.entry.label.strip()] if panel.legend else []
    entries = list(dict.fromkeys(entries))  # lines that look and are called the same have one
    room = _room(laid, drawn)
    if panel.y.limits is None and (share := headroom(entries, room)):
        laid = frame(panel, cell, wanted, x, y.raised(share))
        drawn = [plotted(line, laid, len(lines)) for line in lines]
        room = _room(laid, drawn)
    rules, notes = panel.rules[:MOST_WORDS], panel.notes[:MOST_WORDS]
    return "".join(
        [
            "<g>",
            _grid(laid),
            *(rule(one, laid) for one in rules),
            *(one.drawn for one in drawn),
            _frame(laid),
            *(note(one, laid, room) for one in notes),
            *(rule_words(one, laid, room) for one in rules),
            legend(entries, room),
            _left_out(panel, room),
            _labels(panel, laid),
            "</g>",
        ]
    )


def _room(laid: Frame, drawn: list[Plotted]) -> Room:
    return Room(laid.plot, [point for one in drawn for point in one.points])


def _grid(laid: Frame) -> str:
    """A hair line at each tick, and the numbers outside the plot."""
    plot = laid.plot
    xs = laid.x.pixels(tick.at for tick in laid.x_ticks)
    ys = laid.y.pixels(tick.at for tick in laid.y_ticks)
    top, bottom, left, right = map(coordinate, (plot.top, plot.bottom, plot.left, plot.right))
    hairs = [f"M{coordinate(x)} {top}V{bottom}" for x in xs]
    hairs += [f"M{left} {coordinate(y)}H{right}" for y in ys]
    below = [
        element(tick.label, x, plot.bottom + LINE - 2)
        for tick, x in zip(laid.x_ticks, xs, strict=True)
    ]
    beside = [
        element(tick.label, plot.left - GAP, y + SIZE * 0.35)
        for tick, y in zip(laid.y_ticks, ys, strict=True)
    ]
    return (
        f'<path class="chart-grid" d="{"".join(hairs)}"/>'
        f'<g class="chart-ticks" text-anchor="middle">{"".join(below)}</g>'
        f'<g class="chart-ticks" text-anchor="end">{"".join(beside)}</g>'
    )


def _frame(laid: Frame) -> str:
    """The two axes."""
    top, bottom, left, right = map(
        coordinate, (laid.plot.top, laid.plot.bottom, laid.plot.left, laid.plot.right)
    )
    return f'<path class="chart-axis" d="M{left} {top}V{bottom}H{right}"/>'


def _labels(panel: Panel, laid: Frame) -> str:
    """The title above, the names of the axes beside."""
    plot, cell = laid.plot, laid.cell
    texts = []
    if title := fitted(panel.title, (cell.right - plot.left - GAP) / 1.15):
        texts.append(element(title, plot.left, plot.top - GAP - 2, ' class="chart-title"'))
    middle = ' class="chart-label" text-anchor="middle"'
    if label := fitted(panel.x.label, min(cell.width - GAP, 1.5 * plot.width)):
        half = width(label) / 2
        x = max(cell.left + half, min(cell.right - half, (plot.left + plot.right) / 2))
        texts.append(element(label, x, plot.bottom + 2 * LINE - 2, middle))
    if label := fitted(panel.y.label, plot.height + 2 * GAP):
        names = max((width(tick.label) for tick in laid.y_ticks), default=0)
        x, y = plot.left - names - 2 * GAP - 2, (plot.top + plot.bottom) / 2
        turned = f' transform="rotate(-90 {coordinate(x)} {coordinate(y)})"'
        texts.append(element(label, x, y, middle + turned))
    return "".join(texts)


def _left_out(panel: Panel, room: Room) -> str:
    """Said in the plot: that there is nothing to see, or that there is more than is drawn."""
    plot = room.plot
    more = len(panel.series) - MOST_LINES
    if more > 0:
        text = f"{more} more lines are not drawn"
    elif not room.points and panel.series:
        text = "no values to draw here"
    else:
        return ""
    x, y = (plot.left + plot.right) / 2, (plot.top + plot.bottom) / 2
    words = element(fitted(text, plot.width), x, y, ' text-anchor="middle"')
    return f'<g {paint("soft")}><g class="chart-words">{words}</g></g>'
