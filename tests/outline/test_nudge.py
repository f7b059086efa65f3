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


def test_an_of_that_is_bound_anew_after_what_was_worked_out_from_it() -> None:
    """What was worked out last counts, unless a stub's constant is all that was there."""
    sources = ["w = 2.0\nL = w ** 2", "g = 2 * w\nw_new = w - g", "L = w_new ** 2"]
    helper = nudged(sources, "L", "w", by="g")
    assert helper is not None
    space: dict[str, Any] = {"w": 2.0}
    exec(helper.source, space)  # noqa: S102
    assert space[helper.name](1.0) == 9.0
    blank = nudged(["w = 2.0\nL = 0.0\ng = 2 * w\nL = w ** 2"], "L", "w", by="g")
    assert blank is not None
    exec(blank.source, space)  # noqa: S102
    assert space[blank.name](1.0) == 9.0


def test_chance_and_objects_are_as_before() -> None:
    """The state of `random` and of numpy, generators, and objects of the student's own."""
    import random  # noqa: PLC0415 - for this test alone

    import numpy as np  # noqa: PLC0415

    source = """\
import random
from collections import deque
import numpy as np
__name__ = "__main__"
class Log:
    def __init__(self):
        self.seen = []
log, queue, rng = Log(), deque(), np.random.default_rng(1)
"""
    rest = """\
w = 1.0
log.seen.append(w)
queue.append(w)
L = w + 0 * (random.random() + np.random.rand() + rng.normal()) + 0 * len(log.seen)
noise = random.random() + np.random.rand() + rng.normal()
L = L + noise
"""
    space: dict[str, Any] = {}
    exec(source, space)  # noqa: S102 - the test's own code
    exec(rest, space)  # noqa: S102
    helper = nudged([rest], "L", "w")
    assert helper is not None
    exec(helper.source, space)  # noqa: S102

    def state() -> list[str]:
        legacy = np.random.get_state()  # noqa: NPY002 - what students use
        return [str(random.getstate()), str(legacy), str(space["rng"].bit_generator.state)]

    before = state()
    first, second = space[helper.name](1.0), space[helper.name](1.0)
    after = state()
    assert first == second
    assert before == after
    assert (len(space["log"].seen), len(space["queue"])) == (1, 1)


@pytest.mark.parametrize(
    "line",
    ["open('log.txt', 'a').write('x')", "k = input('?')", "plt.savefig('w.png')",
     "np.savetxt('w.txt', [w])", "import os; os.system('ls')"],
)  # fmt: skip
def test_what_stays_is_not_done_again(line: str) -> None:
    """A file that is appended to would grow by a hundred lines."""
    assert nudged([f"w = 1.0\n{line}\nL = w"], "L", "w") is None


@pytest.mark.parametrize("line", ["print(w)", "plt.plot([w])", "plt.show()", "display(w)"])
def test_what_only_shows_something_is_left_out(line: str) -> None:
    """Else a figure would be drawn a hundred times."""
    helper = nudged([f"from __future__ import annotations\nw = 1.0\n{line}\nL = w"], "L", "w")
    assert helper is not None
    assert line.split("(", maxsplit=1)[0] + "(" not in helper.source
    compile(helper.source, "helper", "exec")
    exec(helper.source, {})  # noqa: S102


@pytest.mark.parametrize(
    "name",
    ["x): pass\nimport os\ndef f(", "L\n", "", "0x", "class", "a.b", "import *", "__name__ "],
)
def test_no_name_of_an_outline_gets_into_code(name: str) -> None:
    """It may come from anybody; only what the section itself binds is asked for."""
    section = ["w = 1.0\nL = w\nfrom math import tau"]
    assert nudged(section, name, "w") is None
    assert nudged(section, "L", name) is None
    helper = nudged(section, "L", "w", by=name)
    assert helper is not None
    assert name == "" or name not in helper.source
