"""Functions of several arguments are checked without any true value: forms, orders, own slopes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from grader.checking.check import run_check
from grader.checking.plan import plan_check
from grader.checking.reading import Work
from grader.checks.calls import Calls
from grader.checks.cases import Cases, chances, labels, real
from grader.checks.relation import ByArgument
from grader.errors import UsageError
from grader.execution.sandbox import Limits
from grader.grading.outline import signature_of
from grader.outline.finding import Finding
from grader.outline.outline import Asked, Document, Outline, from_metadata, related, to_metadata
from grader.submission.load import load_submission
from tests.here import Here

SIZES = ({"m": 1}, {"m": 3}, {"m": 5})
LOSS = Calls("mse", Cases({"p": chances("m"), "y": labels("m")}, SIZES),
             {"mse": lambda p, y: np.mean((p - y) ** 2) / 2}, ("m",), ("m",))  # fmt: skip
GRAD = Calls("mse_grad", Cases({"p": chances("m"), "y": labels("m")}, SIZES),
             {"mse_grad": lambda p, y: (p - y) / p.size}, ("m",))  # fmt: skip
FORWARD = Calls(
    "forward",
    Cases({"x": real("n", "m"), "w": real("h", "n")}, ({"n": 3, "h": 4, "m": 5},)),
    {"z": lambda w, x: w @ x, "a": lambda z: np.maximum(0, z)},
    ("m", "h"),
)


def document() -> Document:
    """Of an exercise of four parts."""
    calls = [signature_of(one) for one in (LOSS, GRAD, FORWARD)]
    parts = [("mse", "mse"), ("mse_grad", "mse_grad"), ("z", "forward"), ("a", "forward")]
    outline = Outline(
        id="e",
        number=1,
        title="E",
        asked=[Asked(id=part, title=part, form="call", fn=fn) for part, fn in parts],
        relations=[related("mse_grad", ByArgument("mse", "p"))],
        names=["mse", "mse_grad", "forward"],
        calls=[one for one in calls if one is not None],
    )
    made = Document(course="C", word="Exercise", exercises=[outline])
    return from_metadata(to_metadata(made), "x")


def found(folder: Path, source: str) -> dict[str, Finding]:
    """What is found in a module, by part."""
    path = folder / "hw.py"
    path.write_text(f"# Exercise 1\n{source}", encoding="utf-8")
    work = Work(path, load_submission(path), document())
    checkup = run_check(plan_check(work, Limits()), Here())
    return {one.part: one for one in checkup.findings}


MSE = "def mse(p, y):\n    return np.mean((p - y) ** 2) / 2\n"
SLOPE = "def mse_grad(p, y):\n    return (p - y) / len(p)\n"
NET = "def forward(x, w):\n    z = w @ x\n    return {'z': z, 'a': np.maximum(0, z)}\n"
RIGHT = MSE + SLOPE + NET


def test_shapes_are_told_by_name() -> None:
    """What is returned has the sizes of the arguments, or none."""
    forward, loss = signature_of(FORWARD), signature_of(LOSS)
    assert forward is not None
    assert loss is not None
    assert [one.shape for one in forward.items] == [["h", "m"], ["h", "m"]]
    assert loss.items[0].shape == []
    made = Calls("f", Cases({"x": real("m"), "y": lambda x: x}), {"f": lambda x, y: x + y})
    assert signature_of(made) is None


def test_all_fits(tmp_path: Path) -> None:
    """In either form of what is returned."""
    assert {one.state for one in found(tmp_path, RIGHT).values()} == {"holds"}
    pair = RIGHT.replace("return {'z': z, 'a': np.maximum(0, z)}", "return z, np.maximum(0, z)")
    assert {one.state for one in found(tmp_path, pair).values()} == {"holds"}


WRONG = [
    (MSE, "np.mean((p - y) ** 2) / 2", "np.sum((p - y) ** 2) / 2", "mse", "check.doubled"),
    (MSE, "np.mean((p - y) ** 2) / 2", "(p[0] - y[0]) ** 2", "mse", "check.permuted"),
    (MSE, "np.mean((p - y) ** 2) / 2", "p - y", "mse", "wrong.shape"),
    (MSE, "np.mean((p - y) ** 2) / 2", "np.random.rand()", "mse", "check.random"),
    (MSE, "np.mean((p - y) ** 2) / 2", "np.log(0.0)", "mse", "check.not-finite"),
    (MSE, "return np.mean((p - y) ** 2) / 2", "pass", "mse", "function.returns-none"),
    (MSE, "return np.mean((p - y) ** 2) / 2", "return nothing", "mse", "crashed"),
    (MSE, "return np", "p -= 0; y[:] = 1; return np", "mse", "check.kept"),
    (SLOPE, "(p - y) / len(p)", "p - y", "mse_grad", "check.slope.argument"),
    (SLOPE, "(p - y) / len(p)", "(y - p) / len(p)", "mse_grad", "check.slope.argument"),
    (SLOPE, "(p - y) / len(p)", "2 * (p - y) / len(p)", "mse_grad", "check.slope.argument"),
    (NET, "'z': z, ", "", "z", "calls.absent"),
    (NET, "w @ x", "(w @ x).T", "z", "wrong.transposed"),
    (NET, "np.maximum(0, z)", "np.cumsum(z, axis=1)", "a", "check.permuted"),
    (NET, "np.maximum(0, z)", "z * np.arange(4)[:, None]", "a", "check.permuted"),
]


@pytest.mark.parametrize(("function", "old", "new", "part", "code"), WRONG)
def test_what_does_not_fit(
    tmp_path: Path, function: str, old: str, new: str, part: str, code: str
) -> None:
    """Each is found at its part."""
    assert old in function
    one = found(tmp_path, RIGHT.replace(function, function.replace(old, new)))[part]
    assert one.state in ("fails", "missing", "crashed")
    assert one.messages[0].code == code


def test_a_wrong_loss_with_its_own_gradient_fits(tmp_path: Path) -> None:
    """Whether it is the right loss, only grading tells."""
    source = MSE.replace(" / 2", "") + SLOPE.replace("(p - y)", "2 * (p - y)") + NET
    assert {one.state for one in found(tmp_path, source).values()} == {"holds"}


LINE = """
def mse_of(w, b, x, y):
    return np.mean((w @ x + b - y) ** 2)
