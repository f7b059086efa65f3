"""Values of a test: names that are bound, containers, constants as they are sent."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from grader.checks.asserted import pure
from grader.checks.asserted.forms import Form, Inside, Known, Outside, Package, Unclear
from grader.observation.probe import Call, Const, Library, Make, Operate, Probe, Ref

TYPES: Mapping[str, type] = {
    "builtins.float": float, "builtins.int": int, "builtins.bool": bool, "builtins.str": str,
    "builtins.complex": complex, "numpy.float64": np.float64, "numpy.float32": np.float32,
    "numpy.int64": np.int64, "numpy.bool_": np.bool_,
}  # fmt: skip
"""Types that a test may use as values."""
MUTABLE = (list, dict, set, np.ndarray)
"""Values that a function can change."""
_NUMBERS = {
    "Number": ("int", "float", "complex", "number"),
    "Real": ("int", "float", "floating"),
    "Integral": ("int", "integer"),
}
_MOST_TEXT = 20_000
MOST_TEXT = 100_000
"""Characters of a test."""
MOST_SENT = 200_000
"""Entries of one value that is sent in."""


def parameters(arguments: ast.arguments) -> tuple[str, ...]:
    """The names of a function's parameters, all of them plain."""
    if arguments.vararg or arguments.kwarg or arguments.kwonlyargs or arguments.posonlyargs:
        raise Unclear("it defines a function with * or **")
    return tuple(one.arg for one in arguments.args)


def bound(target: ast.expr, form: Form) -> dict[str, Form]:
    """What a target binds: one name, or the entries of a value to several."""
    match target:
        case ast.Name(name):
            return {name: form}
        case ast.Tuple(elts) | ast.List(elts) if not any(isinstance(e, ast.Starred) for e in elts):
            found: dict[str, Form] = {}
            if isinstance(form, Known):
                values = list(form.value)  # type: ignore[call-overload]  # it may raise
                for one, value in zip(elts, values, strict=True):
                    found |= bound(one, Known(value))
                return found
            for k, one in enumerate(elts):
                found |= bound(one, _entry(form, k))
            return found
        case _:
            raise Unclear("it binds something else than names")


def _entry(form: Form, k: int) -> Form:
    match form:
        case Inside(probe, said):
            return Inside(Operate("getitem", (probe, Const(k))), f"{said}[{k}]" if said else "")
        case Outside(work):
            return Outside(lambda got: pure.operate("getitem", work(got), k))
        case _:
            raise Unclear("it unpacks what has no entries")


def known(form: Form) -> Any:  # noqa: ANN401 - any value
    """The value of a form that is known."""
    if not isinstance(form, Known):
        raise Unclear("a value is not known")
    return form.value


def make(kind: str, entries: Sequence[Any]) -> Any:  # noqa: ANN401 - any value
    """A container, as `Make` makes it in the submission."""
    match kind:
        case "dict":
            return dict(zip(entries[::2], entries[1::2], strict=True))
        case "slice":
            return slice(*entries)
        case "set":
            return set(entries)
        case "tuple":
            return tuple(entries)
        case _:
            return list(entries)


def constant(value: object) -> Probe:
    """A value that the test states, as it is sent in."""
    pure.counted(value, MOST_SENT)
    match value:
        case np.ndarray() if value.dtype.kind in "biufc":
            return Const(value)
        case np.ndarray():
            return Call(Library("numpy.array"), (constant(value.tolist()),))
        case np.generic():
            return Call(Library(f"numpy.{type(value).__name__}"), (constant(value.item()),))
        case None | bool() | int() | float() | complex():
            return Const(value)
        case str():
            if len(value) > _MOST_TEXT:
                raise Unclear("a text is too long")
            return Const(value)
        case list() | tuple():
            return Make(type(value).__name__, tuple(constant(one) for one in value))
        case set() | frozenset():
            return Make("set", tuple(constant(one) for one in sorted(value, key=repr)))
        case dict():
            return Make("dict", tuple(constant(one) for pair in value.items() for one in pair))
        case slice():
            return Make("slice", tuple(constant(b) for b in (value.start, value.stop, value.step)))
        case type():
            return Library(f"builtins.{value.__name__}")
        case _:
            raise Unclear(f"a {type(value).__name__} cannot be handed over")


def type_names(kinds: Form) -> frozenset[str]:
    """The short names of one type or of several."""
    match kinds:
        case Package(name):
            short = name.rpartition(".")[2]
            return frozenset(_NUMBERS.get(short, (short,)))
        case Inside(Make("tuple" | "list" | "set", entries)):
            names = [type_names(Package(one.name)) for one in entries if isinstance(one, Library)]
            if len(names) == len(entries):
                return frozenset().union(*names)
        case Inside(Ref(name)):
            return frozenset({name})
        case _:
            pass
    raise Unclear("a type is not named")


def is_type(form: Form) -> bool:
    """Whether a form is a type that a test may use as a value."""
    return isinstance(form, Package) and form.name in TYPES


def parse(source: str) -> ast.Module:
    """The syntax tree of a test.

    Raises:
        Unclear: It is no Python, or too long.
    """
    if len(source) > MOST_TEXT:
        raise Unclear(f"it has more than {MOST_TEXT:,} characters")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except SyntaxError as error:
        raise Unclear(f"it is no Python ({error.msg})", error.lineno or 0) from None
    except (ValueError, RecursionError, MemoryError):
        raise Unclear("it is no Python that can be read") from None
