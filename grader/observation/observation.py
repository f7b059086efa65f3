"""Observations: what came back for a probe. Plain data, or the way in which asking ended.

Everything here was said by code that we do not trust: it is a claim to be judged, never a result.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Array:
    """A numpy array: dtype string such as '<f8', shape, and the bytes in C order."""

    dtype: str
    shape: tuple[int, ...]
    data: bytes

    def numpy(self) -> NDArray[np.generic]:
        """The array, of shape `self.shape`, read-only."""
        return np.frombuffer(self.data, dtype=np.dtype(self.dtype)).reshape(self.shape)


@dataclass(frozen=True, slots=True)
class Scalar:
    """A number of another type than Python's own: `numpy.float32`, `fractions.Fraction`, ..."""

    type: str
    value: bool | int | float | complex


@dataclass(frozen=True, slots=True)
class Opaque:
    """Something that is no plain data; only the name of its type came out."""

    type: str


@dataclass(frozen=True, slots=True)
class Missing:
    """The name is not bound where it must be."""

    name: str


@dataclass(frozen=True, slots=True)
class Raised:
    """The student's code raised; `cell` and `line` (from 1) are the last place in that code."""

    type: str
    message: str
    cell: int | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class TimedOut:
    """Stopped at a time limit, in seconds."""

    limit: float


@dataclass(frozen=True, slots=True)
class OutOfMemory:
    """Stopped at the memory limit."""


@dataclass(frozen=True, slots=True)
class Killed:
    """The process ended before it answered."""

    reason: str


@dataclass(frozen=True, slots=True)
class TooLarge:
    """The answer was larger than what may come out; `limit` says which bound."""

    limit: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The answer does not follow the protocol: a bug of ours or a forged frame."""

    reason: str


Fault = Missing | Raised | TimedOut | OutOfMemory | Killed | TooLarge | Unreadable
Key = None | bool | int | float | str
Data = (
    None
    | bool
    | int
    | float
    | complex
    | str
    | Array
    | Scalar
    | Opaque
    | list["Data"]
    | tuple["Data", ...]
    | dict[Key, "Data"]
    | Fault
)
"""What a value may hold. Faults occur as leaves too: `f` may raise at one point of a batch."""


@dataclass(frozen=True, slots=True)
class Value:
    """The plain data that a probe was answered with."""

    data: Data


Observation = Value | Fault
