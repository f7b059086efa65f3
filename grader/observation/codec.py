"""Data and probes to and from JSON; the decoder trusts nothing.

The form of a value (the same in both directions, and in stored observations):

    null, true, 42, 1.5, "text", [..]        themselves; integers within 64 bits, finite floats
    {"t": "float", "v": "nan"}               nan, inf, -inf
    {"t": "int", "v": "0x..."}               integers beyond 64 bits
    {"t": "complex", "v": [re, im]}
    {"t": "tuple", "v": [..]}
    {"t": "dict", "v": [[key, value], ..]}
    {"t": "array", "dtype": "<f8", "shape": [2, 3], "data": base64}
    {"t": "scalar", "type": "numpy.float32", "v": number}
    {"t": "opaque", "type": "function"}
    {"t": "missing" | "raised" | "timed-out" | "memory" | "killed" | "too-large" | "unreadable", ..}

A probe is a list that begins with its kind: ["ref", "df", false], ["call", fn, [arg, ..]], ...
Never pickle, `.npy` or eval.
"""

from __future__ import annotations

import base64
import binascii
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from grader.observation.observation import (
    Array,
    Data,
    Fault,
    Key,
    Killed,
    Missing,
    Observation,
    Opaque,
    OutOfMemory,
    Raised,
    Scalar,
    TimedOut,
    TooLarge,
    Unreadable,
    Value,
)
from grader.observation.probe import (
    Along,
    Attribute,
    Batch,
    Call,
    Const,
    Descend,
    Figures,
    Item,
    Kept,
    Lambda,
    Library,
    Literal,
    Local,
    Make,
    Operate,
    Probe,
    Ref,
    Steps,
    Text,
    Without,
)

Json: TypeAlias = Any
"""What `json` and `msgspec` give before it has been checked."""

DTYPES = {
    "<f8": 8, "<f4": 4, "<f2": 2, "<i8": 8, "<i4": 4, "<i2": 2, "|i1": 1,
    "<u8": 8, "<u4": 4, "<u2": 2, "|u1": 1, "|b1": 1, "<c16": 16, "<c8": 8,
}  # fmt: skip
"""The dtypes that may come out, with their sizes in bytes; no objects, strings or records."""

MAX_DEPTH = 16
MAX_NUMBERS = 250_000
MAX_TEXT = 20_000
MAX_NDIM = 8
MAX_INT_DIGITS = (
    1_101  # a sign, 0x and hexadecimal, 4,400 bits: 20! and 2**1000 pass, 7**(7**7) does not
)


class _Bad(Exception):
    """What came does not follow the form."""


@dataclass(slots=True)
class _Budget:
    """How many numbers, texts and entries may still be read from this value."""

    left: int = MAX_NUMBERS

    def take(self, count: int) -> None:
        self.left -= count
        if self.left < 0:
            raise _Bad(f"more than {MAX_NUMBERS:,} numbers")


def decode_observation(raw: Json) -> Observation:
    """The observation that `raw` stands for; `Unreadable` where it breaks the form."""
    try:
        data = _decode(raw, _Budget(), 0)
    except _Bad as bad:
        return Unreadable(str(bad))
    return data if isinstance(data, Fault) else Value(data)


def _decode(raw: Json, budget: _Budget, depth: int) -> Data:
    if depth > MAX_DEPTH:
        raise _Bad(f"nested deeper than {MAX_DEPTH}")
    budget.take(1)
    if raw is None or isinstance(raw, bool | float):
        return raw
    if isinstance(raw, int):
        if not -(2**63) <= raw < 2**64:
            raise _Bad("a bare integer beyond 64 bits")
        return raw
    if isinstance(raw, str):
        return _text(raw)
    if isinstance(raw, list):
        if depth < MAX_DEPTH and all(type(entry) is float for entry in raw):
            budget.take(len(raw))
            return raw
        return [_decode(entry, budget, depth + 1) for entry in raw]
    if isinstance(raw, dict):
        return _decode_tagged(raw, budget, depth)
    raise _Bad(f"a {type(raw).__name__} where a value was due")


