"""What may be worked out here, of values that a test states or that came back: bounded and pure.

Nothing of a test's text is run: names stand for the functions below, and each is refused where its
result could be large, so that neither a notebook nor an answer can take time or memory.
"""

from __future__ import annotations

import hashlib
import math
import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from grader.checks.asserted.forms import Unclear, Unjudged
from grader.checks.asserted.restore import Thing, Unlike

MOST = 1_000_000
"""Entries of an array, list or text."""
MOST_BITS = 4_000
"""Of a whole number."""
MOST_WORK = 200_000_000
"""Multiplications in a product of matrices."""

_NUMPY = (
    "abs", "absolute", "add", "all", "any", "argmax", "argmin", "argsort", "around", "array",
    "array_equal", "array_equiv", "allclose", "asarray", "atleast_1d", "atleast_2d", "ceil",
    "clip", "column_stack", "concatenate", "cos", "cosh", "count_nonzero", "cumprod", "cumsum",
    "deg2rad", "diff", "divide", "dot", "exp", "expm1", "fabs", "flip", "floor", "hstack",
    "hypot", "isclose", "isfinite", "isinf", "isnan", "isscalar", "log", "log10", "log1p", "log2",
    "logical_and", "logical_not", "logical_or", "matmul", "max", "maximum", "mean", "median",
    "min", "minimum", "mod", "multiply", "ndim", "negative", "ones_like", "percentile", "power",
    "prod", "ptp", "ravel", "reshape", "rint", "round", "shape", "sign", "sin", "sinh", "size",
    "sort", "sqrt", "square", "squeeze", "stack", "std", "subtract", "sum", "tan", "tanh",
    "trace", "transpose", "unique", "var", "vstack", "where", "zeros_like", "linalg.norm",
    "linalg.inv", "linalg.det", "linalg.solve", "float64", "float32", "int64", "bool_",
)  # fmt: skip
_MATH = (
    "acos", "asin", "atan", "atan2", "ceil", "cos", "cosh", "degrees", "dist", "exp", "expm1",
    "fabs", "floor", "fmod", "fsum", "gcd", "hypot", "isclose", "isfinite", "isinf", "isnan",
    "log", "log10", "log1p", "log2", "radians", "sin", "sinh", "sqrt", "tan", "tanh", "trunc",
)  # fmt: skip
_BUILTINS: Mapping[str, Callable[..., Any]] = {
    "abs": abs, "all": all, "any": any, "bool": bool, "complex": complex, "dict": dict,
    "divmod": divmod, "float": float, "frozenset": frozenset, "int": int, "len": len, "list": list,
    "max": max, "min": min, "reversed": lambda of: list(reversed(of)), "round": round, "set": set,
    "sorted": sorted, "str": str, "repr": repr, "sum": sum, "tuple": tuple,
    "enumerate": lambda *of, **named: list(enumerate(*of, **named)),
    "zip": lambda *of, **named: list(zip(*of, strict=bool(named.get("strict")))),
}  # fmt: skip
_HASHES: Mapping[str, Callable[..., Any]] = {
    name: partial(hashlib.new, name, usedforsecurity=False) for name in ("md5", "sha1", "sha256")
}
"""By which tests hide what is due."""
TRUTHS = frozenset(
    f"{package}.{name}"
    for package, names in {
        "builtins": ("all", "any", "bool"),
        "math": ("isclose", "isfinite", "isinf", "isnan"),
        "numpy": ("all", "any", "allclose", "isclose", "array_equal", "array_equiv", "isfinite",
                  "isinf", "isnan", "logical_and", "logical_or", "logical_not"),
    }.items()
    for name in names
)  # fmt: skip
"""Functions whose answer decides: they are worked out here, whatever they are given."""
CONSTANTS: Mapping[str, object] = {
    **{f"numpy.{name}": getattr(np, name) for name in ("pi", "e", "inf", "nan", "newaxis")},
    **{f"math.{name}": getattr(math, name) for name in ("pi", "e", "inf", "nan", "tau")},
}
ATTRIBUTES = frozenset({"shape", "size", "ndim", "T", "real", "imag", "dtype", "start", "stop"})
METHODS: Mapping[type, frozenset[str]] = {
    str: frozenset({
        "lower", "upper", "strip", "lstrip", "rstrip", "split", "startswith", "endswith", "count",
        "find", "isdigit", "isalpha", "title", "capitalize", "splitlines", "encode",
    }),
    type(hashlib.sha256()): frozenset({"hexdigest"}),
    list: frozenset({"index", "count", "copy"}),
    tuple: frozenset({"index", "count"}),
    dict: frozenset({"keys", "values", "items", "get", "copy"}),
    set: frozenset({"union", "intersection", "difference", "issubset", "issuperset", "copy"}),
    np.ndarray: frozenset({
        "sum", "mean", "max", "min", "all", "any", "std", "var", "copy", "tolist", "flatten",
        "ravel", "round", "argmax", "argmin", "transpose", "reshape", "item", "prod", "cumsum",
        "astype", "squeeze",
    }),
    np.generic: frozenset({"item", "round", "all", "any", "sum", "mean", "copy"}),
}  # fmt: skip
CHANGES: Mapping[type, frozenset[str]] = {
    list: frozenset({"append", "extend", "insert", "pop", "remove", "sort", "reverse"}),
    dict: frozenset({"update", "pop", "setdefault"}),
    set: frozenset({"add", "discard", "remove", "update"}),
}
"""Methods by which a test changes a value of its own."""


