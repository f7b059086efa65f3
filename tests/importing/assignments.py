"""Assignments as instructors write them for nbgrader and for otter, and what students hand in.

They are numerical: a line that is fitted by gradient descent, and one sigmoid neuron.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

Cell = Mapping[str, Any]


def code(source: str, output: str = "", **metadata: Any) -> Cell:
    """A code cell, with what it showed when it was saved."""
    data = {"text/plain": output.splitlines(keepends=True)}
    shown = {"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": 1}
    return {
        "cell_type": "code",
        "source": source.strip("\n"),
        "metadata": metadata,
        "outputs": [shown] if output else [],
        "execution_count": None,
    }


def text(source: str, **metadata: Any) -> Cell:
    """A markdown cell."""
    return {"cell_type": "markdown", "source": source.strip("\n"), "metadata": metadata}


def raw(source: str) -> Cell:
    """A raw cell, as otter reads them."""
    return {"cell_type": "raw", "source": source.strip("\n"), "metadata": {}}


def book(cells: Sequence[Cell]) -> bytes:
    """A notebook."""
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return json.dumps(
        {
            "cells": list(cells),
            "metadata": {"kernelspec": kernel},
            "nbformat": 4,
            "nbformat_minor": 4,
        }
    ).encode()


def known(grade_id: str, **said: Any) -> dict[str, Any]:
    """The metadata by which nbgrader knows a cell."""
    plain = {"grade": False, "solution": False, "locked": False, "task": False}
    return {"nbgrader": {**plain, "grade_id": grade_id, "schema_version": 3, **said}}


def solution(grade_id: str) -> dict[str, Any]:
    """Of a cell that students fill in, and that tests judge."""
    return known(grade_id, solution=True)


def judged(grade_id: str, points: float) -> dict[str, Any]:
    """Of a cell with tests."""
    return known(grade_id, grade=True, locked=True, points=points)


def marked(grade_id: str, points: float) -> dict[str, Any]:
    """Of a cell that a person marks."""
    return known(grade_id, grade=True, solution=True, points=points)


DATA = """
import numpy as np

x = np.array([0.0, 1.0, 2.0, 3.0])
y = np.array([1.0, 3.0, 5.0, 7.0])
"""
PREDICT = """
def predict(w, b, x):
    \"\"\"The line at every entry of x.\"\"\"
    ### BEGIN SOLUTION
    return w * x + b
    ### END SOLUTION
"""
PREDICT_TESTS = """
\"\"\"The line is right\"\"\"
assert np.allclose(predict(2, 1, x), y)
assert predict(0.5, 0, np.zeros(5)).shape == (5,)
assert isinstance(predict(1.0, 0.0, x), np.ndarray)
for w in range(-2, 3):
    np.testing.assert_allclose(predict(w, 0.25, np.array([1.0, -4.0])), [w + 0.25, -4 * w + 0.25])
"""
LOSS = """
def loss(w, b, x, y):
    ### BEGIN SOLUTION
    return float(np.mean((w * x + b - y) ** 2))
    ### END SOLUTION
"""
LOSS_TESTS = """
import math

assert abs(loss(2, 1, x, y)) < 1e-12
assert math.isclose(loss(0, 0, x, y), 21.0)
### BEGIN HIDDEN TESTS
assert round(loss(1.5, 0.5, x, y), 4) == 1.875
### END HIDDEN TESTS
"""
GRADIENT = """
def gradient(w, b, x, y):
    ### BEGIN SOLUTION
    error = predict(w, b, x) - y
    return float(np.mean(2 * error * x)), float(np.mean(2 * error))
    ### END SOLUTION
"""
GRADIENT_TESTS = """
eps = 1e-6
for w, b in [(0.0, 0.0), (1.5, -0.5)]:
    dw, db = gradient(w, b, x, y)
    by_w = (loss(w + eps, b, x, y) - loss(w - eps, b, x, y)) / (2 * eps)
    by_b = (loss(w, b + eps, x, y) - loss(w, b - eps, x, y)) / (2 * eps)
    assert abs(dw - by_w) < 1e-4, "dw is not the slope"
    assert abs(db - by_b) < 1e-4, "db is not the slope"
assert gradient(0.0, 0.0, x, y) == (-17.0, -8.0)
"""
DESCEND = """
def descend(start, lr, n, x, y):
    ### BEGIN SOLUTION
    if n < 0:
        raise ValueError("n must not be negative")
    path = [start]
    for _ in range(n):
        w, b = path[-1]
        dw, db = gradient(w, b, x, y)
        path.append((w - lr * dw, b - lr * db))
    return path
    ### END SOLUTION

