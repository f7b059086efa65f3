"""Values to tagged JSON and back, in the form that the grader's codec reads.

Only exact types count (`type(x) is float`): a subclass could lie in any of its methods. Nothing
here calls a method that student code may have written.
"""

from __future__ import annotations

import base64
import sys
from collections import Counter, OrderedDict, defaultdict, deque
from decimal import Decimal
from fractions import Fraction
from math import isfinite
from types import BuiltinFunctionType, FunctionType
from typing import Any, TypeAlias

import numpy as np

Foreign: TypeAlias = Any
"""A value of the student's: it may be anything and do anything."""

Json: TypeAlias = Any
"""What `json` reads and writes."""

MAX_DEPTH = 16
MAX_NUMBERS = 250_000
MAX_TEXT = 20_000
MAX_BITS = 4_390  # in hexadecimal a little below what the grader reads
DTYPES = frozenset("<f8 <f4 <f2 <i8 <i4 <i2 |i1 <u8 <u4 <u2 |u1 |b1 <c16 <c8".split())  # noqa: SIM905
_DICTS = (dict, OrderedDict, defaultdict, Counter)
_PLAIN_SCALARS = (np.float64, np.int64, np.bool_, np.complex128)
_SCALARS = frozenset(np.dtype(code).type for code in "efgbhilqBHILQFDG?d") | {np.longlong}
_FUNCTIONS = (FunctionType, BuiltinFunctionType)
# Taken before any student code runs, so that a patched builtin does not reach us.
_type = type
_type_name = type.__dict__["__name__"].__get__


class TooLarge(Exception):
    """The value is larger than what may leave; the text says which bound."""


class Fault:
    """A way to end, in JSON form, that stands among values: `f` may raise at one point."""

    __slots__ = ("form",)

    def __init__(self, form: Json) -> None:
        self.form = form


def clean(text: str, limit: int = MAX_TEXT) -> str:
    """The text, cut, with lone surrogates replaced."""
    return text[:limit].encode("utf-8", "replace").decode("utf-8")


def name_of_type(value: object) -> str:
    """The name of the exact type, asked of `type` itself and not of a metaclass."""
    kind = _type(value)
    return "function" if kind in _FUNCTIONS else clean(_type_name(kind), 100)


def without_pandas(value: Foreign) -> Foreign:
    """A DataFrame as a dict of columns; a Series, index or array of pandas' as a list."""
    pandas = sys.modules.get("pandas")
    if pandas is None:
        return value
    if _type(value) is getattr(pandas, "DataFrame", None):
        return {name: value[name].tolist() for name in value.columns}
    if _type(value) is getattr(pandas, "Series", None):
        return value.tolist()
    arrays = getattr(pandas, "arrays", None)
    listed = [getattr(arrays, name) for name in dir(arrays) if name.endswith("Array")]
    listed += [getattr(pandas, name, None) for name in ("Index", "RangeIndex", "DatetimeIndex")]
    if any(_type(value) is one for one in listed):
        return value.tolist()
    return value


def encode(value: Foreign) -> Json:
    """The JSON form of a value.

    Raises:
        TooLarge: It is nested too deeply, or holds too many or too long things.
    """
    return _Encoder().encode(value, 0)


class Several:
    """The JSON forms of several values that leave together, each as far as there is room."""

    def __init__(self, taken: int) -> None:
        self._encoder = _Encoder()
        self._encoder.left -= taken

    def encode(self, value: Foreign) -> Json:
        """The form of one more; raises `TooLarge`, and then it takes no room."""
        before = self._encoder.left
        try:
            return self._encoder.encode(value, 0)
        except TooLarge:
            self._encoder.left = before
            raise