def function(name: str) -> Callable[..., Any] | None:
    """What a dotted name stands for here; None if it may not be worked out here."""
    package, _, rest = name.partition(".")
    if package == "numpy":
        if rest in _SIZED:
            return _SIZED[rest]
        found: Any = np
        for part in rest.split(".") if rest in _NUMPY else ():
            found = getattr(found, part)
        return found if rest in _NUMPY else None
    if package == "math" and rest in _MATH:
        found = getattr(math, rest)
        return found if callable(found) else None
    if name == "builtins.range":
        return lambda *of: list(_bounded_range(*of))
    if package == "hashlib":
        return _HASHES.get(rest)
    return _BUILTINS.get(rest) if package == "builtins" else None


def call(work: Callable[..., Any], given: Sequence[Any], named: Mapping[str, Any]) -> Any:  # noqa: ANN401 - any value
    """What a function of this module gives for values that are known.

    Raises:
        Unjudged: One of them is something that only the submission's own code knows.
        Unclear: The result would be too large.
    """
    for one in (*given, *named.values()):
        _comparable(one)
        counted(one)
    _not_too_large(work, given)
    with np.errstate(all="ignore"):
        return sized(work(*given, **named))


def operate(name: str, *operands: Any) -> Any:  # noqa: ANN401 - any value
    """An operator by its name in `operator`, where its result is small enough."""
    for one in operands:
        _comparable(one, equality=name in ("eq", "ne", "is_", "is_not"))
    _bounded(name, operands)
    with np.errstate(all="ignore"):
        return sized(getattr(operator, name)(*operands))


def contains(what: Any, within: Any) -> bool:  # noqa: ANN401 - any value
    """Whether one is in the other."""
    _comparable(within)
    return bool(what in within)


def sized(value: Any) -> Any:  # noqa: ANN401 - any value
    """The value, if it is not too large.

    Raises:
        Unclear: It is.
    """
    if isinstance(value, np.ndarray | str | bytes | list | tuple | dict | set):
        count = value.size if isinstance(value, np.ndarray) else len(value)
        if count > MOST:
            raise Unclear(f"a value has more than {MOST:,} entries")
    return value


def counted(value: object, most: int = MOST) -> int:
    """How many entries a value holds, all the way down.

    Raises:
        Unclear: More than `most`.
    """
    if isinstance(value, np.ndarray | str | bytes):
        found = value.size if isinstance(value, np.ndarray) else len(value)
    elif isinstance(value, list | tuple | set | frozenset | dict):
        found = len(value)
        for one in value.values() if isinstance(value, dict) else value:
            if isinstance(one, list | tuple | set | frozenset | dict | np.ndarray | str):
                found += counted(one, most - found)
            if found > most:
                break
    else:
        found = 1
    if found > most:
        raise Unclear(f"a value has more than {MOST:,} entries")
    return found


def _comparable(value: object, *, equality: bool = False) -> None:
    if isinstance(value, Unlike):
        raise Unjudged(value.types[0] if value.types else "an object")
    if isinstance(value, Thing) and not equality:
        raise TypeError(f"a {value.types[0]} was given")


