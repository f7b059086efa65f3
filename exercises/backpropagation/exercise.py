"""Exercise 9: back through a network with one hidden layer."""

from dataclasses import replace

import numpy as np

from grader import Calls, Cases, Edge, Exercise, Part, Returned, labels, real

from ...reference import activations, network
from ..families.rule import over
from . import rules
from .misconceptions import MISCONCEPTIONS

CASES = Cases(
    {
        "x": real("n0", "m"),
        "W1": real("n1", "n0", low=-1, high=1),
        "b1": real("n1", 1, low=-0.5, high=0.5),
        "W2": real(1, "n1", low=-1, high=1),
        "b2": real(1, 1, low=-0.5, high=0.5),
        "z1": over(("W1", "x", "b1"), network.weighted_sum),
        "a1": over(("z1",), activations.relu),
        "z2": over(("W2", "a1", "b2"), network.weighted_sum),
        "a2": over(("z2",), activations.sigmoid),
        "cache": lambda x, z1, a1, z2, a2: {"x": x, "z1": z1, "a1": a1, "z2": z2, "a2": a2},
        "params": lambda W1, b1, W2, b2: {"W1": W1, "b1": b1, "W2": W2, "b2": b2},
        "y": labels(1, "m"),
    },
    sizes=({"n0": 3, "n1": 4, "m": 1}, {"n0": 2, "n1": 4, "m": 3}, {"n0": 3, "n1": 4, "m": 5}),
    hidden=frozenset({"x", "W1", "b1", "W2", "b2", "z1", "a1", "z2", "a2"}),
)
BACKWARD = Calls("backward", CASES, rules.GRADIENTS)
SURE = Edge(
    {"z2": np.array([[800.0, -800.0, 800.0, -800.0, 0.3]]), "y": np.array([[1, 0, 0, 1, 1]])}
)
FAR = replace(BACKWARD, cases=replace(CASES, edges={"predictions of 0 and 1": SURE}))
SHAPES = """\
grads = backward(cache, params, y)
for name in ("W1", "b1", "W2", "b2"):  # a gradient has the shape of what it belongs to
    print(name, params[name].shape, np.shape(grads["d" + name]))
twice = {name: np.hstack([array, array]) for name, array in cache.items()}
again = backward(twice, params, np.hstack([y, y]))  # the same samples twice: the mean stays
print(grads, again)
"""


def _part(name: str, title: str, symbol: str, calls: Calls = BACKWARD) -> Part:
    slope = rf"\displaystyle\frac{{\partial J}}{{\partial {symbol}}}"
    return Part(name, 2, Returned(calls, name), f"{name}, {title}", slope, SHAPES)


EXERCISE = Exercise(
    id="backpropagation",
    title="Back through two layers",
    parts=(
        _part("dZ2", "by the output's sums", "z^{[2]}", FAR),
        _part("dW2", "by the output's weights", "W^{[2]}"),
        _part("db2", "by the output's bias", "b^{[2]}"),
        _part("dZ1", "by the hidden sums", "z^{[1]}"),
        _part("dW1", "by the hidden weights", "W^{[1]}"),
        _part("db1", "by the hidden biases", "b^{[1]}"),
    ),
    misconceptions=MISCONCEPTIONS,
)
