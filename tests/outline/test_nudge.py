"""A section is run again with one quantity moved, and with nothing else changed."""

from __future__ import annotations

from typing import Any

import pytest

from grader.outline.nudge import nudged


def again(
    sources: list[str], of: str, wrt: str, *, put: bool = False
) -> tuple[Any, dict[str, Any]]:
    """The function, defined where the sources have run, and the names there."""
    space: dict[str, Any] = {}
    for source in sources:
        exec(source, space)  # noqa: S102 - the test's own code
    helper = nudged(sources, of, wrt, put=put)
    assert helper is not None
    exec(helper.source, space)  # noqa: S102
    return space[helper.name], space


def test_moved_and_put() -> None:
    """By an amount, or to a value; what lies between follows."""
    sources = ["w = 2.0\nx = 3.0", "z = w * x\nL = z ** 2"]
    function, _ = again(sources, "L", "w")
    assert [function(0.0), function(1.0)] == [36.0, 81.0]
    function, _ = again(sources, "L", "z")
    assert function(1.0) == 49.0
    function, _ = again(sources, "L", "w", put=True)
    assert function(1.0) == 9.0


def test_the_last_statement_before_counts() -> None:
    """What is bound anew after `of` changes nothing of it, and comes too late."""
    function, _ = again(["w = 1.0\nw = 2.0\nL = w\nw = 9.0"], "L", "w")
    assert function(0.5) == 2.5


def test_nothing_there_is_changed() -> None:
    """Neither names nor what lists hold; and prints are not heard."""
    sources = ["seen = []\nw = 1.0\nseen.append(w)\nL = w + len(seen)"]
    function, space = again(sources, "L", "w")
    function(5.0)
    assert space["w"] == 1.0
    assert space["L"] == 2.0
    assert space["seen"] == [1.0]


def test_what_is_printed_is_not_heard(capsys: pytest.CaptureFixture[str]) -> None:
    """It would be there dozens of times."""
    function, _ = again(["w = 1.0\nprint('loud')\nL = w"], "L", "w")
    capsys.readouterr()
    assert function(1.0) == 2.0
    assert capsys.readouterr() == ("", "")


def test_code_after_it_does_not_run() -> None:
    """Figures and training loops that come after the loss would take their time again."""
    function, space = again(["count = []\nw = 1.0\nL = w\ncount.append(1)"], "L", "w")
    function(1.0)
    assert space["count"] == [1]


def test_magics_are_passed_over() -> None:
    """Lines of IPython's own are no Python."""
    helper = nudged(["%matplotlib inline\nw = 1.0\n!ls", "L = w"], "L", "w")
    assert helper is not None
    compile(helper.source, "helper", "exec")


@pytest.mark.parametrize(
    "sources",
    [
        ["L = 1.0"],
        ["w = 1.0"],
        ["L = 1.0\nw = 2.0"],
        ["w = L = 1.0"],
        ["w = 1.0\nL = w +"],
        [""],
        [],
        ["def f():\n    w = 1.0\n    L = w\n"],
        ["w = 1.0\nL = " + "(" * 500 + "w" + ")" * 500],
    ],
)
def test_where_it_cannot_be_done(sources: list[str]) -> None:
    """There is no statement to move it at, or none to end at, or no syntax."""
    assert nudged(sources, "L", "w") is None


def test_arrays_are_moved_too() -> None:
    """Entry by entry, by an amount of their shape."""
    import numpy as np  # noqa: PLC0415 - for this test alone

    sources = ["import numpy as np\nW = np.ones((2, 2))\nL = float(np.sum(W ** 2))"]
    function, space = again(sources, "L", "W")
    assert function(np.array([[1.0, 0.0], [0.0, 0.0]])) == 7.0
    assert space["L"] == 4.0
