"""Plain data that came back -> the value of Python's or numpy's that it was, told by its type."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from grader.observation.observation import Array, Data, Fault, Opaque, Scalar

_SCALARS: Mapping[str, Callable[..., Any]] = {
    one.__name__: one
    for one in (
        np.float64, np.float32, np.float16, np.int64, np.int32, np.int16, np.int8,
        np.uint64, np.uint32, np.uint16, np.uint8, np.bool_, np.complex128, np.complex64,
    )
}  # fmt: skip
_NEVER_EQUAL = {
    "ellipsis", "NotImplementedType", "function", "builtin_function_or_method", "type", "module",
    "method", "generator",
}  # fmt: skip
"""Types of things that are equal to nothing that a test can state."""
_ARRAYS = {"ndarray", "Series", "Index", "ExtensionArray"}


class TypeName(str):
    """The name of a type of Python's own, which prints as the type does."""

    __slots__ = ()

    def __str__(self) -> str:
        return f"<class '{self[:]}'>"


class Thing:
    """Something that is no data: a function, an ellipsis. It equals nothing."""

    __slots__ = ("types",)

    def __init__(self, types: Sequence[str]) -> None:
        self.types = tuple(types)


class Unlike:
    """Something whose comparison only its own code knows: an object, a data frame."""

    __slots__ = ("types",)

    def __init__(self, types: Sequence[str]) -> None:
        self.types = tuple(types)


def restore(types: Sequence[str], data: Data) -> object:
    """The value; entries of containers as they came.

    Args:
        types: The names of its type and of those that it is derived from.
        data: What came out.
    """
    kind = types[0] if types else ""
    if kind in _NEVER_EQUAL:
        return Thing(types)
    if kind == "DataFrame":
        return Unlike(types)
    match data:
        case list() if kind in ("set", "frozenset"):
            return set(_all(data))
        case list() if not _ARRAYS.isdisjoint(types):
            return np.array(_all(data))
        case bool() | int() | float() | complex() if "generic" in types and kind in _SCALARS:
            return _SCALARS[kind](data)
        case _:
            return _plain(data, types)


def _plain(data: Data, types: Sequence[str] = ()) -> object:
    match data:
        case Array():
            return data.numpy().copy()
        case Scalar(kind, number):
            scalar = _SCALARS.get(kind.rpartition(".")[2])
            return number if scalar is None else scalar(number)
        case Opaque(kind):
            named = types or (kind,)
            return Thing(named) if kind in _NEVER_EQUAL else Unlike(named)
        case list():
            return _all(data)
        case tuple():
            return tuple(_all(data))
        case dict():
            return {key: _plain(entry) for key, entry in data.items()}
        case _:
            return Thing(("fault",)) if isinstance(data, Fault) else data


def _all(entries: Sequence[Data]) -> list[object]:
    return [_plain(entry) for entry in entries]
