"""Pictures of evidence show the numbers that a verdict rests on, whatever they are."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET

import msgspec
import pytest

from grader.observation.evidence import (
    Descent,
    Evidence,
    GradientEvidence,
    Numbers,
    PathEvidence,
    RunsEvidence,
)
from grader.report.chart.model import Note, Panel, Series
from grader.report.chart.svg import draw
from grader.report.evidence.picture import ROWS, Picture, listed
from grader.report.evidence.show import show
from tests.report.conftest import (
    HOSTILE,
    gradient_evidence,
    path_evidence,
    runs_evidence,
)


def panel(picture: Picture) -> Panel:
    """The one panel of a picture."""
    (only,) = picture.chart.panels
    return only


def series(picture: Picture) -> dict[str, Series]:
    """The lines by their names in the legend."""
    return {line.label: line for line in panel(picture).series}


def svg(picture: Picture) -> ET.Element:
    """It drawn, and parsed as XML; no attribute is a style."""
    root = ET.fromstring(draw(picture.chart, "k"))  # noqa: S314 - our own
    assert not any("style" in element.attrib for element in root.iter())
    return root


# ---- a path ----


def test_a_path() -> None:
    """The curve, their path on it, the one that is due, and where they part."""
    evidence = path_evidence(first_wrong=3)
    picture = show(evidence)
    lines = series(picture)
    own, due, curve = lines["your path"], lines["by the update rule"], lines["the curve"]
    assert (list(own.x), list(own.y)) == (evidence.own, evidence.own_heights)
    assert (own.line, own.marker, own.colour) == ("solid", "dot", "yours")
    assert (list(due.x), due.line, due.marker, due.colour) == (
        *(evidence.due, "dashed", "ring"),
        "expected",
    )
    assert list(curve.x) == evidence.curve_x
    (note,) = panel(picture).notes
    assert note == Note(own.x[3], own.y[3], "first step that differs: 3", "wrong")
    assert "from x = 0 to x = " in picture.chart.description
    assert "in 10 steps; step 3 is the first that does not follow" in picture.chart.description
    assert "step 3 is the first that differs" in picture.caption
    (table,) = picture.tables
    assert table.header == ("Step", "Your x", "By the update rule")
    assert table.rows[1] == ("1", "0.4", "0.4")
    assert table.rows[3] == ("3", "0.464", "0.976")
    assert table.rows[4][2] == ""
    assert "first step that differs: 3" in "".join(svg(picture).itertext())


def test_a_path_without_a_wrong_step() -> None:
    """Then there is no note, and nothing is said to differ."""
    picture = show(path_evidence(first_wrong=None))
    assert panel(picture).notes == ()
    assert "differs" not in picture.caption
    assert picture.chart.description.endswith("in 10 steps.")


def test_a_path_that_runs_away_does_not_hide_its_first_wrong_step() -> None:
    """What is shown then lies around that step, and the caption says so."""
    near = show(path_evidence())
    assert (panel(near).x.limits, panel(near).y.limits) == (None, None)
    far = path_evidence(first_wrong=2)
    own: Numbers = [*far.own[:5], *(10.0**power for power in range(2, 8))]
    picture = show(msgspec.structs.replace(far, own=own, own_heights=own))
    low, high = panel(picture).x.limits or (0, 0)
    assert -1 < low < 0
    assert 0.7 < high < 3
    assert panel(picture).y.limits is not None
    assert "Only what lies around that step is shown." in picture.caption


# ---- a gradient ----


def test_a_gradient() -> None:
    """Estimates with their bars, what is claimed, and where they are farthest apart."""
    picture = show(gradient_evidence())
    lines = series(picture)
    slope, claimed = lines["slope of your f"], lines["your derivative"]
    assert list(slope.x) == list(claimed.x) == [-2, -1, 0, 1, 2]
    assert list(claimed.y) == [4, -2, -4, -2, 4]
    assert list(slope.y[:3]) == [-8, -6, -4]
    assert math.isnan(slope.y[3])
    assert list(slope.errors[:3]) == [0.5, 0.5, 0.5]
    (note,) = panel(picture).notes
    assert (note.x, note.y, note.text) == (-2, 4, "farthest apart: x = \N{MINUS SIGN}2")
    assert "differ at 3 points, the most at x = \N{MINUS SIGN}2" in picture.chart.description
    (table,) = picture.tables
    assert table.rows[0] == ("\N{MINUS SIGN}2", "4", "\N{MINUS SIGN}8 ± 0.5")
    assert table.rows[3][2] == "none"
    bars = [e for e in svg(picture).iter("path") if e.get("class") == "chart-bar"]
    assert len(bars) == 2  # one of the legend


def test_a_gradient_that_agrees() -> None:
    """There is nothing to point at."""
    evidence = gradient_evidence()
    picture = show(msgspec.structs.replace(evidence, claimed=evidence.estimate))
    assert panel(picture).notes == ()
    assert "They agree" in picture.chart.description
    holes = msgspec.structs.replace(evidence, claimed=[None, *evidence.estimate[1:]])
    assert "Yours is no number at 1 point." in show(holes).chart.description


def test_long_bars_do_not_hide_the_values() -> None:
    """They leave the picture instead."""
    evidence = msgspec.structs.replace(gradient_evidence(), error=[1e9, 0.1, 0.1, None, 0.1])
    low, high = panel(show(evidence)).y.limits or (0, 0)
    assert -20 < low < -8
    assert 4 < high < 20


# ---- runs ----


def test_runs() -> None:
    """A line each on a logarithmic axis, told apart without colours; zeros end it."""
    picture = show(runs_evidence())
    lines = series(picture)
    assert list(lines) == [f"lr = {rate}" for rate in (0.01, 0.1, 0.5, 0.9, 1.1)]
    assert len({(line.line, line.marker) for line in lines.values()}) == 5
    assert len({line.colour for line in lines.values()}) == 5
    assert panel(picture).y.scale == "log"
    assert lines["lr = 0.1"].x[:3] == (0, 1, 2)
    assert lines["lr = 0.1"].y[1] == pytest.approx(1.6)
    arrived = lines["lr = 0.5"]
    assert arrived.y[0] == 2
    assert all(map(math.isnan, arrived.y[1:]))
    assert arrived.marker == "dot"
    (note,) = panel(picture).notes
    assert (note.x, note.y, note.text) == (0, 2, "")
    assert "lr = 0.5 is exactly 0 after 1 update (ring)." in picture.caption
    assert "lr = 0.1 and lr = 0.9 lie on one line." in picture.chart.description
    assert "lr = 0.01: from 2 to 1.091 in 30 updates." in picture.chart.description
    (table,) = picture.tables
    assert table.header[:3] == ("Updates", "lr = 0.01", "lr = 0.1")
    assert table.rows[0] == ("0", "2", "2", "2", "2", "2")
    assert table.rows[1][3] == "0"
    assert table.rows[30][2] == "0.002476"


def test_many_runs() -> None:
    """Not all are drawn, and that is said."""
    one = runs_evidence().runs[0]
    picture = show(RunsEvidence([one] * 30))
    assert len(panel(picture).series) == 12
    assert "18 more runs are not drawn." in picture.caption


# ---- odd input ----

HUGE: Numbers = [1e308, -1e308, 0.0, 1e-320]
ODD: list[Numbers] = [[], [None], [None, None, None], [0.0], HUGE, [1.0] * 5_000, [math.nan]]


@pytest.mark.parametrize("other", ODD)
@pytest.mark.parametrize("one", ODD)
def test_odd_numbers(one: Numbers, other: Numbers) -> None:
    """Nothing, holes, one point, huge ones, lists of different lengths: all can be shown."""
    wrong = len(one) - 1
    several: list[Evidence] = [
        PathEvidence(one, other, other, one, other, one, wrong),
        PathEvidence(one, one, one, other, one, one, 1),
        PathEvidence(one, one, one, one, one, one, 10**9),
        GradientEvidence("", one, other, one, other),
        GradientEvidence("f", one, one, other, one),
        RunsEvidence([Descent("", one), Descent("b", other)]),
    ]
    for evidence in several:
        picture = show(evidence)
        assert svg(picture).findtext("title")
        assert picture.chart.description
        for table in picture.tables:
            assert len(table.rows) <= ROWS + 2
            assert all(len(row) == len(table.header) for row in table.rows)


def test_no_runs() -> None:
    """An empty picture is a picture."""
    assert svg(show(RunsEvidence([]))).findtext("title")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names(text: str) -> None:
    """They are texts, and short ones."""
    for evidence in (
        GradientEvidence(text, [0.0], [1.0], [2.0], [0.1]),
        RunsEvidence([Descent(text, [2.0, 1.0]), Descent(text, [1.0, 0.0])]),
    ):
        picture = show(evidence)
        drawn = draw(picture.chart, "k")
        assert "<script" not in drawn
        assert "<img" not in drawn
        assert len(drawn) < 30_000
        svg(picture)
        assert all(len(name) < 120 for name in picture.tables[0].header)
        assert len(picture.caption) < 600


def test_rows_that_matter_are_listed() -> None:
    """Also where most are left out."""
    column = tuple(map(str, range(1000)))
    table = listed(("a",), (column,), 7, 5_000)
    assert ("7",) in table.rows
    assert table.rows[0] == ("0",)
    assert table.rows[-1] == ("999",)
    assert len(table.rows) <= ROWS + 1