def _bounded(name: str, operands: Sequence[Any]) -> None:
    arrays = [one for one in operands if isinstance(one, np.ndarray)]
    if arrays and name not in ("matmul", "getitem") and len(operands) == 2:
        shapes = [np.shape(one) for one in operands]
        if math.prod(np.broadcast_shapes(*shapes)) > MOST:
            raise Unclear(f"a value has more than {MOST:,} entries")
    if name == "matmul":
        _bounded_product(operands)
    if name in ("pow", "lshift") and all(isinstance(one, int) for one in operands):
        base, by = (int(one) for one in operands)
        bits = by + base.bit_length() if name == "lshift" else by * max(base.bit_length(), 1)
        if abs(bits) > MOST_BITS:
            raise Unclear("a number is too large")
    if name == "mul":
        for one, other in (operands, operands[::-1]):
            too_many = isinstance(one, str | list | tuple) and isinstance(other, int)
            if too_many and len(one) * other > MOST:
                raise Unclear(f"a value has more than {MOST:,} entries")
    if name == "mod" and isinstance(operands[0], str):
        raise Unclear("it puts a text together by %")


def _bounded_product(operands: Sequence[Any]) -> None:
    one, other = (np.shape(each) for each in operands)
    inner = one[-1] if one else 1
    if math.prod(one) * math.prod(other) / max(inner, 1) > MOST_WORK:
        raise Unclear("a product of matrices is too large")


def _not_too_large(work: Callable[..., Any], given: Sequence[Any]) -> None:
    if work in (np.dot, np.matmul) and len(given) > 1:
        _bounded_product(given[:2])
    if len(given) > 1 and isinstance(work, np.ufunc):
        _bounded("add", [np.asarray(one) for one in given[:2]])
    if work in (np.isclose, np.allclose, np.array_equiv, np.where):
        shapes = [np.shape(one) for one in given]
        if math.prod(np.broadcast_shapes(*shapes)) > MOST:
            raise Unclear(f"a value has more than {MOST:,} entries")
    if work in (np.power, np.linalg.inv, np.linalg.det, np.linalg.solve) and any(
        np.size(one) > MOST // 10 for one in given
    ):
        raise Unclear("a matrix is too large")


def _bounded_range(*of: int) -> range:
    found = range(*of)
    if len(found) > MOST // 10:
        raise Unclear("a range is too long")
    return found


def _of_shape(make: Callable[..., Any]) -> Callable[..., Any]:
    def made(shape: Any, *rest: Any, **named: Any) -> Any:  # noqa: ANN401 - numpy's own
        sizes = shape if isinstance(shape, Iterable) else (shape,)
        if math.prod(int(one) for one in sizes) > MOST:
            raise Unclear(f"a value has more than {MOST:,} entries")
        return make(shape, *rest, **named)

    return made


def _square(size: int, **named: Any) -> Any:  # noqa: ANN401 - numpy's own
    if size * size > MOST:
        raise Unclear(f"a value has more than {MOST:,} entries")
    return np.eye(size, **named)


def _arange(*of: float, **named: Any) -> Any:  # noqa: ANN401 - numpy's own
    start, stop, step = (0, *of, 1) if len(of) == 1 else (*of, 1)[:3]
    if (stop - start) / step > MOST:
        raise Unclear(f"a value has more than {MOST:,} entries")
    return np.arange(*of, **named)


def _linspace(start: Any, stop: Any, num: int = 50, **named: Any) -> Any:  # noqa: ANN401 - numpy's own
    if num > MOST:
        raise Unclear(f"a value has more than {MOST:,} entries")
    return np.linspace(start, stop, num, **named)


def _outer(one: Any, other: Any) -> Any:  # noqa: ANN401 - numpy's own
    if np.size(one) * np.size(other) > MOST:
        raise Unclear(f"a value has more than {MOST:,} entries")
    return np.outer(one, other)


_SIZED: Mapping[str, Callable[..., Any]] = {
    "zeros": _of_shape(np.zeros), "ones": _of_shape(np.ones), "full": _of_shape(np.full),
    "eye": _square, "identity": _square, "arange": _arange, "linspace": _linspace,
    "outer": _outer,
}  # fmt: skip
