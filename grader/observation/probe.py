"""Probes: small expression trees, evaluated inside the sandbox after a section's code has run.

A probe carries no judgement and no expected value. `Ref("df")` asks for a name that the section
itself must bind; `inherited=True` accepts one from an earlier section. The seam was prototyped:
these nodes carry a student's `df` along the student's own trajectory, and two-layer
backpropagation with an opaque cache, in one exchange a section.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

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
    """A function of the student called with arguments, the last of them perhaps by name."""

    fn: Probe
    args: tuple[Probe, ...]
    named: Mapping[str, Probe] = field(default_factory=dict)


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


@dataclass(frozen=True, slots=True)
class Local:
    """What a step before this one gave, or what a `Lambda` is called with: itself, not a copy."""

    name: str


@dataclass(frozen=True, slots=True)
class Library:
    """A module, or something in it by its dotted name: "numpy.linalg.norm", "builtins.len"."""

    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Attribute:
    """`of.name`."""

    of: Probe
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Operate:
    """An operator of Python's by its name in the module `operator`: "add", "getitem", "lt"."""

    operator: str
    operands: tuple[Probe, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Make:
    """A list, tuple, set, dict (keys and values in turn) or slice of such entries."""

    kind: str
    entries: tuple[Probe, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Lambda:
    """A function that the student's code may call; its body sees what it is given as `Local`."""

    parameters: tuple[str, ...]
    body: Probe


@dataclass(frozen=True, slots=True, eq=False)
class Without:
    """`call` while the student's code has none of these names; they are put back after it."""

    names: tuple[str, ...]
    call: Call


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One step: what it gives is `Local(name)` from then on; its value comes out if `shown`."""

    name: str
    expr: Probe
    shown: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """Steps in order, each whether or not one before it failed.

    The answer is a list, one entry for each step: the names of its type and of the types that this
    is derived from, then its value as it was at that moment (None if it is not shown), or how it
    ended.
    """

    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a cell of the submission, by its mark; None if it is missing or as handed out.

    Nothing is asked of the code: it is answered from the file. With `after`, it is the text of what
    stands below that cell, down to the next cell that was handed out.
    """

    cell: str
    after: bool = False


Probe = (
    Ref | Const | Call | Kept | Item | Along | Batch | Descend | Figures
    | Local | Library | Attribute | Operate | Make | Lambda | Without | Steps | Text
)  # fmt: skip
