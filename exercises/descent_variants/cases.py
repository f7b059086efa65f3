"""What the functions of exercise 6 are called with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from numpy.random import Generator, default_rng

from grader import Argument, Calls, Cases, real, whole
from grader.checks.cases import Case
from grader.checks.rule import Quantity

from ...reference import sgd


@dataclass(frozen=True, slots=True)
class Fixed(Argument):
    """A number that each case states among its sizes."""

    def draw(self, _: Generator, sizes: Mapping[str, int]) -> int:
        """As stated."""
        return sizes[str(self.shape[0])]


DATA = {"X": real("k", "m"), "y": real("m")}
START = {"w0": real("k"), "lr": real(low=0.05, high=0.2)}
SEED = whole(0, 10_000)

GRADIENTS = Cases({"w": real("k"), **DATA}, ({"k": 2, "m": 1}, {"k": 3, "m": 4}, {"k": 2, "m": 5}))
DESCENTS = Cases(
    {**DATA, **START, "n": Fixed(("n",))},
    ({"k": 2, "m": 4, "n": 3}, {"k": 3, "m": 5, "n": 5}, {"k": 2, "m": 1, "n": 4}),
)
BATCHES = Cases(
    {**DATA, "B": Fixed(("B",)), "seed": SEED},
    (
        {"k": 2, "m": 5, "B": 2},
        {"k": 3, "m": 4, "B": 3},
        {"k": 2, "m": 4, "B": 1},
        {"k": 2, "m": 4, "B": 4},
        {"k": 2, "m": 3, "B": 8},
    ),
)
WALKS = Cases(
    {**DATA, **START, "epochs": Fixed(("epochs",)), "B": Fixed(("B",)), "seed": SEED},
    (
        {"k": 2, "m": 5, "B": 2, "epochs": 4},
        {"k": 2, "m": 3, "B": 2, "epochs": 2},
        {"k": 3, "m": 3, "B": 1, "epochs": 3},
        {"k": 2, "m": 3, "B": 3, "epochs": 2},
    ),
)


class Known(Calls):
    """Calls whose rules know more than is handed over: the true gradient, and orders."""

    def true_values(self, case: Case) -> dict[str, Quantity]:
        """Those of the arguments; `orders` are some that a student may draw."""
        known: dict[str, Any] = {"gradient": gradient, **case.arguments}
        if "seed" in known:
            m, epochs = known["y"].size, known.get("epochs", 1)
            known["orders"] = sgd.shuffled(m, epochs, default_rng(known["seed"]))
        return super().true_values(replace(case, arguments=known))


def gradient(X: sgd.Floats, y: sgd.Floats, w: sgd.Floats) -> sgd.Floats:
    """The true one, with its arguments as the misconceptions take them."""
    return sgd.gradient(w, X, y)
