"""The drawing shows what the data say, whatever they are, and nothing in it is obeyed."""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.report.chart.curve import Rect, clipped, path, pieces, thinned
from grader.report.chart.layout import cells
from grader.report.chart.model import TONES, Axis, Chart, Marker, Note, Panel, Rule, Series
from grader.report.chart.svg import draw
from grader.report.html import HERE

UNIT = Axis("x", limits=(0, 10))
PLACE = (0.2, 0.2, 0.6, 0.6)
"""With a canvas of 500 by 500: the plot area is from 100 to 400 both ways."""


def svg(*panels: Panel, key: str = "k") -> ET.Element:
    """A drawing, parsed as XML."""
    return ET.fromstring(draw(Chart(panels, 500, 500, "Title", "Description"), key))  # noqa: S314


def panel(*series: Series, x: Axis = UNIT, y: Axis = UNIT, legend: bool = False) -> Panel:
    """A panel at a known place."""
    return Panel("Panel", x, y, series, legend=legend, place=PLACE)


def data(root: ET.Element, look: str) -> list[str]:
    """The data of all paths of a class."""
    return [e.get("d", "") for e in root.iter("path") if look in (e.get("class") or "").split()]


def texts(root: ET.Element) -> list[str]:
    """All that is written."""
    return [e.text or "" for e in root.iter("text")]


def attributes(root: ET.Element) -> Iterator[tuple[str, str]]:
    """All attributes of all elements."""
    for e in root.iter():
        yield from e.attrib.items()


def test_points_are_where_they_should_be() -> None:
    """From the left and from the bottom, whichever way the axis runs."""
    line = Series((0, 5, 10), (0, 2.5, 10))
    assert data(svg(panel(line)), "chart-line") == ["M100 400 250 325 400 100"]
    back = panel(line, y=Axis(limits=(10, 0)))
    assert data(svg(back), "chart-line") == ["M100 100 250 175 400 400"]
    tens = panel(Series((0, 10), (1, 100)), y=Axis(scale="log", limits=(1, 1000)))
    assert data(svg(tens), "chart-line") == ["M100 400 400 200"]


def test_a_value_without_a_place_interrupts_the_line() -> None:
    """A point left alone between two of them is a dot."""
    odd = Series((0, 1, 2, 3, 4, 5), (0, 1, math.nan, 3, math.inf, 5))
    assert data(svg(panel(odd)), "chart-line") == ["M100 400 130 370M190 310h0M250 250h0"]
    log = panel(Series((0, 5, 10), (10, 0, 10)), y=Axis(scale="log", limits=(1, 100)))
    assert data(svg(log), "chart-line") == ["M100 250h0M400 250h0"]


def test_a_line_is_cut_at_the_edges() -> None:
    """However far it goes; it enters and leaves where it should."""
    line = Series((0, 5, 10), (5, 15, 5))
    assert data(svg(panel(line)), "chart-line") == ["M100 250 175 100M325 100 400 250"]
    far = Series((0, 5, 10), (0, 1e300, 0))
    assert data(svg(panel(far)), "chart-line") == ["M100 400 100 100M400 100 400 400"]
    assert data(svg(panel(Series((20, 30), (1, 2)))), "chart-line") == []
    across = Series((-1e308, 1e308), (5, 5))
    assert data(svg(panel(across)), "chart-line") == ["M100 250 400 250"]


def test_a_line_that_leaves_and_comes_back_is_in_pieces() -> None:
    """The parts outside are not joined along the edge."""
    plot = Rect(0, 0, 10, 10)
    assert list(clipped([(5, 5), (5, 15), (8, 15), (8, 5)], plot)) == [
        [(5, 5), (5, 10)],
        [(8, 10), (8, 5)],
    ]
    assert list(clipped([(-5, 5), (20, 5)], plot)) == [[(0, 5), (10, 5)]]
    assert list(clipped([(20, 20)], plot)) == []


def test_repeated_points_are_written_once() -> None:
    """And whole coordinates without a fraction."""
    assert path([[(1.0, 2.0), (1.04, 2.0), (3.25, 4.0), (30.0, 40.0)]]) == "M1 2 3.2 4 30 40"
    assert list(pieces([1, math.nan, 2], [1, 1, 2])) == [[(1, 1)], [(2, 2)]]