def slopes(w, b, x, y):
    e = 2 * (w @ x + b - y) / y.size
    return e @ x.T, e.sum()
"""


@pytest.mark.parametrize(
    ("old", "new", "fails"),
    [("", "", None), ("e.sum()", "e.mean()", "db"), ("e @ x.T", "-e @ x.T", "dw")],
)
def test_each_gradient_that_is_returned_is_followed(
    tmp_path: Path, old: str, new: str, fails: str | None
) -> None:
    """By its own argument, in its own shape, wherever it stands in what is returned."""
    cases = Cases(
        {"w": real("n"), "b": real(), "x": real("n", "m"), "y": real("m")},
        ({"n": 2, "m": 3}, {"n": 2, "m": 5}),
    )
    slopes = Calls("slopes", cases, {"dw": lambda w: w, "db": lambda b: b})
    loss = Calls("mse_of", cases, {"mse_of": lambda b: b})
    calls = [signature_of(one) for one in (slopes, loss)]
    outline = Outline(
        id="e",
        number=1,
        title="E",
        asked=[
            Asked(id="mse_of", title="mse_of", form="call", fn="mse_of"),
            *(Asked(id=part, title=part, form="call", fn="slopes") for part in ("dw", "db")),
        ],
        relations=[
            related("dw", ByArgument("mse_of", "w")),
            related("db", ByArgument("mse_of", "b")),
        ],
        names=["mse_of", "slopes"],
        calls=[one for one in calls if one is not None],
    )
    path = tmp_path / "hw.py"
    path.write_text(f"# Exercise 1\n{LINE.replace(old, new)}", encoding="utf-8")
    work = Work(
        path, load_submission(path), Document(course="C", word="Exercise", exercises=[outline])
    )
    checkup = run_check(plan_check(work, Limits()), Here())
    states = {one.part: one.state for one in checkup.findings}
    assert {part for part, state in states.items() if state == "fails"} == {fails} - {None}
    assert states["mse_of"] == "present"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("sizes", [{"m": 10_000}]),
        ("sizes", [{}]),
        ("sizes", []),
        ("items", []),
        ("arguments", [{"name": "p", "shape": ["m", 99]}]),
        ("arguments", [{"name": "p", "shape": ["m"]}, {"name": "p", "shape": ["m"]}]),
        ("arguments", [{"name": "p", "shape": ["m"], "low": 2.0, "high": 1.0}]),
        ("arguments", [{"name": "p", "shape": ["m"], "kind": "one-hot"}]),
        ("fn", "other"),
    ],
)
def test_what_cannot_be_is_refused(field: str, value: object) -> None:
    """An outline may come from anybody: nothing in it may be large or lead nowhere."""
    plain = to_metadata(document())
    plain["exercises"][0]["calls"][0][field] = value
    with pytest.raises(UsageError):
        from_metadata(plain, "hw.ipynb")
