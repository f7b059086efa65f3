"""Functions of several arguments: right ones in every form, and wrong ones of every kind."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from grader.checks.calls import Calls, Function, Returned
from grader.checks.cases import Cases, Edge, chances, labels, real
from grader.checks.misconception import Misconception
from grader.exercise.exercise import Exercise, Part
from tests.observing import marked, statuses

LOSS = Cases(
    {"p": chances("m"), "y": labels("m")},
    sizes=({"m": 1}, {"m": 3}, {"m": 5}),
    edges={
        "predictions of 0 and 1": Edge(
            {"p": np.array([0.0, 1.0, 0.5]), "y": np.array([1, 0, 1])},
            lambda own: bool(np.isfinite(own) and own > 5),
        )
    },
)


Floats = NDArray[np.float64]


def bce(p: Floats, y: Floats) -> float:
    """Binary cross-entropy, clipped."""
    q = np.clip(p, 1e-12, 1 - 1e-12)
    return float(-np.mean(y * np.log(q) + (1 - y) * np.log(1 - q)))


def mse(p: Floats, y: Floats) -> float:
    """Half the mean square."""
    return float(np.mean((p - y) ** 2) / 2)


NETWORK = Calls(
    "forward",
    Cases(
        {"x": real("n", "m"), "w": real("h", "n"), "b": real("h", 1)},
        sizes=({"n": 3, "h": 4, "m": 1}, {"n": 3, "h": 4, "m": 5}),
    ),
    {"z": lambda w, x, b: w @ x + b, "a": lambda z: np.maximum(0, z)},
)
LOSSES = Exercise(
    id="losses",
    title="Losses",
    parts=(
        Part("mse", 2, Function("mse", mse, Cases(LOSS.arguments, LOSS.sizes))),
        Part("mse_grad", 2, Function("mse_grad", lambda p, y: (p - y) / p.size,
                                     Cases(LOSS.arguments, LOSS.sizes), of="mse", wrt="p")),
    ),
    misconceptions=(
        Misconception("mse-no-half", "mse", lambda p, y: np.mean((p - y) ** 2), "no half", "Half?"),
        Misconception("grad-no-m", "mse_grad", lambda p, y: p - y, "no mean", "Mean?"),
    ),
)  # fmt: skip
CLIPPED = Exercise(id="bce", title="BCE", parts=(Part("bce", 4, Function("bce", bce, LOSS)),))
FORWARD = Exercise(
    id="forward",
    title="Forward",
    parts=(Part("z", 2, Returned(NETWORK, "z")), Part("a", 2, Returned(NETWORK, "a"))),
    misconceptions=(
        Misconception("z-no-bias", "z", lambda w, x: w @ x, "no bias", "Bias?"),
        Misconception("a-sigmoid", "a", lambda z: 1 / (1 + np.exp(-z)), "another", "Which?"),
    ),
)
MSE = "def mse(p, y):\n    return np.mean((p - y) ** 2) / 2\n"
GRAD = "def mse_grad(p, y):\n    return (p - y) / len(p)\n"


@pytest.mark.parametrize(
    "source",
    [
        MSE + GRAD,
        "def mse(p, y):\n    return sum((a - b) ** 2 / 2 for a, b in zip(p, y)) / len(p)\n" + GRAD,
        "mse = lambda p, y: np.array([np.mean((p - y) ** 2) / 2])\n" + GRAD,
        MSE + "def mse_grad(p, y):\n    return [(a - b) / len(p) for a, b in zip(p, y)]\n",
        MSE + "def mse_grad(p, y):\n    h = 1e-6\n    E = np.eye(len(p))\n    return np.array("
        "[(mse(p + h * e, y) - mse(p - h * e, y)) / (2 * h) for e in E])\n",
        MSE + "def mse_grad(p, y):\n    return {'grad': ((p - y) / p.size)[:, None]}\n",
    ],
)
def test_right_functions(source: str) -> None:
    """In any sensible form."""
    assert statuses(LOSSES, source) == {"mse": "right", "mse_grad": "right"}


@pytest.mark.parametrize(
    ("source", "part", "status", "named"),
    [
        (MSE.replace(" / 2", ""), "mse", "wrong", "mse-no-half"),
        (MSE.replace("np.mean", "np.sum"), "mse", "wrong", None),
        (MSE.replace("p - y", "p + y"), "mse", "wrong", None),
        ("def mse(p, y):\n    return 0.1\n", "mse", "wrong", None),
        ("def mse(p, y):\n    return None\n", "mse", "missing", None),
        ("def mse(p, y):\n    return 'x'\n", "mse", "wrong", None),
        ("def mse(p, y):\n    return p - y\n", "mse", "wrong", None),
        ("def mse(p, y):\n    return np.random.rand()\n", "mse", "wrong", None),
        ("def mse(p):\n    return 0.0\n", "mse", "crashed", None),
        ("mse = 0.5\n", "mse", "wrong", None),
        ("", "mse", "missing", None),
        (MSE + "def mse_grad(p, y):\n    return p - y\n", "mse_grad", "wrong", "grad-no-m"),
        (
            MSE + "def mse_grad(p, y):\n    return (y - p) / len(p)\n",
            "mse_grad",
            "wrong",
            "any-sign",
        ),
        (MSE + "def mse_grad(p, y):\n    return np.zeros_like(p)\n", "mse_grad", "wrong", None),
    ],
)
def test_wrong_functions(source: str, part: str, status: str, named: str | None) -> None:
    """Each is refused, and the misconception that explains all cases is named."""
    verdict = marked(LOSSES, source).verdicts[part]
    assert verdict.status == status
    if named is not None:
        assert verdict.misconception is not None
        assert verdict.misconception.id == named


def test_a_gradient_of_the_own_wrong_function_follows_through() -> None:
    """The slip is in the loss, and charged there."""
    source = MSE.replace(" / 2", "") + "def mse_grad(p, y):\n    return 2 * (p - y) / len(p)\n"
    assert statuses(LOSSES, source) == {"mse": "wrong", "mse_grad": "follow-through"}
    constant = "def mse(p, y):\n    return 1.0\ndef mse_grad(p, y):\n    return 0 * p\n"
    assert statuses(LOSSES, constant)["mse_grad"] == "wrong"


FORMS = [
    "def forward(x, W, b):\n    z = W @ x + b\n    return {'z': z, 'a': np.maximum(0, z)}\n",
    "def forward(x, W, b):\n    z = np.dot(W, x) + b\n    return z, z * (z > 0)\n",
    "def forward(x, W, b):\n    z = W @ x + b\n    return {'A': np.where(z > 0, z, 0), 'Z': z}\n",
]


@pytest.mark.parametrize("source", FORMS)
def test_several_things_are_returned(source: str) -> None:
    """As a dict with the names, or as a tuple in their order."""
    assert statuses(FORWARD, source) == {"z": "right", "a": "right"}


def test_what_follows_from_a_slip_is_right() -> None:
    """In the same call: the slip is charged once, and named."""
    source = FORMS[0].replace(" + b", "")
    found = marked(FORWARD, source).verdicts
    assert (found["z"].status, found["a"].status) == ("wrong", "follow-through")
    assert found["z"].misconception is not None
    assert found["z"].misconception.id == "z-no-bias"
    other = marked(FORWARD, FORMS[0].replace("np.maximum(0, z)", "1 / (1 + np.exp(-z))")).verdicts
    named = other["a"].misconception
    assert named is not None
    assert named.id == "a-sigmoid"
    assert other["z"].status == "right"


@pytest.mark.parametrize(
    ("source", "status"),
    [
        (FORMS[0].replace("return {'z': z, 'a': np.maximum(0, z)}", "return {'z': z}"), "missing"),
        (FORMS[0].replace("return {'z': z, 'a': np.maximum(0, z)}", "return z"), "wrong"),
        (FORMS[0].replace("W @ x + b", "x.T @ W.T + b.T"), "wrong"),
        (FORMS[0].replace("np.maximum(0, z)", "0 * z"), "wrong"),
    ],
)
def test_wrong_things_are_returned(source: str, status: str) -> None:
    """One is absent, all are, rows and columns are swapped, nothing comes through."""
    assert statuses(FORWARD, source)["a"] == status


CLIP = "def bce(p, y):\n    p = np.clip(p, 1e-15, 1 - 1e-15)\n"
LOG = "    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))\n"


def test_edge_cases_are_worth_a_share() -> None:
    """A loss that is right but overflows keeps three quarters; one that is wrong keeps nothing."""
    assert statuses(CLIPPED, CLIP + LOG) == {"bce": "right"}
    bare = marked(CLIPPED, "def bce(p, y):\n" + LOG).verdicts["bce"]
    assert (bare.status, bare.fraction) == ("partial", 0.75)
    assert bare.message.fields["edges"] == ["predictions of 0 and 1"]
    wrong = marked(CLIPPED, CLIP + LOG.replace("-np.mean", "np.mean")).verdicts["bce"]
    assert (wrong.status, wrong.fraction) == ("wrong", 0.0)


def test_arguments_must_stay_as_they_are() -> None:
    """A function that works in place is right once, and harms who calls it."""
    source = "def bce(p, y):\n    np.clip(p, 0.2, 0.8, out=p)\n" + LOG
    assert statuses(CLIPPED, source)["bce"] == "wrong"
    source = CLIP + "    y *= 1\n    y -= 0\n" + LOG
    assert statuses(CLIPPED, source)["bce"] == "right"
    harm = CLIP + LOG.replace("    return", "    r =") + "    y[:] = 0\n    return r\n"
    verdict = marked(CLIPPED, harm).verdicts["bce"]
    assert (verdict.status, verdict.fraction) == ("partial", 0.75)


PACKED = Calls(
    "backward",
    Cases(
        {
            "z": real("n", "m"),
            "cache": lambda z: {"z": z},
            "w": real("h", "n"),
            "params": lambda w: {"w": w},
            "g": real("h", "m"),
        },
        sizes=({"n": 3, "h": 2, "m": 1}, {"n": 3, "h": 2, "m": 5}),
        hidden=frozenset({"z", "w"}),
    ),
    {
        "dz": lambda w, g, z: (w.T @ g) * (z > 0),
        "db": lambda dz: np.sum(dz, axis=1, keepdims=True),
    },
)
BACKWARD = Exercise(
    id="backward",
    title="Backward",
    parts=(Part("dz", 2, Returned(PACKED, "dz")), Part("db", 2, Returned(PACKED, "db"))),
    misconceptions=(
        Misconception("no-mask", "dz", lambda w, g: w.T @ g, "no mask", "Mask?"),
        Misconception("mask-height", "dz", lambda w, g, z: (w.T @ g) * np.maximum(0, z), "?", "?"),
        Misconception("no-sum", "db", lambda dz: dz, "no sum", "Sum?"),
    ),
)
BACK = (
    "def backward(cache, params, g):\n"
    "    dz = (params['w'].T @ g) * (cache['z'] > 0)\n"
    "    return {'dz': dz, 'db': np.sum(dz, axis=1, keepdims=True)}\n"
)


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("", "", {"dz": "right", "db": "right"}),
        (" * (cache['z'] > 0)", "", {"dz": "no-mask", "db": "follow-through"}),
        ("(cache['z'] > 0)", "np.maximum(0, cache['z'])", {"dz": "mask-height"}),
        ("np.sum(dz, axis=1, keepdims=True)", "dz", {"dz": "right", "db": "no-sum"}),
        ("np.sum(dz, axis=1, keepdims=True)", "np.sum(dz, axis=1)", {"db": "right"}),
        ("np.sum(dz, axis=1, keepdims=True)", "dz[:, :2]", {"dz": "right", "db": "wrong"}),
    ],
)
def test_what_is_in_a_dict_is_a_parent_too(old: str, new: str, found: dict[str, str]) -> None:
    """Of the right rules and of wrong ones; a wrong shape is named as well as a wrong number."""
    verdicts = marked(BACKWARD, BACK.replace(old, new)).verdicts
    for part, what in found.items():
        named = verdicts[part].misconception
        assert what == (verdicts[part].status if named is None else named.id)


def test_the_arrays_in_a_dict_are_told_and_must_stay() -> None:
    """The shapes of a call that shows what is wrong; a dict that is emptied costs a share."""
    wrong = marked(BACKWARD, BACK.replace("dz, axis=1, keepdims=True", "dz")).verdicts["db"]
    assert wrong.message.code == "wrong.shape"
    assert wrong.remarks[0].fields["sizes"] == "z (3, 1), w (2, 3), g (2, 1)"
    verdict = marked(BACKWARD, BACK.replace("    return", "    cache.clear()\n    return")).verdicts
    assert (verdict["dz"].status, verdict["dz"].fraction) == ("partial", 0.75)


def test_swapped_rows_and_columns_are_named() -> None:
    """Though one sample alone does not show it."""
    verdict = marked(FORWARD, FORMS[0].replace("W @ x + b", "x.T @ W.T + b.T")).verdicts["z"]
    assert verdict.message.code == "wrong.transposed"
    assert verdict.misconception is not None
    assert verdict.misconception.id == "any-transpose"


MEAN = Calls(
    "slopes",
    Cases({"p": chances(1, "m"), "x": real("n", "m")}, ({"n": 3, "m": 1}, {"n": 3, "m": 5})),
    {"d": lambda p: p / p.shape[1], "g": lambda d, x: d @ x.T},
)
SLOPES = Exercise(
    id="slopes",
    title="Slopes",
    parts=(Part("d", 2, Returned(MEAN, "d")), Part("g", 2, Returned(MEAN, "g"))),
)


@pytest.mark.parametrize(
    ("divisor", "after", "found"),
    [
        ("1", "", ("wrong", "follow-through")),
        ("1", " / p.shape[1]", ("wrong", "right")),
        ("p.shape[1]", " / p.shape[1]", ("right", "wrong")),
    ],
)
def test_a_slip_that_one_sample_does_not_show(
    divisor: str, after: str, found: tuple[str, str]
) -> None:
    """What follows from it follows in all cases, also in that one; a mean may be taken later."""
    source = f"def slopes(p, x):\n    d = p / {divisor}\n    return d, d @ x.T{after}\n"
    assert tuple(statuses(SLOPES, source).values()) == found
