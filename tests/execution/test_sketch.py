"""Figures as sketches: what can be drawn again from data is not drawn, and all else is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from grader.execution.sandbox import CodeCell, Execution, Job, Limits, Sandbox, Step
from grader.observation.sketch import MAX_POINTS, Sketch, SketchRule, parse_sketch

SERIES: dict[str, Any] = {
    "x": [0.0, None, 2.0],
    "y": [1.0, 2.0, 1e300],
    "label": "f",
    "line": "solid",
    "marker": "none",
    "colour": "#1f77b4",
}
RULE = {"across": "y", "at": 0.0, "label": "", "line": "solid", "colour": "#000000"}
AXES: dict[str, Any] = {
    "place": [0.1, 0.1, 0.8, 0.8],
    "title": "",
    "xlabel": "x",
    "ylabel": "y",
    "xscale": "linear",
    "yscale": "log",
    "xlim": [0.0, 1.0],
    "ylim": [1.0, 0.1],
    "legend": False,
    "series": [SERIES],
    "rules": [RULE],
}
WHOLE: dict[str, Any] = {"aspect": 1.5, "axes": [AXES]}


def parsed(value: object) -> Sketch | None:
    """What is read of it."""
    return parse_sketch(msgspec.json.encode(value))


def with_series(**changed: object) -> dict[str, Any]:
    """The sketch with another series."""
    return {**WHOLE, "axes": [{**AXES, "series": [{**SERIES, **changed}]}]}


def with_axes(**changed: object) -> dict[str, Any]:
    """The sketch with another plot."""
    return {**WHOLE, "axes": [{**AXES, **changed}]}


def test_a_sketch_is_read() -> None:
    """And written in the same form."""
    sketch = parsed(WHOLE)
    assert sketch is not None
    assert msgspec.json.decode(msgspec.json.encode(sketch)) == WHOLE


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        "sketch",
        {},
        {**WHOLE, "more": 1},
        {**WHOLE, "aspect": 0.0},
        {**WHOLE, "aspect": 1e9},
        {**WHOLE, "axes": [AXES] * 17},
        with_axes(yscale="symlog"),
        with_axes(title="t" * 501),
        with_axes(xlim=[0.0, 1e301]),
        with_axes(place=[0.0, 0.0, 1.0]),
        with_axes(series=[SERIES] * 61),
        with_axes(rules=[{**RULE, "across": "z"}]),
        with_axes(rules=[{**RULE, "at": None}]),
        with_series(colour="red"),
        with_series(colour="#1F77B4"),
        with_series(colour='#1f77b4" onload="alert(1)'),
        with_series(line="wavy"),
        with_series(marker="<script>"),
        with_series(x=["0"]),
        with_series(x=[0.0] * (MAX_POINTS + 1)),
        with_series(label=None),
    ],
)  # fmt: skip
def test_what_is_none(value: object) -> None:
    """Nothing of it is used."""
    assert parsed(value) is None


@pytest.mark.parametrize(
    "data", [b"", b"{", b"\xff", b"[" * 10**5, b'{"aspect": 1e999, "axes": []}']
)
def test_what_is_no_json(data: bytes) -> None:
    """Nor is this."""
    assert parse_sketch(data) is None


DRAW = "fig, ax = plt.subplots()\nax.plot([0, 1, 2], [1, 4, 9], 'o--', color='r', label='path')\n"
SKETCHED = {
    "lines": DRAW,
    "words": DRAW + "ax.set(title='t', xlabel='x', ylabel='y')\nax.legend()\nax.grid()",
    "two plots": "fig, axes = plt.subplots(1, 2)\naxes[0].plot([1])\naxes[1].plot([1, 2])\n"
    "plt.tight_layout()",
    "log": DRAW + "ax.set_yscale('log')",
    "points": DRAW + "ax.scatter([1, 2], [3, 4], label='minimum')",
    "rules": DRAW + "ax.axhline(3, color='k', ls=':')\nax.axvline(2)",
    "gaps": DRAW + "ax.plot([0, np.nan, 1], [1, 2, np.inf])",
    "reversed": DRAW + "ax.invert_xaxis()",
    "a dollar": DRAW + "ax.set_title('costs 5$')",
    "names of the legend": DRAW + "ax.plot([1, 2])\nax.legend(['one', 'two'])",
}
DRAWN = {
    "a formula": DRAW + "ax.set_title(r'$\\eta = 0.1$')",
    "a note": DRAW + "ax.annotate('minimum', (1, 1))",
    "an area": DRAW + "ax.fill_between([0, 1], [0, 1])",
    "bars": "plt.bar([1, 2], [3, 4])",
    "names at the ticks": DRAW + "ax.set_xticks([0, 1], ['zero', 'one'])",
    "categories": "plt.plot(['a', 'b'], [1, 2])",
    "an image": "plt.imshow(np.eye(3))",
    "contours": "plt.contour(np.outer(np.arange(5), np.arange(5)))",
    "error bars": "plt.errorbar([0, 1], [0, 1], [1, 1])",
    "colours by value": "plt.scatter([0, 1], [0, 1], c=[1, 2])",
    "sizes by value": "plt.scatter([0, 1], [0, 1], s=[10, 20])",
    "two scales": DRAW + "ax.twinx().plot([1, 2])",
    "polar": "plt.polar([0, 1], [0, 1])",
    "steps": "plt.step([0, 1], [0, 1])",
    "a title of all": DRAW + "fig.suptitle('all')",
    "another scale": DRAW + "ax.set_yscale('symlog')",
    "no frame": DRAW + "ax.axis('off')",
    "equal scales": DRAW + "ax.set_aspect('equal')",
    "an arrow": DRAW + "ax.arrow(0, 0, 1, 1)",
    "a line for ever": DRAW + "ax.axline((0, 0), slope=1)",
    "many points": "plt.plot(np.arange(1001))",
    "a strange line": DRAW + "ax.lines[0].__class__ = type('L', (type(ax.lines[0]),), {})",
}  # fmt: skip


@pytest.fixture(scope="module")
def execution(make_sandbox: Callable[[str], Sandbox]) -> Execution:
    """All of these figures, each a cell."""
    sources = ["import numpy as np\nimport matplotlib.pyplot as plt"]
    sources += [f"{code}\nplt.show()" for code in (*SKETCHED.values(), *DRAWN.values())]
    cells = tuple(CodeCell(at, source) for at, source in enumerate(sources))
    return make_sandbox("full").run(Job((Step("s", cells),), limits=Limits(pictures=99)))


@pytest.mark.sandbox
def test_each_figure_is_kept_once(execution: Execution) -> None:
    """In order, and whatever it holds."""
    assert [cell.fault for cell in execution.cells] == [None] * len(execution.cells)
    assert [picture.cell for picture in execution.pictures] == list(range(1, len(execution.cells)))


@pytest.mark.sandbox
@pytest.mark.parametrize("name", SKETCHED)
def test_sketched(execution: Execution, name: str) -> None:
    """No picture is drawn where the data says it all."""
    picture = execution.pictures[list(SKETCHED).index(name)]
    assert picture.sketch is not None
    assert picture.png == b""


@pytest.mark.sandbox
@pytest.mark.parametrize("name", DRAWN)
def test_drawn(execution: Execution, name: str) -> None:
    """A picture where the data would not show all of it."""
    picture = execution.pictures[len(SKETCHED) + list(DRAWN).index(name)]
    assert picture.sketch is None
    assert picture.png.startswith(b"\x89PNG")


@pytest.mark.sandbox
def test_what_a_sketch_holds(execution: Execution) -> None:
    """Numbers, words, style, legend and place, as they were drawn."""
    found = dict(zip(SKETCHED, execution.pictures, strict=False))
    sketches = {name: picture.sketch for name, picture in found.items()}
    lines = sketches["lines"]
    assert lines is not None
    (axes,) = lines.axes
    (line,) = axes.series
    assert (line.x, line.y) == ([0.0, 1.0, 2.0], [1.0, 4.0, 9.0])
    assert (line.label, line.line, line.marker, line.colour) == ("path", "dashed", "dot", "#ff0000")
    assert lines.aspect == pytest.approx(640 / 480)
    assert axes.xlim == pytest.approx((-0.1, 2.1))
    words = sketches["words"]
    assert words is not None
    assert (words.axes[0].title, words.axes[0].xlabel, words.axes[0].legend) == ("t", "x", True)
    two = sketches["two plots"]
    assert two is not None
    assert two.axes[0].place[0] + two.axes[0].place[2] < two.axes[1].place[0]
    log = sketches["log"]
    assert log is not None
    assert log.axes[0].yscale == "log"
    rules = sketches["rules"]
    assert rules is not None
    assert rules.axes[0].rules == [
        SketchRule("y", 3.0, "", "dotted", "#000000"),
        SketchRule("x", 2.0, "", "solid", "#1f77b4"),
    ]
    gaps = sketches["gaps"]
    assert gaps is not None
    assert gaps.axes[0].series[1].x == [0.0, None, 1.0]
    assert gaps.axes[0].series[1].y == [1.0, 2.0, None]
    legend = sketches["names of the legend"]
    assert legend is not None
    assert [one.label for one in legend.axes[0].series] == ["one", "two"]


@pytest.mark.sandbox
def test_how_many_are_kept(make_sandbox: Callable[[str], Sandbox]) -> None:
    """Sketches count as pictures do, and so do their bytes."""
    source = "import matplotlib.pyplot as plt\n" + "plt.plot([1, 2])\nplt.show()\n" * 3
    job = Job((Step("s", (CodeCell(1, source),)),), limits=Limits(pictures=2))
    sandbox = make_sandbox("full")
    assert len(sandbox.run(job).pictures) == 2
    wide = "import matplotlib.pyplot as plt\nplt.plot([x / 7 for x in range(999)])\nplt.show()\n"
    small = Job((Step("s", (CodeCell(1, wide),)),), limits=Limits(picture_kb=1))
    assert sandbox.run(small).pictures == ()