@given(st.floats(0.001, 300), st.floats(0.001, 300))
def test_thinning_keeps_the_extremes(a: float, b: float) -> None:
    """Also of a line that jumps to and fro; ends and order stay."""
    piece = [((i * a) % 300.7, (i * i * b) % 299.3) for i in range(3000)]
    kept = thinned(piece, 100)
    assert (kept[0], kept[-1]) == (piece[0], piece[-1])
    for at in (0, 1):
        assert max(p[at] for p in kept) == max(p[at] for p in piece)
        assert min(p[at] for p in kept) == min(p[at] for p in piece)
    assert len(kept) <= 600
    positions = iter(piece)
    assert all(point in positions for point in kept)


def test_a_long_line_is_short_in_the_drawing() -> None:
    """One peak among many points is still there, in the line and in the marks."""
    xs = tuple(i / 2000 for i in range(20001))
    ys = tuple(9.0 if i == 12345 else 5 + math.sin(i) for i in range(20001))
    root = svg(panel(Series(xs, ys, marker="dot")))
    for look in ("chart-line", "chart-dot"):
        (drawn,) = data(root, look)
        assert re.search(r"28[45](\.\d)? 130(?!\d)", drawn)
        assert len(drawn) < 30_000


@pytest.mark.parametrize("marker", ["dot", "ring", "cross", "square", "star", "triangle"])
def test_marks(marker: Marker) -> None:
    """One at every point in view, with a line or without."""
    line = Series((1, 5, 20, math.nan), (5, 5, 5, 5), line="none", marker=marker)
    root = svg(panel(line))
    assert data(root, "chart-line") == []
    drawn = [d for look in ("chart-dot", "chart-open", "chart-full") for d in data(root, look)]
    assert len(drawn) == 1
    assert len(re.findall(r"M(130|250) 250", drawn[0])) == 2
    assert drawn[0].count("M") == 2


def test_error_bars() -> None:
    """From one end to the other, with caps where the ends are in view; odd ones are left out."""
    line = Series((0, 1, 5, 6), (5, 5, 5, 5), line="none", errors=(1, 20, math.nan))
    assert data(svg(panel(line)), "chart-bar") == ["M100 220V280M96.5 220h7M96.5 280h7M130 100V400"]
    log = panel(
        Series((0,), (10,), line="none", errors=(20,)), y=Axis(scale="log", limits=(1, 100))
    )
    assert data(svg(log), "chart-bar")[0].endswith("V400M96.5 178.4h7")


def test_rules_and_notes() -> None:
    """Where they belong; a note out of view keeps its words."""
    rules = (Rule(5, "x", "half"), Rule(2, "y"), Rule(11, "x", "gone"), Rule(math.nan, "y"))
    notes = (Note(5, 5, "here"), Note(5, 500, "far up"), Note(math.nan, 1, "nowhere"))
    root = svg(replace(panel(Series((0,), (0,))), rules=rules, notes=notes))
    assert {"M250 100V400", "M100 340H400"} <= set(data(root, "chart-dashed"))
    assert len(data(root, "chart-dashed")) == 2
    assert [(e.get("cx"), e.get("cy")) for e in root.iter("circle")] == [("250", "250")]
    assert {"half", "here", "far up"} <= set(texts(root))
    assert not {"gone", "nowhere"} & set(texts(root))


def test_the_words_of_notes_do_not_meet() -> None:
    """Neither each other nor the plot's edge."""
    notes = tuple(Note(9.9, 5, f"note {i}") for i in range(3))
    root = svg(replace(panel(Series((0,), (0,))), notes=notes))
    words = [e for e in root.iter("text") if (e.text or "").startswith("note")]
    ys = sorted(float(e.get("y", "")) for e in words)
    assert all(b - a >= 14 for a, b in pairwise(ys))
    assert all(float(e.get("x", "")) < 360 for e in words)


