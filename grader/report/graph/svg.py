"""The graph of an exercise as an `svg` element that needs `graph.css` and the page's icons."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import TypeAlias

from markupsafe import Markup, escape

from grader.report.chart.curve import Point, Rect
from grader.report.chart.model import KEPT
from grader.report.chart.text import coordinate, element, fitted, q, width
from grader.report.graph.layers import Layout, layout
from grader.report.graph.model import BEGINS, Graph, Quantity
from grader.report.safe import one_line

Line: TypeAlias = tuple[int, int]

EDGE, PAD, ICON = 4.0, 10.0, 15.0
ROW = 20.0
BETWEEN = 38.0
HEAD = 8.0
PORT = 14.0
NAME_ROOM = 180.0
BOLD = 1.1
"""How much wider bold text is."""


@dataclass(frozen=True, slots=True)
class _Box:
    """A quantity and where it stands."""

    of: Quantity
    at: Rect

    @property
    def middle(self) -> float:
        """From the left."""
        return (self.at.left + self.at.right) / 2


@lru_cache(maxsize=KEPT)
def draw_graph(graph: Graph, key: str) -> Markup:
    """The graph as one element; the same graph gives the same text.

    Args:
        graph: Its texts may be untrusted.
        key: Starts every id, so it must be unique on the page.
    """
    key = re.sub(r"[^A-Za-z0-9_-]", "-", key)
    quantities = graph.quantities
    laid = layout([one.parents for one in quantities], [_width(one) for one in quantities])
    rows = _rows(quantities, laid)
    boxes = [_box(one, laid, rows, at) for at, one in enumerate(quantities)]
    wide = max(laid.width, 40) + 2 * EDGE
    high = max((bottom for _, bottom in rows), default=40) + EDGE
    size = f'width="{wide:.0f}" height="{high:.0f}" viewBox="0 0 {wide:.0f} {high:.0f}"'
    return Markup(  # noqa: S704 - texts are escaped where they are put in
        f'<svg class="graph" role="img" aria-labelledby="{key}-t {key}-d" {size}>'
        f'<title id="{key}-t">{escape(one_line(graph.title))}</title>'
        f'<desc id="{key}-d">{escape(one_line(graph.description, 2000))}</desc>'
        f"{''.join(_lines(boxes, laid, rows))}{''.join(map(_node, boxes))}</svg>"
    )


def _width(one: Quantity) -> float:
    said = [BOLD * width(fitted(one.name, NAME_ROOM)), ICON + 5 + width(one.word)]
    said += [BOLD * width(BEGINS)] if one.begins else []
    return max(said) + 2 * PAD


def _height(one: Quantity) -> float:
    return ROW * (3 if one.begins else 2) + PAD


def _rows(quantities: Sequence[Quantity], laid: Layout) -> list[tuple[float, float]]:
    """Top and bottom of each layer."""
    heights = [0.0] * (max(laid.layers, default=-1) + 1)
    for one, layer in zip(quantities, laid.layers, strict=True):
        heights[layer] = max(heights[layer], _height(one))
    bottoms = [EDGE + end - BETWEEN for end in accumulate(high + BETWEEN for high in heights)]
    return [(bottom - high, bottom) for bottom, high in zip(bottoms, heights, strict=True)]


def _box(one: Quantity, laid: Layout, rows: list[tuple[float, float]], at: int) -> _Box:
    top, bottom = rows[laid.layers[at]]
    middle, half = laid.middles[at] + EDGE, _width(one) / 2
    up = (top + bottom - _height(one)) / 2
    return _Box(one, Rect(middle - half, up, middle + half, up + _height(one)))


def _lines(boxes: list[_Box], laid: Layout, rows: list[tuple[float, float]]) -> Iterator[str]:
    """The lines, in three groups, the ones that matter most on top."""
    groups: dict[str, list[str]] = {"plain": [], "carried": [], "bad": []}
    starts, finishes = _ports(boxes, laid)
    for line, route in laid.routes.items():
        between = rows[laid.layers[line[0]] + 1 : laid.layers[line[1]]]
        passed = [(x + EDGE, *row) for x, row in zip(route, between, strict=True)]
        groups[_kind(boxes[line[0]].of)].append(_line(starts[line], passed, finishes[line]))
    for kind, drawn in groups.items():
        if drawn:
            yield f'<g class="graph-{kind}">{"".join(drawn)}</g>'


def _kind(source: Quantity) -> str:
    """What a line from here carries."""
    if source.bad:
        return "bad"
    return "carried" if source.status == "follow-through" else "plain"


def _ports(boxes: list[_Box], laid: Layout) -> tuple[dict[Line, Point], dict[Line, Point]]:
    """Where lines leave the bottom of a box and reach the top of another, side by side."""
    starts: dict[Line, Point] = {}
    finishes: dict[Line, Point] = {}
    for at, box in enumerate(boxes):
        down = [(_first(line, laid), line) for line in laid.routes if line[0] == at]
        up = [(_last(line, laid), line) for line in laid.routes if line[1] == at]
        for ports, found, y in ((starts, down, box.at.bottom), (finishes, up, box.at.top)):
            step = min(PORT, (box.at.width - 2 * PAD) / max(1, len(found) - 1))
            for place, (_, line) in enumerate(sorted(found)):
                ports[line] = (box.middle + step * (place - (len(found) - 1) / 2), y)
    return starts, finishes


def _first(line: Line, laid: Layout) -> float:
    return [*laid.routes[line], laid.middles[line[1]]][0]


def _last(line: Line, laid: Layout) -> float:
    return [laid.middles[line[0]], *laid.routes[line]][-1]


def _line(start: Point, passed: list[tuple[float, float, float]], end: Point) -> str:
    """A curve that passes each layer upright, and the arrow head."""
    x, y = start
    data = [f"M{coordinate(x)} {coordinate(y)}"]
    for to_x, top, bottom in passed:
        data += [_bend((x, y), (to_x, top)), f"V{coordinate(bottom)}"]
        x, y = to_x, bottom
    tip, low = end
    data.append(_bend((x, y), (tip, low - HEAD)))
    head = (
        f"M{coordinate(tip - HEAD / 2)} {coordinate(low - HEAD)}h{HEAD:g}l{-HEAD / 2:g} {HEAD:g}z"
    )
    return f'<path d="{"".join(data)}"/><path class="graph-head" d="{head}"/>'


def _bend(start: Point, end: Point) -> str:
    (x, y), (to_x, to_y) = start, end
    half = coordinate((y + to_y) / 2)
    return (
        f"C{coordinate(x)} {half} {coordinate(to_x)} {half} {coordinate(to_x)} {coordinate(to_y)}"
    )


def _node(box: _Box) -> str:
    """The box with name, icon and word, and where it is said that it begins here."""
    one, at = box.of, box.at
    look = f"graph-node g-{one.look.tone}" + (" graph-begins" if one.begins else "")
    centred = ' text-anchor="middle"'
    name = f'{centred} class="graph-name"'
    size = f"width={q(at.width)} height={q(at.height)}"
    drawn = [
        f"<rect x={q(at.left)} y={q(at.top)} {size} rx={q(14 if one.given else 5)}/>",
        element(fitted(one.name, NAME_ROOM), box.middle, at.top + ROW, name),
    ]
    wide = ICON + 5 + width(one.word)
    left, base = box.middle - wide / 2, at.top + 2 * ROW
    drawn.append(
        f'<use class="graph-icon" href="#i-{one.look.icon}" x={q(left)} y={q(base - ICON + 3)}'
        f' width="{ICON:g}" height="{ICON:g}"/>'
    )
    drawn.append(element(one.word, left + ICON + 5, base))
    if one.begins:
        drawn.append(element(BEGINS, box.middle, at.top + 3 * ROW, centred))
    return f'<g class="{look}">{"".join(drawn)}</g>'
