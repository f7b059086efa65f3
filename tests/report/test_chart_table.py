"""The tables hold the numbers of a chart, and say what they leave out."""

from __future__ import annotations

import math

from grader.report.chart.model import Axis, Chart, Note, Panel, Rule, Series
from grader.report.chart.numerals import TIMES
from grader.report.chart.table import Table, table


def tables(panel: Panel, rows: int = 25) -> tuple[Table, ...]:
    """The tables of a chart with that panel alone."""
    return table(Chart((panel,), 440, 320, "", ""), rows)


def test_lines_with_the_same_x_share_a_table() -> None:
    """A column each, and another table for another x."""
    one = Series((0, 1), (1 / 3, -2), "yours")
    two = Series((0, 1), (5e-9, math.nan))
    other = Series((0, 2), (1, 2), "other")
    first, second = tables(Panel("Loss", Axis("step"), Axis("loss"), (one, two, other)))
    assert first.caption == "Loss"
    assert first.header == ("step", "yours", "line 2")
    assert first.rows == (("0", "0.3333", f"5{TIMES}10⁻⁹"), ("1", "\u22122", "nan"))
    assert first.note == ""
    assert (second.header, second.rows) == (("step", "other"), (("0", "1"), ("2", "2")))


def test_a_long_table_is_thinned_and_says_so() -> None:
    """The first and the last point are kept."""
    numbers = tuple(float(i) for i in range(1001))
    (made,) = tables(Panel("", Axis(), Axis(), (Series(numbers, numbers),)))
    assert len(made.rows) == 25
    assert (made.rows[0], made.rows[-1]) == (("0", "0"), ("1000", "1000"))
    assert made.note == "25 of 1001 points are listed."
    assert len({row[0] for row in made.rows}) == 25
    (short,) = tables(Panel("", Axis(), Axis(), (Series(numbers, numbers),)), rows=0)
    assert len(short.rows) == 2


def test_errors_rules_and_notes_are_in_it() -> None:
    """What is drawn beside the lines is said in words."""
    line = Series((1, 2, 3), (4, 5), "slope", errors=(0.5,))
    rule, note = Rule(0.1, "x", "lr = 0.1"), Note(2, -5, "first wrong step")
    (made,) = tables(Panel("", Axis(), Axis("y"), (line,), (rule, Rule(7, "y")), (note,)))
    assert made.rows == (("1", "4 ± 0.5"), ("2", "5"))
    assert made.note == "Line at x = 0.1: lr = 0.1. At (2, \u22125): first wrong step."
    (bare,) = tables(Panel("", Axis(), Axis("y"), (), (rule,)))
    assert (bare.header, bare.rows) == (("x", "y"), ())
    assert bare.note == "Line at x = 0.1: lr = 0.1."


def test_untrusted_texts_are_visible_and_bounded() -> None:
    """They are not escaped here: what shows the table does that."""
    text = "\u202e<b>" + "W" * 500
    (made,) = tables(Panel(text, Axis(text), Axis(text), (Series((1,), (1,), text),)))
    assert made.header[0].startswith("\\u202e<b>W")
    assert max(map(len, (*made.header, made.caption))) < 210
    assert len(table(Chart((), 1, 1, "", ""))) == 0


def test_lines_left_out_are_counted() -> None:
    """As they are in the drawing."""
    lines = tuple(Series((1,), (float(i),)) for i in range(120))
    (made,) = tables(Panel("", Axis(), Axis(), lines))
    assert len(made.header) == 101
    assert made.note == "20 more lines are not listed."