@pytest.mark.parametrize(
    ("y", "right", "top"),
    [((0, 10), False, True), ((10, 0), True, True)],
)
def test_the_legend_keeps_out_of_the_way(y: tuple[float, float], *, right: bool, top: bool) -> None:
    """It is in a corner that the line does not cross."""
    (box,) = svg(panel(Series((0, 10), y, "a line"), legend=True)).iter("rect")
    assert (float(box.get("x", "")) > 250) is right
    assert (float(box.get("y", "")) < 250) is top


def test_a_small_legend_gets_room_of_its_own() -> None:
    """Where the line is everywhere, a fitted axis is made longer; a given one is not."""
    xs = tuple(i / 10 for i in range(100))
    line = Series(xs, tuple(math.sin(9 * x) for x in xs), "everywhere")
    for y in (Axis(), Axis(scale="log")):
        shifted = replace(line, y=tuple(v + 2 for v in line.y))
        root = svg(panel(shifted, y=y, legend=True))
        (box,) = root.iter("rect")
        bottom = float(box.get("y", "")) + float(box.get("height", ""))
        drawn = data(root, "chart-line")[0]
        assert min(float(v) for v in drawn[1:].split()[1::2]) > bottom
    fixed = svg(panel(line, y=Axis(limits=(-1, 1)), legend=True))
    assert min(float(v) for v in data(fixed, "chart-line")[0][1:].split()[1::2]) < 110


def test_a_legend_is_cut() -> None:
    """After twelve, and within long labels; lines without a label have no entry."""
    many = [Series((0,), (i,), f"line {i}") for i in range(20)]
    shown = texts(svg(panel(*many, Series((0,), (1,)), legend=True)))
    assert "line 8" in shown
    assert f"… and {20 - sum(t.startswith('line') for t in shown)} more" in shown
    assert sum(t.startswith("line") for t in shown) <= 12
    long = texts(svg(panel(Series((0,), (0,), "long " * 100), legend=True)))
    assert any(t.startswith("long long") and t.endswith("…") and len(t) < 40 for t in long)
    assert "a" not in texts(svg(panel(Series((0,), (0,), "a"))))


EVIL = '"><script>alert(1)</script>\u202e\x00\ud800' + "W" * 1000


def hostile() -> Panel:
    """Every text is hostile, every number odd."""
    numbers = (1e-300, 0.0, -1.0, math.nan, math.inf, 1e308, 10**400, 3.0)
    line = Series(numbers, numbers[::-1], EVIL, "dashed", "star", EVIL, numbers)
    axis = Axis(EVIL, "log", (math.nan, -3))
    rules = tuple(Rule(v, across, EVIL, EVIL) for v in numbers for across in ("x", "y"))
    notes = tuple(Note(v, w, EVIL, EVIL) for v in numbers for w in numbers)
    return Panel(EVIL, axis, Axis(EVIL), (line, line), rules, notes, legend=True)


def test_hostile_texts_and_numbers_are_harmless() -> None:
    """They are escaped, shown and cut; ids stay ids; no coordinate is odd."""
    chart = Chart((hostile(), replace(hostile(), place=(-1, math.nan, 2, 0))), 0, 10**9, EVIL, EVIL)
    text = draw(chart, 'a" onload="b c')
    root = ET.fromstring(text)  # noqa: S314
    allowed = {"svg", "title", "desc", "g", "path", "text", "circle", "rect"}
    assert {e.tag for e in root.iter()} <= allowed
    assert "<script" not in text
    assert "\u202e" not in text
    text.encode()
    drawn = [(name, v) for name, v in attributes(root) if name not in ("class", "role", "id")]
    assert not any(re.search(r"nan|inf|e[+-]?\d", v) for _, v in drawn if "label" not in v)
    numbers = [float(n) for _, v in drawn for n in re.findall(r"-?\d+\.?\d*", v)]
    assert max(map(abs, numbers)) < 3000
    assert max(map(len, texts(root))) < 400


def test_there_is_no_style_and_no_address() -> None:
    """The page's policy forbids the one, and nothing is fetched."""
    text = draw(Chart((hostile(),), 440, 320, "t", "d"), "k")
    names = {name for name, _ in attributes(ET.fromstring(text))}  # noqa: S314
    assert not {n for n in names if n == "style" or n.startswith("on") or "href" in n}
    assert not re.search(r"<style|url\(|http", text)