class _Encoder:
    """Counts what one value holds, in the same way as the grader does when it reads it."""

    def __init__(self) -> None:
        self.left = MAX_NUMBERS

    def take(self, count: int) -> None:
        self.left -= count
        if self.left < 0:
            raise TooLarge(f"{MAX_NUMBERS:,} numbers")

    def encode(self, value: Foreign, depth: int) -> Json:
        if depth > MAX_DEPTH:
            raise TooLarge(f"nesting of {MAX_DEPTH}")
        self.take(1)
        kind = _type(value)
        if value is None or kind is bool:
            return value
        if kind is float:
            return value if isfinite(value) else {"t": "float", "v": repr(value)}
        if kind is int:
            return self._int(value)
        if kind is str:
            if len(value) > MAX_TEXT:
                raise TooLarge(f"{MAX_TEXT:,} characters")
            return clean(value)
        if kind is complex:
            parts = [self.encode(value.real, depth + 1), self.encode(value.imag, depth + 1)]
            return {"t": "complex", "v": parts}
        if kind in _DICTS:
            return self._dict(value, depth)
        if kind is np.ndarray:
            return self._array(value, depth)
        if kind is Fault:
            return value.form
        entries = _entries(value)
        if entries is None:
            return self._other(value, depth)
        form = [self.encode(entry, depth + 1) for entry in entries]
        return {"t": "tuple", "v": form} if isinstance(value, tuple) else form

    def _int(self, value: int) -> Json:
        if -(2**63) <= value < 2**63:
            return value
        if value.bit_length() > MAX_BITS:
            raise TooLarge(f"an integer of {MAX_BITS:,} bits")
        return {"t": "int", "v": hex(value)}

    def _dict(self, value: dict[Foreign, Foreign], depth: int) -> Json:
        pairs = []
        for key, entry in list(dict.items(value)):
            plain = key.item() if _type(key) in _SCALARS else key
            if plain is not None and _type(plain) not in (bool, int, float, str):
                return {"t": "opaque", "type": name_of_type(value)}
            pairs.append([self.encode(plain, depth + 1), self.encode(entry, depth + 1)])
        return {"t": "dict", "v": pairs}

    def _array(self, array: np.ndarray[Any, Any], depth: int) -> Json:
        if array.dtype.kind in "OU":
            if array.size > MAX_NUMBERS:
                raise TooLarge(f"{MAX_NUMBERS:,} numbers")
            return self.encode(array.tolist(), depth)
        little = array.astype(array.dtype.newbyteorder("<"), copy=False)
        if little.dtype.kind == "f" and little.dtype.itemsize > 8:
            little = little.astype("<f8")  # a long double has another size on every machine
        if little.dtype.str not in DTYPES or array.ndim > 8:
            return {"t": "opaque", "type": f"ndarray of {clean(array.dtype.name, 50)}"}
        self.take(array.size)
        if any(length > MAX_NUMBERS for length in array.shape):  # (0, 10**9) holds nothing
            raise TooLarge(f"{MAX_NUMBERS:,} entries along one axis")
        data = base64.b64encode(little.tobytes()).decode("ascii")
        return {"t": "array", "dtype": little.dtype.str, "shape": list(array.shape), "data": data}

    def _other(self, value: Foreign, depth: int) -> Json:
        kind = _type(value)
        if kind in _SCALARS:
            plain = value.item() if kind is not np.longdouble else float(value)
            if kind in _PLAIN_SCALARS:
                return self.encode(plain, depth)
            return self._scalar(f"numpy.{_type_name(kind)}", plain, depth)
        if kind in (Fraction, Decimal):
            try:
                number = float(value)
            except (OverflowError, ValueError):
                return {"t": "opaque", "type": _type_name(kind)}
            return self._scalar(f"{kind.__module__}.{_type_name(kind)}", number, depth)
        if kind is np.str_:
            return self.encode(str(value), depth)
        bare = without_pandas(value)
        if bare is not value:
            return self.encode(bare, depth)
        bare = _base(value)
        if bare is not value:
            return self.encode(bare, depth)
        return {"t": "opaque", "type": name_of_type(value)}

    def _scalar(self, name: str, number: Foreign, depth: int) -> Json:
        if _type(number) not in (bool, int, float, complex):  # clongdouble stays what it is
            return {"t": "opaque", "type": name}
        return {"t": "scalar", "type": name, "v": self.encode(number, depth + 1)}


