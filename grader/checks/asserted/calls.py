"""Assertions that are calls: of numpy.testing, nose, unittest and pytest."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from grader.checks.asserted import pure
from grader.checks.asserted.forms import Form, Got, Package, Unclear

_NUMPY: Mapping[str, Callable[..., None]] = {
    "assert_allclose": np.testing.assert_allclose,
    "assert_almost_equal": np.testing.assert_almost_equal,
    "assert_approx_equal": np.testing.assert_approx_equal,
    "assert_array_almost_equal": np.testing.assert_array_almost_equal,
    "assert_array_equal": np.testing.assert_array_equal,
    "assert_array_less": np.testing.assert_array_less,
    "assert_equal": np.testing.assert_equal,
}
_FAMILIES: Mapping[str, str] = {
    "allclose": "close", "approxequal": "close", "arrayalmostequal": "close",
    "almostequal": "close", "almostequals": "close", "notalmostequal": "not_close",
    "arrayequal": "equal", "arrayless": "less",
    "equal": "equal", "equals": "equal", "eq": "equal", "notequal": "not_equal",
    "notequals": "not_equal", "listequal": "equal", "tupleequal": "equal", "dictequal": "equal",
    "setequal": "equal", "sequenceequal": "equal", "countequal": "count",
    "true": "true", "ok": "true", "": "true", "false": "false",
    "in": "in", "notin": "not_in", "is": "is", "isnot": "is_not",
    "isnone": "none", "isnotnone": "not_none", "isinstance": "is_instance",
    "greater": "greater", "greaterequal": "greater_equal", "less": "less",
    "lessequal": "less_equal", "raises": "raises",
}  # fmt: skip


def family(name: str) -> str | None:
    """What an assertion of this dotted name claims; None if it is none that is read."""
    short = name.rpartition(".")[2]
    if short in ("eq_", "ok_"):
        return _FAMILIES[short[:-1]]
    if not short.lower().startswith("assert"):
        return None
    return _FAMILIES.get(short[len("assert") :].lower().replace("_", ""))


def assertion(
    name: str, kind: str, given: Sequence[Callable[[Got], Any]], named: Mapping[str, Any]
) -> Callable[[Got], bool]:
    """Whether an assertion holds for what came back."""
    short = name.rpartition(".")[2]
    if name.startswith("numpy.") and short in _NUMPY:
        function = _NUMPY[short]

        def passes(got: Got) -> bool:
            values = [one(got) for one in given]
            options = {key: one(got) for key, one in named.items() if key != "err_msg"}
            pure.call(np.isclose, [values[0], values[1]], {}) if _numeric(values) else None
            try:
                pure.call(function, values, options)
            except AssertionError:
                return False
            return True

        return passes
    options = set(named) - {"msg"}
    if options - {"places", "delta"}:
        raise Unclear(f"`{name}` is called with {', '.join(sorted(options))}")
    needed = 1 if kind in ("none", "not_none") else 2
    if len(given) < needed:
        raise Unclear(f"`{name}` is called with too few arguments")

    def holds(got: Got) -> bool:
        values = [one(got) for one in given]
        return bool(_holds(kind, values, {key: one(got) for key, one in named.items()}))

    return holds


def _numeric(values: Sequence[Any]) -> bool:
    return all(isinstance(one, np.ndarray) and one.dtype.kind in "biufc" for one in values[:2])


def _holds(kind: str, values: Sequence[Any], named: Mapping[str, Any]) -> object:
    one, other = values[0], values[1] if len(values) > 1 else None
    match kind:
        case "equal":
            return pure.operate("eq", one, other)
        case "not_equal":
            return pure.operate("ne", one, other)
        case "count":
            return sorted(one, key=repr) == sorted(other or (), key=repr)
        case "close" | "not_close":
            return _near(one, other, values[2:], named) is (kind == "close")
        case "in":
            return pure.contains(one, other)
        case "not_in":
            return not pure.contains(one, other)
        case "is" | "is_not":
            return pure.operate(kind + ("_" if kind == "is" else ""), one, other)
        case "none":
            return one is None
        case "not_none":
            return one is not None
        case "greater":
            return pure.operate("gt", one, other)
        case "greater_equal":
            return pure.operate("ge", one, other)
        case "less":
            return pure.operate("lt", one, other)
        case _:
            return pure.operate("le", one, other)


def _near(one: Any, other: Any, rest: Sequence[Any], named: Mapping[str, Any]) -> bool:  # noqa: ANN401 - any value
    """As unittest has it: equal, or their difference is 0 when it is rounded to 7 places."""
    if one is other or bool(pure.operate("eq", one, other)):
        return True
    apart = abs(pure.operate("sub", one, other))
    if named.get("delta") is not None:
        return bool(apart <= named["delta"])
    places = rest[0] if rest else named.get("places", 7)
    return bool(round(apart, places) == 0)


def expected_error(kind: ast.expr | None, scope: Mapping[str, Form]) -> tuple[str, ...]:
    """The names of the errors that a test waits for."""
    match kind:
        case None:
            return ("Exception",)
        case ast.Name(name) if isinstance(named := scope.get(name), Package):
            return (named.name.rpartition(".")[2],)
        case ast.Name(name) | ast.Attribute(attr=name):
            return (name,)
        case ast.Tuple(elts):
            return tuple(name for one in elts for name in expected_error(one, scope))
        case _:
            raise Unclear("it waits for an error that it does not name")
