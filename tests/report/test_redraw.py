"""A student's figure drawn again: their numbers, words and colours, and a table of them."""

from __future__ import annotations

import math
from xml.etree import ElementTree as ET

import msgspec
import pytest

from grader.grading.result import PictureRef, Result
from grader.observation.sketch import Sketch
from grader.report.html import render_html
from grader.report.redraw import HEIGHTS, WIDTHS, redraw
from tests.report.conftest import sketch


def with_figure(result: Result, drawn: Sketch) -> Result:
    """The result with this figure alone."""
    picture = PictureRef(9, "a curve", sketch=drawn)
    exercise = msgspec.structs.replace(result.exercises[0], pictures=[picture])
    return msgspec.structs.replace(result, exercises=[exercise])


def test_what_a_sketch_becomes() -> None:
    """Everything that is in it; what is no number breaks the line."""
    chart = redraw(sketch(), "Your figure", "a curve")
    (panel,) = chart.panels
    (series,) = panel.series
    (rule,) = panel.rules
    assert (chart.title, chart.description) == ("Your figure", "a curve")
    assert (panel.title, panel.x.label, panel.y.label, panel.legend) == (*["f(x)"] * 3, True)
    assert panel.place == (0.1, 0.1, 0.8, 0.8)
    assert (panel.x.limits, panel.y.limits, panel.y.scale) == ((-1, 2), (0, 4), "linear")
    assert series.x[:2] == (-1, 0)
    assert math.isnan(series.x[2])
    assert (series.label, series.line, series.marker, series.colour) == (
        "f(x)",
        "solid",
        "dot",
        "#808080",
    )
    assert (rule.across, rule.at, rule.line, rule.colour) == ("y", 1.0, "dotted", "#000000")


@pytest.mark.parametrize(("aspect", "height"), [(10, HEIGHTS[0]), (0.1, HEIGHTS[1]), (1.1, 400)])
def test_its_shape(aspect: float, height: int) -> None:
    """That of the figure, within reason; several plots have more room."""
    one = msgspec.structs.replace(sketch(), aspect=aspect)
    chart = redraw(one, "", "")
    assert (chart.width, chart.height) == (WIDTHS[0], height)
    two = msgspec.structs.replace(one, axes=one.axes * 2)
    assert redraw(two, "", "").width == WIDTHS[1]


def test_it_is_in_the_page(result: Result) -> None:
    """Named, described, with a table, and reachable by keyboard, for it may have to be scrolled."""
    page = render_html(with_figure(result, sketch()), {})
    begin = page.index('<svg class="chart"')
    drawn = ET.fromstring(page[begin : page.index("</svg>", begin) + 6])  # noqa: S314
    title, description = drawn.findtext("title"), drawn.findtext("desc")
    assert title == "Your figure 1, drawn in cell 9"
    assert description == "a curve"
    assert "gone" not in page[begin - 300 : begin]
    assert 'role="group" aria-label="Your figure 1, drawn in cell 9"><svg' in page
    table = page[page.index("The numbers in this picture") :]
    assert "<td>\N{MINUS SIGN}1</td><td>1</td>" in table
    assert table.index("<table ") < table.index("</details>")


def test_two_figures_have_ids_of_their_own(result: Result) -> None:
    """In one exercise and in two."""
    picture = PictureRef(9, "a curve", sketch=sketch())
    exercises = [msgspec.structs.replace(one, pictures=[picture] * 2) for one in result.exercises]
    page = render_html(msgspec.structs.replace(result, exercises=exercises), {})
    ids = [part.split('"')[0] for part in page.split(' id="')[1:]]
    assert len(ids) == len(set(ids))
    assert sum(one.endswith("-t") for one in ids) == 2 * len(exercises)
