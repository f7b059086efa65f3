"""A student's figure, drawn again from its sketch: their colours, marks and places, our lines."""

from __future__ import annotations

from grader.observation.sketch import Sketch, SketchAxes, SketchRule, SketchSeries
from grader.report.chart.model import Axis, Chart, Panel, Rule, Series
from grader.report.chart.numerals import floats

WIDTHS = (440, 640)
"""For one plot, and for several."""
HEIGHTS = (240, 800)


def redraw(sketch: Sketch, title: str, description: str) -> Chart:
    """The chart of a sketch; `title` and `description` are for people who cannot see it."""
    width = WIDTHS[len(sketch.axes) > 1]
    height = round(min(max(width / sketch.aspect, HEIGHTS[0]), HEIGHTS[1]))
    panels = tuple(_panel(axes) for axes in sketch.axes)
    return Chart(panels, width, height, title, description)


def _panel(axes: SketchAxes) -> Panel:
    return Panel(
        title=axes.title,
        x=Axis(axes.xlabel, axes.xscale, axes.xlim),
        y=Axis(axes.ylabel, axes.yscale, axes.ylim),
        series=tuple(map(_series, axes.series)),
        rules=tuple(map(_rule, axes.rules)),
        legend=axes.legend,
        place=axes.place,
    )


def _series(drawn: SketchSeries) -> Series:
    x, y = floats(drawn.x), floats(drawn.y)
    return Series(x, y, drawn.label, drawn.line, drawn.marker, drawn.colour)


def _rule(drawn: SketchRule) -> Rule:
    return Rule(drawn.at, drawn.across, drawn.label, drawn.colour, drawn.line)