def test_ids_start_with_the_key() -> None:
    """And name the drawing."""
    root = svg(panel(), panel(), key="ex1-f2")
    ids = [v for name, v in attributes(root) if name == "id"]
    assert ids == ["ex1-f2-t", "ex1-f2-d"]
    assert (root.get("role"), root.get("aria-labelledby")) == ("img", "ex1-f2-t ex1-f2-d")
    assert [root.findtext("title"), root.findtext("desc")] == ["Title", "Description"]


@pytest.mark.parametrize(
    ("colour", "attribute"),
    [
        ("wrong", ("class", "c-wrong")),
        ("#1F77b4", ("color", "#1f77b4")),
        ("#1f77b4\n", ("class", "c-ink")),
        ("#1f77b", ("class", "c-ink")),
        ("red", ("class", "c-ink")),
        ("url(x)", ("class", "c-ink")),
    ],
)
def test_colours(colour: str, attribute: tuple[str, str]) -> None:
    """A tone, six digits, or else ink."""
    assert attribute in attributes(svg(panel(Series((0, 1), (0, 1), colour=colour))))


SMALL = st.floats(width=16) | st.integers() | st.floats()


@given(st.lists(SMALL, max_size=8), st.lists(SMALL, max_size=8), st.booleans())
def test_any_numbers_can_be_drawn(xs: list[float], ys: list[float], log: bool) -> None:  # noqa: FBT001
    """On fitted axes of both kinds, and as many as there are of both."""
    axis = Axis("a", "log" if log else "linear")
    line = Series(tuple(xs), tuple(ys), "l", marker="dot", errors=tuple(ys))
    notes = tuple(Note(x, y, "n") for x, y in zip(xs, ys, strict=False))
    root = svg(Panel("", axis, axis, (line,), (), notes, legend=True))
    for name, value in attributes(root):
        if name in ("d", "x", "y", "cx", "cy"):
            assert not re.search(r"[ae]|inf", value.removeprefix("a")) or "a" in value
            assert "nan" not in value


def test_an_empty_panel_says_so() -> None:
    """Where there are lines with nothing to show; no panels are no error."""
    assert "no values to draw here" in texts(svg(panel(Series((1,), (math.nan,), "x"))))
    assert "no values to draw here" not in texts(svg(panel()))
    assert list(svg().iter("text")) == []


def test_lines_left_out_are_counted() -> None:
    """A hundred are drawn, and the drawing stays small."""
    xs = tuple(i / 100 for i in range(1000))
    lines = [Series(xs, tuple(5 + math.sin(i * x) for x in xs)) for i in range(130)]
    chart = Chart((panel(*lines),), 500, 500, "", "")
    text = draw(chart, "k")
    assert "30 more lines are not drawn" in text
    assert len(text) < 800_000


def test_panels_stand_side_by_side() -> None:
    """Without places they share the width, and with them each has its part of the gaps."""
    bare = replace(panel(), place=None)
    (one, _), (other, _) = cells(Chart((bare, bare), 500, 500, "", ""), (500, 500))
    assert (one.right, other.left) == (250, 250)
    grid = [(0.1, 0.55, 0.35, 0.4), (0.55, 0.55, 0.35, 0.4), (0.1, 0.1, 0.35, 0.4)]
    grid.append((0.55, 0.1, 0.35, 0.4))
    placed = [replace(bare, place=place) for place in grid]
    rooms = [cell for cell, _ in cells(Chart(tuple(placed), 500, 500, "", ""), (500, 500))]
    assert not any(a.meets(b) for a, b in combinations(rooms, 2))


def test_tick_labels_stand_apart() -> None:
    """Also where they are long and the panel is narrow."""
    root = svg(replace(panel(x=Axis(limits=(100.0001, 100.0009))), place=(0.2, 0.2, 0.3, 0.6)))
    below = next(e for e in root.iter("g") if e.get("text-anchor") == "middle")
    xs = [float(e.get("x", "")) for e in below]
    assert 1 <= len(xs) <= 3
    assert all(b - a > 60 for a, b in pairwise(xs))


