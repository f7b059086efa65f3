"""The graph of an exercise shows where an error began, in few crossings, and obeys nothing."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import combinations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.grading.result import ExerciseResult, Message, PartResult, Status
from grader.observation.evidence import GraphNode
from grader.report.graph.layers import GAP, layout
from grader.report.graph.model import MOST, Graph, graph
from grader.report.graph.svg import draw_graph
from tests.report.conftest import GRAPH, HOSTILE, first_exercise


def exercise(nodes: list[GraphNode], **statuses: Status) -> ExerciseResult:
    """An exercise with this graph, in which parts are right unless they are said not to be."""
    parts = [
        PartResult(
            id=node.id,
            title=node.id,
            status=statuses.get(node.id, "right"),
            points=0,
            max_points=1,
            message=Message("right"),
        )
        for node in nodes
        if node.kind == "part"
    ]
    return ExerciseResult(
        id="e", title="E", number=1, points=0, max_points=1, parts=parts, graph=nodes
    )


def drawn(nodes: list[GraphNode], **statuses: Status) -> Graph:
    """The graph, which there is."""
    found = graph(exercise(nodes, **statuses))
    assert found is not None
    return found


def svg(shown: Graph) -> ET.Element:
    """It drawn, parsed as XML."""
    root = ET.fromstring(draw_graph(shown, "k"))  # noqa: S314 - our own
    assert not any("style" in element.attrib for element in root.iter())
    return root


def looks(root: ET.Element, look: str) -> list[ET.Element]:
    """The groups of a class."""
    return [e for e in root.iter("g") if look in (e.get("class") or "").split()]


def test_where_an_error_began() -> None:
    """The first that is not right is marked; what rests on it is not."""
    shown = drawn(GRAPH, dL_dz="wrong", dL_dw="follow-through", w_new="follow-through")
    begun = {one.name: one.begins for one in shown.quantities}
    assert [name for name, begins in begun.items() if begins] == ["dL_dz"]
    root = svg(shown)
    (mark,) = looks(root, "graph-begins")
    assert [text.text for text in mark.iter("text")] == ["dL_dz", "Not right", "here it begins"]
    assert mark.get("class") == "graph-node g-bad graph-begins"
    assert [use.get("href") for use in mark.iter("use")] == ["#i-cross"]
    assert "dL_dz, from a, y: not right, here it begins." in shown.description


def test_lines_say_what_they_carry() -> None:
    """One out of the wrong value, one out of a right one that rests on it, and all others."""
    root = svg(drawn(GRAPH, dL_dz="wrong", dL_dw="follow-through", w_new="follow-through"))
    counts = [
        len([p for group in looks(root, f"graph-{kind}") for p in group if p.get("class")])
        for kind in ("bad", "carried", "plain")
    ]
    assert counts == [1, 1, 10]


def test_two_beginnings() -> None:
    """An error behind a follow-through is a new one; one behind what is not right is not."""
    shown = drawn(GRAPH, z="wrong", a="follow-through", L="wrong", dL_dz="wrong", dL_dw="missing")
    assert [one.name for one in shown.quantities if one.begins] == ["z", "L", "dL_dz"]


def test_what_stopped_the_code_began_at_the_first_part_that_it_stopped() -> None:
    """The parts after it were stopped by the same error; what is wrong before it is another."""
    stopped: dict[str, Status] = dict.fromkeys(("L", "dL_dz", "dL_dw", "w_new"), "crashed")
    shown = drawn(GRAPH, **stopped)
    assert [one.name for one in shown.quantities if one.begins] == ["L"]
    shown = drawn(GRAPH, a="wrong", dL_dw="timed-out", w_new="timed-out")
    assert [one.name for one in shown.quantities if one.begins] == ["a", "dL_dw"]


def test_what_is_not_judged_begins_nothing() -> None:
    """Nobody knows whether the error was there already."""
    shown = drawn(GRAPH, a="not-judged", dL_dz="wrong", L="right")
    assert not any(one.begins for one in shown.quantities)


@pytest.mark.parametrize(
    ("nodes", "statuses"),
    [
        (GRAPH, {}),
        (GRAPH, {"dL_dz": "not-judged"}),
        (GRAPH, dict.fromkeys(("z", "a", "L", "dL_dz", "dL_dw", "w_new"), "missing")),
        ([], {}),
        (GRAPH[:6], {"z": "wrong"}),
        ([GraphNode(name, "part", []) for name in "abcd"], {"a": "wrong"}),
        (
            [GraphNode(f"n{at}", "part", [f"n{at - 1}"]) for at in range(MOST + 1)],
            {"n3": "wrong"},
        ),
    ],
)
def test_where_there_is_no_graph(nodes: list[GraphNode], statuses: dict[str, Status]) -> None:
    """Everything right, nothing wrong, nothing begun, too few that rest on each other, too many."""
    assert graph(exercise(nodes, **statuses)) is None


def test_the_table() -> None:
    """Each quantity, what it comes from, its status in words."""
    table = drawn(GRAPH, dL_dz="wrong", dL_dw="follow-through").table
    assert table.header == ("Quantity", "Worked out from", "Status")
    assert table.rows[0] == ("x", "", "Given")
    assert table.rows[4] == ("z", "x, w", "Right")
    assert table.rows[7] == ("dL_dz", "a, y", "Not right, here it begins")
    assert table.rows[8] == ("dL_dw", "dL_dz, x", "Follow-through")


def test_the_exercise_of_the_course() -> None:
    """The typical result, with its parts that stand outside of the graph."""
    shown = graph(msgspec.structs.replace(first_exercise(), graph=GRAPH))
    assert shown
    assert [one.name for one in shown.quantities if one.begins] == ["L", "dL_dz"]
    assert "Thick lines" in shown.caption
    assert "Dashed ones" in shown.caption


def test_odd_graphs() -> None:
    """Parents that are unknown, come later or stand twice, and nodes that stand twice."""
    nodes = [
        GraphNode("a", "part", ["z", "a", "b"]),
        GraphNode("b", "part", ["a", "a"]),
        GraphNode("b", "part", ["c"]),
        GraphNode("c", "part", ["b", "nobody"]),
    ]
    shown = drawn(nodes, a="wrong")
    assert [one.parents for one in shown.quantities] == [(), (0,), (1,)]
    unknown = msgspec.structs.replace(exercise(nodes, a="wrong"), parts=exercise(nodes).parts[:1])
    assert graph(unknown) is None
    svg(shown)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names(text: str) -> None:
    """They are texts, cut to their boxes."""
    nodes = [GraphNode(text + str(at), "part", [text + str(at - 1)]) for at in range(4)]
    wrong: dict[str, Status] = {text + "0": "wrong"}
    shown = graph(exercise(nodes, **wrong))
    assert shown
    root = svg(shown)
    assert {e.tag for e in root.iter()} <= {
        *("svg", "title", "desc", "g", "path", "rect", "text", "use"),
    }
    assert len(draw_graph(shown, "k")) < 30_000
    assert float(root.get("width") or 0) < 300
    assert re.fullmatch(r"[\w-]+", ET.fromstring(draw_graph(shown, text))[0].get("id") or "")  # noqa: S314


# ---- layers ----


def test_layers() -> None:
    """The longest way from the top; what has no parents stands right above its first use."""
    parents = [[], [], [0], [2], [1, 3]]
    assert layout(parents, [50.0] * 5).layers == (0, 2, 1, 2, 3)
    assert layout([], []).width == 0
    assert layout([[]], [40.0]).width == 40


def test_a_chain_is_straight() -> None:
    """And so is a long line beside it, as far as there is room."""
    middles = layout([[], [0], [1], [2]], [50.0, 80.0, 30.0, 60.0]).middles
    assert max(middles) - min(middles) < 1e-9


def test_crossings_are_undone() -> None:
    """Two pairs whose lines would cross in the order of the nodes."""
    middles = layout([[], [], [1], [0]], [50.0] * 4).middles
    assert (middles[0] < middles[1]) == (middles[3] < middles[2])


@given(
    st.lists(st.lists(st.integers(0, 100), max_size=4), max_size=16).map(
        lambda drawn: [sorted({p % at for p in its}) if at else [] for at, its in enumerate(drawn)]
    )
)
def test_any_graph(parents: list[list[int]]) -> None:
    """Parents stand above their children, boxes apart, and long lines pass each layer between."""
    widths = [40.0 + 10 * (at % 5) for at in range(len(parents))]
    laid = layout(parents, widths)
    for child, its in enumerate(parents):
        for parent in its:
            between = laid.layers[child] - laid.layers[parent] - 1
            assert between >= 0
            assert len(laid.routes[parent, child]) == between
    for one, other in combinations(range(len(parents)), 2):
        if laid.layers[one] == laid.layers[other]:
            apart = abs(laid.middles[one] - laid.middles[other])
            assert apart >= (widths[one] + widths[other]) / 2 + GAP - 1e-6
    for middle, width in zip(laid.middles, widths, strict=True):
        assert middle - width / 2 >= -1e-6
        assert middle + width / 2 <= laid.width + 1e-6