w_end, b_end = None, None
### BEGIN SOLUTION
w_end, b_end = descend((0.0, 0.0), 0.1, 200, x, y)[-1]
### END SOLUTION
"""
DESCEND_TESTS = """
path = descend((0.0, 0.0), lr=0.1, n=40, x=x, y=y)
assert len(path) == 41
assert path[0] == (0.0, 0.0)
losses = [loss(w, b, x, y) for w, b in path]
assert all(later <= before for before, later in zip(losses, losses[1:]))
assert (np.diff(losses) <= 0).all() and losses[-1] < 0.1
"""
RAISES_TESTS = """
import pytest

with pytest.raises(ValueError):
    descend((0.0, 0.0), 0.1, -1, x, y)
"""
END_TESTS = """
assert w_end is not None and b_end is not None
assert abs(w_end - 2) < 0.05 and abs(b_end - 1) < 0.05
"""
LIVE_TESTS = """
while loss(0, 0, x, y) < 0:
    break
assert loss(0, 0, x, y) > 0
"""


def descent() -> list[Cell]:
    """A source notebook of nbgrader's: a line is fitted by gradient descent."""
    return [
        text("# A line by gradient descent"),
        code(DATA, **known("data", locked=True)),
        text("## Part 1: the line"),
        code(PREDICT, **solution("predict")),
        code(PREDICT_TESTS, **judged("predict_right", 2)),
        text("## Part 2: the loss"),
        code(LOSS, **solution("loss")),
        code(LOSS_TESTS, **judged("loss_right", 1.5)),
        text("## Part 3: its gradient"),
        code(GRADIENT, **solution("gradient")),
        code(GRADIENT_TESTS, **judged("gradient_right", 3)),
        text("## Part 4: the path"),
        code(DESCEND, **solution("descend")),
        code(DESCEND_TESTS, **judged("path_right", 2)),
        code(RAISES_TESTS, **judged("path_refuses", 0.5)),
        code(END_TESTS, **judged("end_right", 1)),
        code(LIVE_TESTS, **judged("loss_positive", 1)),
        text("## Part 5: in words"),
        text("It falls as long as the rate is small enough.", **marked("words", 2)),
        code("print(descend((0.0, 0.0), 0.1, 3, x, y))", **marked("plot", 1)),
        text(
            "## Part 6: play\n\nTry three rates.", **known("play", task=True, locked=True, points=2)
        ),
    ]


STUBS = {
    "predict": "def predict(w, b, x):\n    # YOUR CODE HERE\n    raise NotImplementedError()",
    "loss": "def loss(w, b, x, y):\n    # YOUR CODE HERE\n    raise NotImplementedError()",
    "gradient": "def gradient(w, b, x, y):\n    # YOUR CODE HERE\n    raise NotImplementedError()",
    "descend": "def descend(start, lr, n, x, y):\n    # YOUR CODE HERE\n"
    "    raise NotImplementedError()\n\nw_end, b_end = None, None\n# YOUR CODE HERE\n"
    "raise NotImplementedError()",
    "words": "YOUR ANSWER HERE",
    "plot": "# YOUR CODE HERE\nraise NotImplementedError()",
}  # fmt: skip
"""What students get, by grade_id."""
RIGHT = {
    "predict": "def predict(w, b, x):\n    return np.array([w * one + b for one in x])",
    "loss": "def loss(w, b, x, y):\n    return ((predict(w, b, x) - y) ** 2).sum() / len(x)",
    "gradient": "def gradient(w, b, x, y):\n    e = w * x + b - y\n"
    "    return 2 * np.dot(e, x) / len(x), 2 * e.sum() / len(x)",
    "descend": "def descend(start, lr, n, x, y):\n    if n < 0:\n        raise ValueError\n"
    "    w, b = start\n    path = [(w, b)]\n    for i in range(n):\n"
    "        dw, db = gradient(w, b, x, y)\n        w, b = w - lr * dw, b - lr * db\n"
    "        path.append((w, b))\n    return path\n"
    "w_end, b_end = descend((0.0, 0.0), 0.1, 300, x, y)[-1]",
    "words": "Too large a rate makes it grow.",
    "plot": "print('three points')",
}  # fmt: skip
"""Right answers in other words than the solution's."""
SLIPS: Mapping[str, Mapping[str, str]] = {
    "right": {},
    "halved": {
        "gradient": "def gradient(w, b, x, y):\n    e = w * x + b - y\n"
        "    return np.mean(e * x), np.mean(e)"
    },
    "summed": {"loss": "def loss(w, b, x, y):\n    return ((w * x + b - y) ** 2).sum()"},
    "list": {"predict": "def predict(w, b, x):\n    return [w * one + b for one in x]"},
    "uphill": {"descend": RIGHT["descend"].replace("- lr *", "+ lr *")},
    "crashes": {"loss": "def loss(w, b, x, y):\n    return missing_name"},
    "swallows": {"descend": RIGHT["descend"].replace("raise ValueError", "return []")},
    "early": {"descend": RIGHT["descend"].replace("300", "3")},
    "single": {"loss": "def loss(w, b, x, y):\n    return np.float32(np.mean((w*x + b - y) ** 2))"},
    "nothing": dict(STUBS),
}
"""What differs from the right answers in what a student hands in, by name."""
DESCENT_SCORES: Mapping[str, float] = {
    "right": 10, "halved": 7, "summed": 5.5, "list": 8, "uphill": 7, "crashes": 3.5,
    "swallows": 9.5, "early": 10, "single": 7, "nothing": 0,
}  # fmt: skip
"""What nbgrader 0.9.6 gave for the tests that can be read, when it graded these submissions."""


