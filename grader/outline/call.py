"""What an outline says of a function of several arguments: how to call it, and what must hold.

Arguments are described as data and drawn anew where they are needed. What must hold needs no true
value: samples in another order give the same in that order, all samples twice leave a mean as it
is, and a gradient is the slope of the student's own function.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import numpy as np
from msgspec import Meta, Struct
from numpy.random import Generator

from grader.checks.cases import Argument, Case, Cases, Kind
from grader.checks.check import VALUE
from grader.gradients import plan
from grader.observation.probe import Batch, Call, Const, Kept, Probe, Ref

Name = Annotated[str, Meta(max_length=60)]
Length = Annotated[int, Meta(ge=1, le=32)]
POINT = "point"
MOST_ENTRIES = 8
"""A numerical check moves no more entries than this."""


class Shaped(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """An argument, or something that is returned: its name and named or fixed sizes."""

    name: Name
    shape: Annotated[list[Name | Length], Meta(max_length=3)] = []
    kind: Kind = "real"
    low: float = -2.0
    high: float = 2.0


class Signature(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A function, its arguments in order, what it returns, and in which sizes it is tried."""

    fn: Name
    arguments: Annotated[list[Shaped], Meta(max_length=12)]
    items: Annotated[list[Shaped], Meta(max_length=20)]
    sizes: Annotated[list[dict[Name, Length]], Meta(min_length=1, max_length=5)]
    symmetric: Annotated[list[Name], Meta(max_length=4)] = []
    mean: Annotated[list[Name], Meta(max_length=4)] = []

    def amiss(self) -> Iterator[str]:
        """What does not fit together, as a clause each."""
        names = {one.name for one in self.arguments}
        shaped = [*self.arguments, *self.items]
        used = {size for one in shaped for size in one.shape if isinstance(size, str)}
        if len(names) < len(self.arguments) or not self.items:
            yield "has a function whose arguments or results have no names"
        if any(not used <= set(sizes) for sizes in self.sizes):
            yield "has a shape whose size is not given"
        if any(one.kind == "one-hot" and len(one.shape) != 2 for one in self.arguments):
            yield "has one-hot columns that are no table"
        if not all(math.isfinite(one.low) and one.low <= one.high for one in self.arguments):
            yield "has an argument without a range"

    def item(self, name: str) -> Shaped:
        """What is returned under that name."""
        return next(one for one in self.items if one.name == name)

    def draw(self, rng: Generator) -> list[Case]:
        """The cases; the same for a generator in the same state."""
        arguments = {
            one.name: Argument(tuple(one.shape), one.kind, one.low, one.high)
            for one in self.arguments
        }
        return Cases(arguments, self.sizes).draw(rng)


def call_probes(
    spec: Signature, rng: Generator, *, helper: bool, of: str = "", wrt: str = ""
) -> dict[str, Probe]:
    """What to ask of a function: all cases, one of them again, changed ones, and its own slope.

    Args:
        spec: The function.
        rng: For the arguments.
        helper: Whether it may come from an earlier exercise.
        of: A function of the same arguments whose gradient this is.
        wrt: The argument that the gradient is taken by.
    """
    fn = Ref(spec.fn, inherited=helper)
    cases = spec.draw(rng)
    found: dict[str, Probe] = {VALUE: fn}
    for k, case in enumerate(cases):
        found[f"case {k}"] = Call(fn, _constants(case.arguments))
    found["again"] = Call(fn, _constants(cases[0].arguments))
    found["kept"] = Kept(fn, _constants(cases[0].arguments))
    for size in spec.symmetric:
        found[f"permuted {size}"] = Call(fn, _constants(permuted(spec, cases[-1], size)))
    for size in spec.mean:
        found[f"doubled {size}"] = Call(fn, _constants(doubled(spec, cases[-1], size)))
    for k, case in enumerate(cases) if of else ():
        at = np.asarray(case.arguments[wrt], dtype=float)
        if at.size <= MOST_ENTRIES:
            points = plan(at.ravel(), rng).points
            found[f"ladder {k}"] = _ladder(Ref(of, inherited=True), case, wrt, points)
    return found


def order(count: int) -> list[int]:
    """Another order of so many things, which moves each of them."""
    return [*range(1, count), 0]


def permuted(spec: Signature, case: Case, size: str) -> dict[str, Any]:
    """The arguments with everything of that size in another order."""
    return {one.name: moved(case.arguments[one.name], one, size) for one in spec.arguments}


def moved(value: Any, one: Shaped, size: str) -> Any:  # noqa: ANN401 - a number or array
    """A value with its axes of that size in another order; itself, where it has none."""
    for axis, name in enumerate(one.shape):
        if name == size:
            value = np.take(value, order(np.shape(value)[axis]), axis=axis)
    return value


def doubled(spec: Signature, case: Case, size: str) -> dict[str, Any]:
    """The arguments with everything of that size twice."""
    found = {}
    for one in spec.arguments:
        value = case.arguments[one.name]
        for axis, name in enumerate(one.shape):
            if name == size:
                value = np.concatenate([value, value], axis=axis)
        found[one.name] = value
    return found


def _constants(arguments: Mapping[str, Any]) -> tuple[Probe, ...]:
    return tuple(Const(value) for value in arguments.values())


def _ladder(own: Ref, case: Case, wrt: str, points: np.ndarray[Any, Any]) -> Batch:
    shape = np.shape(case.arguments[wrt])
    arguments: tuple[Probe, ...] = tuple(
        Ref(POINT) if name == wrt else Const(value) for name, value in case.arguments.items()
    )
    moves = tuple(np.reshape(point, shape) if shape else float(point[0]) for point in points)
    return Batch(Call(own, arguments), POINT, moves)