def test_the_same_chart_gives_the_same_text_and_a_small_one() -> None:
    """Five lines of 200 points take less than 25 KB."""
    xs = tuple(float(i) for i in range(200))
    lines = [Series(xs, tuple(math.sin(i * x) for x in xs), f"l{i}") for i in range(5)]
    chart = Chart((Panel("", Axis(), Axis(), tuple(lines), legend=True),), 440, 320, "", "")
    assert draw(chart, "k") == draw(chart, "k")
    assert len(draw(chart, "k").encode()) < 25_000


CSS = (HERE / "static" / "chart.css").read_text(encoding="utf-8")
REPORT = (HERE / "static" / "report.css").read_text(encoding="utf-8")


def colours(css: str) -> dict[str, str]:
    """The colours by name that a piece of a style sheet sets."""
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", css))


LIGHT = colours(CSS.split("@media")[0])
DARK = colours(CSS.split("@media")[1].split(".paper")[0])
PAPER = colours(CSS.split("\n.paper {")[1].split("}")[0])
PAGE_LIGHT, PAGE_DARK = map(colours, REPORT.split("*, ::before", 1)[0].split("@media screen", 1))


def linear(colour: str) -> list[float]:
    """Red, green and blue as amounts of light."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2.2."""
    r, g, b = linear(colour)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


# Red, green and blue as most see them, without red cones, without green ones (Machado 2009).
SIGHTS = (
    ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
    ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
)


def lab(colour: str, sight: tuple[tuple[float, ...], ...]) -> list[float]:
    """The colour as it is seen, in CIE L*a*b*."""
    light = linear(colour)
    r, g, b = (max(0.0, sum(a * c for a, c in zip(row, light, strict=True))) for row in sight)
    x, y, z = (
        (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047,
        0.2126 * r + 0.7152 * g + 0.0722 * b,
        (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883,
    )
    x, y, z = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z))
    return [116 * y - 16, 500 * (x - y), 200 * (y - z)]


@pytest.mark.parametrize(
    ("tones", "paper"),
    [(LIGHT, PAGE_LIGHT["paper"]), (DARK, PAGE_DARK["paper"]), (LIGHT, PAPER["paper"])],
    ids=["light", "dark", "paper"],
)
def test_lines_can_be_seen_and_told_apart(tones: dict[str, str], paper: str) -> None:
    """3 to 1 on their ground, and far from each other for colour-blind readers too."""
    assert sorted(tones) == [f"chart-{i}" for i in range(1, 7)]
    for colour in tones.values():
        low, high = sorted((luminance(colour), luminance(paper)))
        assert (high + 0.05) / (low + 0.05) >= 3
    for sight in SIGHTS:
        seen = [lab(colour, sight) for colour in tones.values()]
        assert min(math.dist(a, b) for a, b in combinations(seen, 2)) > 20


def test_paper_is_the_light_scheme() -> None:
    """A white ground has the colours that the report has on white."""
    assert all(PAGE_LIGHT[name] == colour for name, colour in PAPER.items())
    assert PAPER["paper"] == "#ffffff"


def test_every_class_has_its_style() -> None:
    """Each tone, and each class that a drawing uses; no address and no tag in the style."""
    assert all(f".c-{tone} {{" in CSS for tone in TONES)
    assert not re.search(r"url\(|@import|@font-face|<", CSS)
    markers: tuple[Marker, ...] = ("dot", "ring", "square")
    lines = [
        Series((0, 1), (0, 1), "l", line, marker, errors=(1,))
        for line in ("solid", "dashed", "dotted", "dashdot")
        for marker in markers
    ]
    full = replace(panel(*lines, legend=True), rules=(Rule(1, "x", "r"),), notes=(Note(1, 1, "n"),))
    used = {c for name, v in attributes(svg(full)) if name == "class" for c in v.split()}
    plain = {"chart-ticks"}
    assert {c for c in used if f".{c} " not in CSS and f".{c}," not in CSS} <= plain