def _decode_tagged(raw: Mapping[str, Json], budget: _Budget, depth: int) -> Data:
    match raw:
        case {"t": "float", "v": "nan" | "inf" | "-inf" as word}:
            return float(word)
        case {"t": "int", "v": str(digits)} if len(digits) <= MAX_INT_DIGITS:
            return _big_int(digits)
        case {"t": "complex", "v": [re, im]}:
            return complex(_float(re, budget, depth), _float(im, budget, depth))
        case {"t": "tuple", "v": list(entries)}:
            return tuple(_decode(entry, budget, depth + 1) for entry in entries)
        case {"t": "dict", "v": list(pairs)}:
            return dict(_pair(pair, budget, depth) for pair in pairs)
        case {"t": "array", "dtype": str(dtype), "shape": list(shape), "data": str(text)}:
            return _array(dtype, shape, text, budget)
        case {"t": "scalar", "type": str(kind), "v": number}:
            return _scalar(_text(kind), _decode(number, budget, depth + 1))
        case {"t": "opaque", "type": str(kind)}:
            return Opaque(_text(kind))
        case _:
            return _decode_fault(raw)


def _scalar(kind: str, value: Data) -> Scalar:
    if isinstance(value, bool | int | float | complex):
        return Scalar(kind, value)
    raise _Bad("a scalar that holds no number")


def _decode_fault(raw: Mapping[str, Json]) -> Fault:
    match raw:
        case {"t": "missing", "name": str(name)}:
            return Missing(_text(name))
        case {"t": "raised", "type": str(kind), "message": str(message)}:
            cell, line = raw.get("cell"), raw.get("line")
            return Raised(_text(kind), _text(message), _place(cell), _place(line))
        case {"t": "timed-out", "limit": int(limit) | float(limit)} if limit is not True:
            return TimedOut(float(limit))
        case {"t": "memory"}:
            return OutOfMemory()
        case {"t": "killed", "reason": str(reason)}:
            return Killed(_text(reason))
        case {"t": "too-large", "limit": str(limit)}:
            return TooLarge(_text(limit))
        case {"t": "unreadable", "reason": str(reason)}:
            return Unreadable(_text(reason))
        case _:
            raise _Bad("an unknown or incomplete form")


def _place(number: Json) -> int | None:
    ok = isinstance(number, int) and not isinstance(number, bool) and 0 <= number < 1_000_000
    return number if ok else None


def _text(text: str) -> str:
    if len(text) > MAX_TEXT:
        raise _Bad(f"a text of more than {MAX_TEXT:,} characters")
    return text


def _float(raw: Json, budget: _Budget, depth: int) -> float:
    value = _decode(raw, budget, depth + 1)
    if isinstance(value, float | int) and not isinstance(value, bool):
        try:
            return float(value)
        except OverflowError:
            raise _Bad("a complex number beyond all floats") from None
    raise _Bad("a complex number of other than two numbers")


def _big_int(digits: str) -> int:
    try:
        return int(digits, 16)
    except ValueError:
        raise _Bad("a long integer that is none") from None


def _pair(pair: Json, budget: _Budget, depth: int) -> tuple[Key, Data]:
    if not isinstance(pair, list) or len(pair) != 2:
        raise _Bad("a dict entry that is no pair")
    key = _decode(pair[0], budget, depth + 1)
    if key is not None and not isinstance(key, bool | int | float | str):
        raise _Bad("a dict key that is no number or text")
    return key, _decode(pair[1], budget, depth + 1)


def _array(dtype: str, shape: list[Json], text: str, budget: _Budget) -> Array:
    size = DTYPES.get(dtype)
    if size is None:
        raise _Bad("an array of a dtype that may not come out")
    if len(shape) > MAX_NDIM or not all(type(n) is int and 0 <= n <= MAX_NUMBERS for n in shape):
        raise _Bad("an array with an impossible shape")
    count = math.prod(shape)
    budget.take(count)
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise _Bad("an array whose bytes are no base64") from None
    if len(data) != count * size:
        raise _Bad("an array whose bytes do not fit its shape")
    return Array(dtype, tuple(shape), data)


