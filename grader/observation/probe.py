"""Probes: small expression trees, evaluated inside the sandbox after a section's code has run.

A probe carries no judgement and no expected value. `Ref("df")` asks for a name that the section
itself must bind; `inherited=True` accepts one from an earlier section. The seam was prototyped:
these nodes carry a student's `df` along the student's own trajectory, and two-layer
backpropagation with an opaque cache, in one exchange a section.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Literal = (
    None
    | bool
    | int
    | float
    | complex
    | str
    | NDArray[np.generic]
    | list["Literal"]
    | tuple["Literal", ...]
    | Mapping[str, "Literal"]
)
"""Data that may travel into the sandbox: plain Python, numpy arrays, and nests of them."""


@dataclass(frozen=True, slots=True)
class Ref:
    """The value of a name; inside a `Batch`, of its variable."""

    name: str
    inherited: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Const:
    """Data that we send in."""

    value: Literal


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """A function of the student called with arguments."""

    fn: Probe
    args: tuple[Probe, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """Whether a function of the student leaves its arguments as they are."""

    fn: Probe
    args: tuple[Probe, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """`of[key]`: one entry of a tuple, list, dict or array."""

    of: Probe
    key: str | int


@dataclass(frozen=True, slots=True, eq=False)
class Along:
    """A function at every number of a nested value; the answer has the same nesting."""

    fn: Probe
    over: Probe


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """`expr` once a point, with `Ref(var)` bound to it; the answer is a list, one entry a point."""

    expr: Probe
    var: str
    points: tuple[Literal, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Descend:
    """The path x0, x1, ..., xn of x <- x - lr * df(x), worked out inside with the student's df."""

    df: Probe
    x0: float
    lr: float
    n: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures that the section drew, as plain data (axes, lines, points, labels)."""


Probe = Ref | Const | Call | Kept | Item | Along | Batch | Descend | Figures
