"""Exercise 12: a network of two layers, forward and backward by hand."""

import numpy as np

from grader import Exercise, Lowers, Number, Part, Slope

from . import rules
from .misconceptions import MISCONCEPTIONS

AGAIN = """\
# Move one number of {wrt} by 1e-6 where your code has worked it out, and run the rest again:
# the loss changes by that number of {name} times 1e-6.
print({wrt}, L, {name})
"""


def _value(name: str, title: str, symbol: str) -> Part:
    return Part(name, 1, Number(rules.RULES[name]), f"{name}, {title}", symbol)


def _slope(wrt: str, symbol: str) -> Part:
    name = f"d{wrt}"
    text = rf"\displaystyle\frac{{\partial L}}{{\partial {symbol}}}"
    hint = AGAIN.format(wrt=wrt, name=name)
    return Part(name, 1, Number(rules.RULES[name]), f"dL/d{wrt}", text, hint, Slope("L", wrt))


EXERCISE = Exercise(
    id="two-layer-by-hand",
    title="Two layers by hand",
    givens={"y": 1.0, "b2": 0.2, "lr": 0.1},
    alternative_givens={"y": 0.0, "b2": 0.35, "lr": 0.2},
    fixed={
        "x": np.array([[1.0], [2.0]]),
        "W1": np.array([[0.5, -0.3], [0.2, 0.8]]),
        "b1": np.array([[0.1], [0.0]]),
        "W2": np.array([[0.6, -0.4]]),
    },
    parts=(
        _value("z1", "hidden sums", "z^{[1]}"),
        _value("a1", "hidden activations", "a^{[1]}"),
        _value("z2", "sum of the output", "z^{[2]}"),
        _value("a2", "the prediction", "a^{[2]}"),
        _value("L", "the loss", "L"),
        _slope("z2", "z^{[2]}"),
        _slope("W2", "W^{[2]}"),
        _slope("a1", "a^{[1]}"),
        _slope("z1", "z^{[1]}"),
        _slope("W1", "W^{[1]}"),
        _slope("b1", "b^{[1]}"),
        Part(
            "W1_new",
            1,
            Number(rules.RULES["W1_new"]),
            "W1 after one step",
            r"W^{[1]}_{\mathrm{new}}",
            "# Put W1_new in the place of W1, run your code for L again and compare.\n"
            "print(W1, W1_new, L)\n",
            Lowers("L", "W1"),
        ),
    ),
    misconceptions=MISCONCEPTIONS,
)
