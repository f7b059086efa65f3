"""Arguments for functions of several arguments: described as data, drawn at random, and edge cases.

Arrays are rounded to three decimals, so that they can be shown. Shapes are named sizes, such as
("n", "m"), which each case fills in: one sample, three, five.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.random import Generator

from grader.checks.rule import Rule

Kind = Literal["real", "labels", "one-hot", "shares", "whole"]
Size = str | int
DECIMALS = 3


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument that is drawn at random.

    Attributes:
        shape: Named or fixed sizes; none for a single number.
        kind: real numbers in [low, high]; labels 0 and 1; one-hot columns; shares, which are
            positive and add up to 1 in each column; whole numbers in [low, high].
        low: The smallest.
        high: The largest.
    """

    shape: tuple[Size, ...] = ()
    kind: Kind = "real"
    low: float = -2.0
    high: float = 2.0

    def draw(self, rng: Generator, sizes: Mapping[str, int]) -> Any:  # noqa: ANN401 - any number
        """An array of that shape, or a number where there is none."""
        shape = tuple(sizes[n] if isinstance(n, str) else n for n in self.shape)
        values = self._values(rng, shape)
        if shape:
            return values
        return int(values) if self.kind in ("labels", "whole") else float(values)

    def _values(self, rng: Generator, shape: tuple[int, ...]) -> np.ndarray[Any, Any]:
        match self.kind:
            case "labels":
                return _mixed(rng.integers(0, 2, shape))
            case "whole":
                return np.asarray(rng.integers(int(self.low), int(self.high) + 1, shape))
            case "one-hot":
                return np.eye(shape[0])[:, rng.integers(0, shape[0], shape[1])]
            case "shares":
                raw = rng.uniform(0.1, 1.0, shape)
                return np.asarray(raw / raw.sum(axis=0))
            case "real":
                return np.asarray(np.round(rng.uniform(self.low, self.high, shape), DECIMALS))


def real(*shape: Size, low: float = -2.0, high: float = 2.0) -> Argument:
    """Real numbers; without a shape, one number."""
    return Argument(shape, "real", low, high)


def chances(*shape: Size) -> Argument:
    """Numbers well between 0 and 1, as predictions are."""
    return Argument(shape, "real", 0.05, 0.95)


def labels(*shape: Size) -> Argument:
    """Labels 0 and 1, of both kinds where there are several."""
    return Argument(shape, "labels")


def one_hot(classes: Size, samples: Size) -> Argument:
    """One-hot columns: the class of each sample."""
    return Argument((classes, samples), "one-hot")


def shares(classes: Size, samples: Size) -> Argument:
    """Columns of positive numbers that add up to 1: predicted classes."""
    return Argument((classes, samples), "shares")


def whole(low: int, high: int) -> Argument:
    """One whole number."""
    return Argument((), "whole", low, high)


@dataclass(frozen=True, slots=True)
class Edge:
    """Arguments that are hard to bear.

    Attributes:
        changed: Those that differ from the last case; others are drawn in its sizes.
        accepts: Judges what comes back, where more than one answer is right: a clipped logarithm
            depends on where it is clipped.
    """

    changed: Mapping[str, Any]
    accepts: Callable[[Any], bool] | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """Arguments by name, in the order of the call; `edge` says what is special about them."""

    arguments: Mapping[str, Any]
    edge: str = ""
    accepts: Callable[[Any], bool] | None = None


@dataclass(frozen=True, slots=True)
class Cases:
    """What a function is called with.

    Attributes:
        arguments: By name, in the order of the call. A function instead of an `Argument` makes the
            value from others that stand before it, which are its parameters.
        sizes: One mapping a case, for the names in shapes.
        edges: Further calls, by what is special about them.
        hidden: Names that are drawn for others to be made from, and are no arguments themselves.
    """

    arguments: Mapping[str, Argument | Callable[..., Any]]
    sizes: Sequence[Mapping[str, int]] = ({},)
    edges: Mapping[str, Edge] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()

    def draw(self, rng: Generator) -> list[Case]:
        """All cases, edge cases last; the same for a generator in the same state."""
        drawn = [Case(self._shown(self._all(rng, sizes, {}))) for sizes in self.sizes]
        last = dict(self.sizes[-1])
        special = [
            Case(self._shown(self._all(rng, last, edge.changed)), name, edge.accepts)
            for name, edge in self.edges.items()
        ]
        return [*drawn, *special]

    def _all(
        self, rng: Generator, sizes: Mapping[str, int], changed: Mapping[str, Any]
    ) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for name, argument in self.arguments.items():
            if isinstance(argument, Argument):
                values[name] = argument.draw(rng, sizes)
            if name in changed:
                values[name] = changed[name]
            elif not isinstance(argument, Argument):
                values[name] = Rule.of(argument)(values)
        return values

    def _shown(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in values.items() if name not in self.hidden}


def _mixed(drawn: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Labels of both kinds: a loss that forgets one of its terms must not get away."""
    if drawn.size > 1 and len(np.unique(drawn)) == 1:
        flat = drawn.ravel().copy()
        flat[0] = 1 - flat[0]
        return flat.reshape(drawn.shape)
    return drawn
