"""What must hold among a student's own values: it can be told without any true value.

A relation says nothing about what is right. It travels with the stub, so it must not give away how
a value is found: a slope is compared with the student's own function, never with a formula.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Derivative:
    """The part is a function: the derivative of the student's own function `of`."""

    of: str


@dataclass(frozen=True, slots=True)
class Slope:
    """The part is the slope of the student's own `of` by `wrt`, where the section stands.

    It is seen by running the section again with `wrt` moved a little.
    """

    of: str
    wrt: str


@dataclass(frozen=True, slots=True)
class Lowers:
    """The section, run again with the part in the place of `wrt`, ends with a smaller `of`."""

    of: str
    wrt: str


@dataclass(frozen=True, slots=True)
class Descent:
    """The part is a path of gradient descent along the student's own `slope`.

    Attributes:
        slope: The function that is followed downwards.
        start: Where it begins.
        lr: The name of the learning rate; of a table, the column that holds it.
        n: The name of the number of updates, or that number.
    """

    slope: str
    start: float
    lr: str
    n: str | int


@dataclass(frozen=True, slots=True)
class Values:
    """The part is the student's own function `of` along `over`, a list or a column."""

    of: str
    over: str


@dataclass(frozen=True, slots=True)
class Last:
    """The part is the last entry of the student's own list `of`."""

    of: str


@dataclass(frozen=True, slots=True)
class Smallest:
    """The part is the key of the row whose entry in `column` is the smallest number there."""

    table: str
    column: str


@dataclass(frozen=True, slots=True)
class ByArgument:
    """The part is a function: the gradient of the student's own `of` by its argument `wrt`."""

    of: str
    wrt: str


Relation = Derivative | Slope | Lowers | Descent | Values | Last | Smallest | ByArgument
RELATIONS: dict[str, type[Relation]] = {
    "derivative": Derivative,
    "slope": Slope,
    "lowers": Lowers,
    "descent": Descent,
    "values": Values,
    "last": Last,
    "smallest": Smallest,
    "by-argument": ByArgument,
}
"""Each relation by its name in an outline."""