def encode_value(value: Literal | Data) -> Json:
    """The JSON form of data of ours or of an observation's."""
    if isinstance(value, np.ndarray):
        return _encode_array(value)
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        return value if -(2**63) <= value < 2**63 else {"t": "int", "v": hex(value)}
    if isinstance(value, float):
        return value if math.isfinite(value) else {"t": "float", "v": repr(value)}
    if isinstance(value, complex):
        return {"t": "complex", "v": [encode_value(value.real), encode_value(value.imag)]}
    if isinstance(value, list):
        return _encode_entries(value)
    if isinstance(value, tuple):
        return {"t": "tuple", "v": _encode_entries(value)}
    if isinstance(value, Mapping):
        pairs = [[encode_value(key), encode_value(entry)] for key, entry in value.items()]
        return {"t": "dict", "v": pairs}
    return _encode_leaf(value)


def _encode_entries(entries: Sequence[Literal | Data]) -> list[Json]:
    if all(type(entry) is float and math.isfinite(entry) for entry in entries):
        return list(entries)
    return [encode_value(entry) for entry in entries]


def _encode_array(array: np.ndarray[Any, Any]) -> Json:
    little = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
    if little.dtype.str not in DTYPES:
        raise TypeError(f"an array of dtype {array.dtype} cannot be sent")
    text = base64.b64encode(little.tobytes()).decode("ascii")
    return {"t": "array", "dtype": little.dtype.str, "shape": list(array.shape), "data": text}


def _encode_leaf(value: Array | Scalar | Opaque | Fault) -> Json:
    match value:
        case Array(dtype, shape, data):
            text = base64.b64encode(data).decode("ascii")
            return {"t": "array", "dtype": dtype, "shape": list(shape), "data": text}
        case Scalar(kind, number):
            return {"t": "scalar", "type": kind, "v": encode_value(number)}
        case Opaque(kind):
            return {"t": "opaque", "type": kind}
        case Missing(name):
            return {"t": "missing", "name": name}
        case Raised(kind, message, cell, line):
            return {"t": "raised", "type": kind, "message": message, "cell": cell, "line": line}
        case TimedOut(limit):
            return {"t": "timed-out", "limit": limit}
        case OutOfMemory():
            return {"t": "memory"}
        case Killed(reason):
            return {"t": "killed", "reason": reason}
        case TooLarge(limit):
            return {"t": "too-large", "limit": limit}
        case Unreadable(reason):
            return {"t": "unreadable", "reason": reason}


def encode_observation(observation: Observation) -> Json:
    """The JSON form of an observation; `decode_observation` gives the same one back."""
    match observation:
        case Value(data):
            return encode_value(data)
        case fault:
            return _encode_leaf(fault)


def encode_probe(probe: Probe) -> Json:
    """The JSON form of a probe, as the evaluator inside the sandbox reads it."""
    match probe:
        case Ref(name, inherited):
            return ["ref", name, inherited]
        case Const(value):
            return ["const", encode_value(value)]
        case Call(fn, args, named):
            form = ["call", encode_probe(fn), [encode_probe(arg) for arg in args]]
            by_name = [[name, encode_probe(arg)] for name, arg in named.items()]
            return [*form, by_name] if by_name else form
        case Kept(fn, args):
            return ["kept", encode_probe(fn), [encode_probe(arg) for arg in args]]
        case Item(of, key):
            return ["item", encode_probe(of), key]
        case Along(fn, over):
            return ["along", encode_probe(fn), encode_probe(over)]
        case Batch(expr, var, points):
            return ["batch", encode_probe(expr), var, _encode_entries(points)]
        case Descend(df, x0, lr, n):
            return ["descend", encode_probe(df), x0, lr, n]
        case Figures():
            return ["figures"]
        case Local(name):
            return ["local", name]
        case Library(name):
            return ["library", name]
        case Attribute(of, name):
            return ["attribute", encode_probe(of), name]
        case Operate(operator, operands):
            return ["operate", operator, [encode_probe(one) for one in operands]]
        case Make(kind, entries):
            return ["make", kind, [encode_probe(one) for one in entries]]
        case Lambda(parameters, body):
            return ["lambda", list(parameters), encode_probe(body)]
        case Without(names, call):
            return ["without", list(names), encode_probe(call)]
        case Steps(steps):
            return ["steps", [[one.name, encode_probe(one.expr), one.shown] for one in steps]]
        case Text():
            return ["const", None]  # what was not found in the file