def handed_in(student: str) -> list[Cell]:
    """The released notebook of `descent`, filled in with a student's answers."""
    answers = {**RIGHT, **SLIPS[student]}
    cells: list[Cell] = []
    for cell in descent():
        grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        if grade_id in answers:
            cells.append({**cell, "source": answers[grade_id]})
        elif "HIDDEN" in cell["source"]:
            cells.append({**cell, "source": cell["source"].partition("### BEGIN HIDDEN")[0]})
        else:
            cells.append(cell)
    return cells


def question(name: str, *inner: Cell, **said: object) -> list[Cell]:
    """A question of otter's, with its settings."""
    settings = "".join(f"\n{key}: {value}" for key, value in said.items())
    return [raw(f"# BEGIN QUESTION\nname: {name}{settings}"), *inner, raw("# END QUESTION")]


def solved(*inner: Cell) -> list[Cell]:
    """The block with the solution."""
    return [raw("# BEGIN SOLUTION"), *inner, raw("# END SOLUTION")]


def trying(*inner: Cell) -> list[Cell]:
    """The block with the tests."""
    return [raw("# BEGIN TESTS"), *inner, raw("# END TESTS")]


def neuron() -> list[Cell]:
    """A source notebook of otter's: one sigmoid neuron, forward and backward."""
    return [
        raw("# ASSIGNMENT CONFIG\ninit_cell: true\nexport_cell: false\ngenerate: true"),
        text("# One neuron"),
        code("import numpy as np\n\nX = np.array([[1.0, 2.0], [0.0, -1.0], [3.0, 0.5]])"),
        *question(
            "sigmoid",
            text("**1.** Write `sigmoid(z)`."),
            *solved(code("def sigmoid(z):\n    return 1 / (1 + np.exp(-z))  # SOLUTION")),
            *trying(
                code("sigmoid(0) == 0.5", "True"),
                code("np.round(sigmoid(np.array([-1.0, 1.0])), 4)", "array([0.2689, 0.7311])"),
                code("# HIDDEN\nassert np.isclose(sigmoid(3.0), 0.9525741268224334)"),
            ),
            points=3,
        ),
        *question(
            "forward",
            text("**2.** `forward(w, b, X)` gives a dictionary with `z` and `a`."),
            *solved(
                code(
                    "def forward(w, b, X):\n    # BEGIN SOLUTION\n    z = X @ w + b\n"
                    "    return {'z': z, 'a': sigmoid(z)}\n    # END SOLUTION"
                )
            ),
            *trying(
                code(
                    '""" # BEGIN TEST CONFIG\npoints: 1\n""" # END TEST CONFIG\n'
                    "sorted(forward(np.zeros(2), 0.0, X))",
                    "['a', 'z']",
                ),
                code(
                    '""" # BEGIN TEST CONFIG\npoints: 2\nhidden: true\n""" # END TEST CONFIG\n'
                    "out = forward(np.array([1.0, -1.0]), 0.5, X)\n"
                    "assert np.allclose(out['z'], [-0.5, 1.5, 3.0])\n"
                    "assert out['a'].shape == (3,)"
                ),
            ),
        ),
        *question(
            "rate",
            text("**3.** Choose a rate, and assign it to `rate`."),
            *solved(code("rate = 0.1  # SOLUTION")),
            *trying(code("assert 0 < rate < 1"), code("assert type(rate) == float")),
            points="\n  each: 0.5",
        ),
        *question(
            "odd",
            text("**4.** Anything."),
            *solved(code("anything = 1  # SOLUTION")),
            *trying(code("import time\nassert time.time() > anything")),
        ),
        *question(
            "words",
            text("**5.** Why is a sigmoid's slope small far out?"),
            *solved(text("It is nearly constant there.")),
            manual="true",
            points=2,
        ),
        *question(
            "picture",
            text("**6.** Draw it."),
            *solved(code("import matplotlib.pyplot as plt\nplt.plot(X[:, 0])  # SOLUTION")),
            manual="true",
            points=1,
        ),
    ]
