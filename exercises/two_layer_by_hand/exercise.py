"""Exercise 12: a network of two layers, forward and backward by hand."""

from dataclasses import replace

from grader import Exercise, Lowers, Number, Part, Slope

from . import rules, self_checks
from .misconceptions import MISCONCEPTIONS


def _part(name: str, title: str, symbol: str) -> Part:
    return Part(name, 1, Number(rules.RULES[name]), title, symbol)


def _slope(wrt: str, symbol: str) -> Part:
    name, slope = f"d{wrt}", rf"\displaystyle\frac{{\partial L}}{{\partial {symbol}}}"
    hint = self_checks.AGAIN.format(wrt=wrt, name=name)
    return replace(_part(name, f"dL/d{wrt}", slope), self_check=hint, relation=Slope("L", wrt))


NEW = _part("W1_new", "W1 after one step", r"W^{[1]}_{\mathrm{new}}")
EXERCISE = Exercise(
    id="two-layer-by-hand",
    title="Two layers by hand",
    givens={"y": 1.0, "b2": 0.2, "lr": 0.1},
    alternative_givens={"y": 0.0, "b2": 0.35, "lr": 0.2},
    fixed=rules.WEIGHTS,
    parts=(
        _part("z1", "z1, hidden sums", "z^{[1]}"),
        _part("a1", "a1, hidden activations", "a^{[1]}"),
        _part("z2", "z2, sum of the output", "z^{[2]}"),
        _part("a2", "a2, the prediction", "a^{[2]}"),
        _part("L", "L, the loss", "L"),
        _slope("z2", "z^{[2]}"),
        _slope("W2", "W^{[2]}"),
        _slope("a1", "a^{[1]}"),
        _slope("z1", "z^{[1]}"),
        _slope("W1", "W^{[1]}"),
        _slope("b1", "b^{[1]}"),
        replace(NEW, self_check=self_checks.STEP, relation=Lowers("L", "W1")),
    ),
    misconceptions=MISCONCEPTIONS,
)