def _base(value: Foreign) -> Foreign:
    """What an instance of a subclass holds, read by its base type and by no method of its own."""
    kind = _type(value)
    if issubclass(kind, np.ndarray):  # matrix, masked array
        return np.ndarray.view(value, np.ndarray)
    if issubclass(kind, str):  # as members of a text enumeration are
        return str.__str__(value)
    if issubclass(kind, int):
        return int.__add__(value, 0)
    if issubclass(kind, float):
        return float.__add__(value, 0.0)
    if issubclass(kind, dict):
        return dict(dict.items(value))
    if issubclass(kind, list):
        return list.__getitem__(value, slice(None))
    arrays = sys.modules.get("array")
    if arrays is not None and kind is getattr(arrays, "array", None):
        return value.tolist()
    return value


def _entries(value: Foreign) -> Foreign:
    """The entries of a sequence or set; None if it is neither."""
    kind = _type(value)
    if kind in (list, tuple, deque):
        return list(value)
    if kind is range:
        return value[: MAX_NUMBERS + 1]
    if kind in (set, frozenset):
        return _sorted(value)
    if isinstance(value, tuple) and kind.__bases__ == (tuple,) and "_fields" in kind.__dict__:
        return list(tuple.__iter__(value))  # a namedtuple, read without its own methods
    return None


def _sorted(entries: Foreign) -> list[Any]:
    """A set in order, where its entries have one that is not the student's own."""
    listed = list(entries)
    if all(_type(entry) in (bool, int, float) for entry in listed) or all(
        _type(entry) is str for entry in listed
    ):
        listed.sort()
    return listed


def decode(form: Json) -> Foreign:
    """Our own data, as it was sent in."""
    match form:
        case list():
            return [decode(entry) for entry in form]
        case {"t": "float", "v": word}:
            return float(word)
        case {"t": "int", "v": digits}:
            return int(digits, 16)
        case {"t": "complex", "v": [re, im]}:
            return complex(decode(re), decode(im))
        case {"t": "tuple", "v": entries}:
            return tuple(decode(entry) for entry in entries)
        case {"t": "dict", "v": pairs}:
            return {decode(key): decode(entry) for key, entry in pairs}
        case {"t": "array", "dtype": dtype, "shape": shape, "data": data}:
            flat = np.frombuffer(base64.b64decode(data), dtype=np.dtype(dtype))
            return flat.reshape(shape).copy()
        case _:
            return form


def fresh(value: Foreign) -> Foreign:
    """A copy of plain containers and arrays all the way down; other things as they are.

    Functions of students change their arguments, and return one and the same list at every call.
    """
    return _fresh(value, 0)


def _fresh(value: Foreign, depth: int) -> Json:
    kind = _type(value)
    if kind is np.ndarray:
        return value.copy()
    if depth > MAX_DEPTH:
        return value
    if kind is list or kind is tuple:
        return kind([_fresh(entry, depth + 1) for entry in value])
    if kind is dict:
        return {key: _fresh(entry, depth + 1) for key, entry in value.items()}
    return value


def is_number(value: Foreign) -> bool:
    """Whether this is a number of Python's or numpy's own, and not a truth value."""
    kind = _type(value)
    return kind is float or kind is int or (kind in _SCALARS and kind is not np.bool_)


def is_dict(value: Foreign) -> bool:
    """Whether this is a dict whose methods are Python's."""
    return _type(value) in _DICTS


def is_sequence(value: Foreign) -> bool:
    """Whether this is a list or tuple whose methods are Python's."""
    return _type(value) in (list, tuple)
