"""What the steps of a test are made of: operators, containers, libraries, types by name."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from types import FunctionType

from .plain import Foreign, clean

OPERATORS: Mapping[str, Callable[..., Foreign]] = {
    name: getattr(operator, name)
    for name in (
        "add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "neg", "pos", "invert",
        "and_", "or_", "xor", "lshift", "rshift", "getitem",
        "lt", "le", "gt", "ge", "eq", "ne", "not_",
    )
}  # fmt: skip
"""By their names in `operator`."""
MAKERS: Mapping[str, Callable[[list[Foreign]], Foreign]] = {
    "list": list,
    "tuple": tuple,
    "set": set,
    "dict": lambda entries: dict(zip(entries[::2], entries[1::2], strict=True)),
    "slice": lambda entries: slice(*entries),
}
"""Containers of what was worked out."""
MOST_TYPES = 30
_type = type
_mro = type.__dict__["__mro__"].__get__
_name = type.__dict__["__name__"].__get__


class Failed:
    """In the place of what a step would have given."""

    __slots__ = ("error",)

    def __init__(self, error: BaseException) -> None:
        self.error = error


def known(value: Foreign) -> Foreign:
    """What a step gave; raises what the step raised."""
    if _type(value) is Failed:
        raise value.error
    return value


def library(name: str) -> Foreign:
    """Something by its dotted name: as much of it as is a module, then its attributes."""
    parts = name.split(".")
    for count in range(len(parts), 0, -1):
        try:
            found = import_module(".".join(parts[:count]))
        except ModuleNotFoundError:
            continue
        for part in parts[count:]:
            found = getattr(found, part)
        return found
    raise ModuleNotFoundError(f"No module named {name!r}")


def chain(value: Foreign) -> list[str]:
    """The names of a value's type and of those that it is derived from; asked of `type` itself."""
    return [clean(_name(kind), 100) for kind in _mro(_type(value))[:MOST_TYPES]]


@contextmanager
def hidden(function: Foreign, names: Sequence[str]) -> Iterator[None]:
    """While this lasts, the code of a function has none of these global names."""
    there = function.__globals__ if names and _type(function) is FunctionType else {}
    kept = {name: there.pop(name) for name in names if name in there}
    try:
        yield
    finally:
        there.update(kept)
