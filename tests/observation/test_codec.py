"""Data and probes as JSON: exact both ways, and strict about whatever comes in."""

from __future__ import annotations

import base64
import json
import math
import struct
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from grader.execution.inside import plain
from grader.execution.inside.clock import Clock
from grader.execution.inside.evaluate import answer
from grader.observation.codec import (
    DTYPES,
    MAX_DEPTH,
    MAX_NUMBERS,
    decode_observation,
    encode_observation,
    encode_probe,
    encode_value,
)
from grader.observation.observation import (
    Array,
    Data,
    Killed,
    Missing,
    Observation,
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
    Lambda,
    Library,
    Local,
    Make,
    Operate,
    Probe,
    Ref,
    Step,
    Steps,
    Without,
)
from grader.observation.probe import Text as Written
from tests.observing import World


def through_json(observation: Observation) -> Observation:
    """There and back, as text."""
    return decode_observation(json.loads(json.dumps(encode_observation(observation))))


def bits(number: float) -> bytes:
    """All 64 of them."""
    return struct.pack("<d", number)


FLOATS = [
    0.0, -0.0, 0.1, 1 / 3, 5e-324, -5e-324, 2.2250738585072014e-308, 2.2250738585072011e-308,
    1.7976931348623157e308, 1e22, 1e23, 9007199254740993.0, math.inf, -math.inf,
]  # fmt: skip


@pytest.mark.parametrize("number", FLOATS)
def test_floats_are_exact_to_the_bit(number: float) -> None:
    """Signed zeros, denormals and infinities too, bare, in a container and in a scalar."""
    seen = through_json(Value([number, complex(number, -number), Scalar("numpy.float32", number)]))
    assert isinstance(seen, Value)
    assert isinstance(seen.data, list)
    one, both, scalar = seen.data
    assert isinstance(one, float)
    assert bits(one) == bits(number)
    assert isinstance(both, complex)
    assert (bits(both.real), bits(both.imag)) == (bits(number), bits(-number))
    assert isinstance(scalar, Scalar)
    assert isinstance(scalar.value, float)
    assert bits(scalar.value) == bits(number)


def test_nan_stays_nan() -> None:
    """In every place where a number may stand."""
    nan = math.nan
    seen = through_json(Value((nan, complex(0.0, nan), Scalar("numpy.float16", nan))))
    assert isinstance(seen, Value)
    assert repr(seen.data) == repr((nan, complex(0.0, nan), Scalar("numpy.float16", nan)))


@pytest.mark.parametrize(
    "number",
    [0, -1, 2**53 + 1, 2**63 - 1, 2**63, -(2**63), -(2**63) - 1, 2**64, 2**1000, -(2**1000)],
)
def test_integers_are_exact(number: int) -> None:
    """Of any size that may leave, as value and as key; large ones are not bare JSON numbers."""
    assert through_json(Value({number: [number]})) == Value({number: [number]})
    assert isinstance(encode_value(number), int) == (-(2**63) <= number < 2**63)


def test_truth_values_are_no_numbers() -> None:
    """True stays True, and 1 stays 1."""
    seen = through_json(Value([True, 1, 1.0, False, 0]))
    assert isinstance(seen, Value)
    assert repr(seen.data) == "[True, 1, 1.0, False, 0]"


LAYOUTS: dict[str, Callable[[Any], Any]] = {
    "C": lambda a: a,
    "F": np.asfortranarray,
    "T": lambda a: a.T,
    "big-endian": lambda a: a.astype(a.dtype.newbyteorder(">")),
    "strided": lambda a: a[:, ::-2, ::2],
    "0-d": lambda a: np.asarray(a[1, 2, 1]),
    "empty": lambda a: a[:, :0],
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("dtype", DTYPES)
def test_arrays_are_exact(dtype: str, layout: str) -> None:
    """Of all dtypes, orders of bytes and of memory; shape and dtype stay."""
    array = LAYOUTS[layout](np.arange(12).reshape(2, 3, 2).astype(dtype))
    seen = decode_observation(json.loads(json.dumps(encode_value(array))))
    assert isinstance(seen, Value)
    assert isinstance(seen.data, Array)
    arrived = seen.data.numpy()
    assert arrived.shape == array.shape
    assert arrived.dtype == array.dtype.newbyteorder("<")
    assert arrived.tobytes() == array.astype(array.dtype.newbyteorder("<")).tobytes()
    assert not arrived.flags.writeable
    assert through_json(Value(seen.data)) == Value(seen.data)


def test_arrays_keep_every_bit() -> None:
    """Signed zeros, payloads of nan and denormals."""
    array = np.array([0x8000000000000000, 0x7FF8000000000123, 1], dtype="<u8").view("<f8")
    seen = decode_observation(encode_value(array))
    assert isinstance(seen, Value)
    assert isinstance(seen.data, Array)
    assert seen.data.data == array.tobytes()


@pytest.mark.parametrize("dtype", ["O", "U3", "S3", "M8[s]", "m8[s]", "V8", "f8,i4", "g"])
def test_other_arrays_are_not_sent(dtype: str) -> None:
    """No objects, texts, times, records, or floats whose size is the machine's."""
    with pytest.raises(TypeError, match="cannot be sent"):
        encode_value(np.zeros(2, dtype=dtype))
    form = {"t": "array", "dtype": np.dtype(dtype).str, "shape": [0], "data": ""}
    assert isinstance(decode_observation(form), Unreadable)


FAULTS = [
    Missing("x"),
    Raised("ValueError", "no", 3, 7),
    Raised("ValueError", "no"),
    TimedOut(2.5),
    OutOfMemory(),
    Killed("signal 9"),
    TooLarge("8 MiB"),
    Unreadable("no JSON"),
]


@pytest.mark.parametrize("fault", FAULTS, ids=repr)
def test_faults_are_answers_and_leaves(fault: Any) -> None:
    """They come back as they are, alone and in a list of values."""
    assert through_json(fault) == fault
    assert through_json(Value([1.0, fault])) == Value([1.0, fault])


def array_form(**changed: Any) -> dict[str, Any]:
    """A good array with something changed."""
    data = base64.b64encode(np.arange(6.0).tobytes()).decode("ascii")
    return {"t": "array", "dtype": "<f8", "shape": [2, 3], "data": data, **changed}


def nested(depth: int) -> Any:
    """A list in a list in a list."""
    value: Any = 0
    for _ in range(depth):
        value = [value]
    return value


HOSTILE = {
    "a shape that does not fit": array_form(shape=[2, 2]),
    "a negative shape": array_form(shape=[-2, -3]),
    "a negative shape of nothing": array_form(shape=[0, -1], data=""),
    "a huge shape": array_form(shape=[10**9, 10**9]),
    "a huge shape of nothing": array_form(shape=[0, 10**30], data=""),
    "a shape of truth values": array_form(shape=[True, 6]),
    "a shape of floats": array_form(shape=[2.0, 3.0]),
    "a shape that is no list": array_form(shape="23"),
    "too many dimensions": array_form(shape=[1] * 9, data=array_form()["data"][:8]),
    "an unknown dtype": array_form(dtype="|O"),
    "a dtype with the wrong order": array_form(dtype=">f8"),
    "a dtype by its name": array_form(dtype="float64"),
    "no base64": array_form(data="#" * 64),
    "no ASCII": array_form(data="ä" * 64),
    "a lone surrogate for data": array_form(data="\ud800" * 64),
    "bytes for data": array_form(data=b""),
    "no data": {"t": "array", "dtype": "<f8", "shape": [0]},
    "no tag": {"v": 1},
    "an unknown tag": {"t": "pickle", "v": "gASVAAAA"},
    "a tag that is no text": {"t": ["float"], "v": "nan"},
    "an empty dict": {},
    "a float in words": {"t": "float", "v": "NaN"},
    "a finite tagged float": {"t": "float", "v": "1.5"},
    "an integer in words": {"t": "int", "v": "seven"},
    "an integer that is too long": {"t": "int", "v": "0x" + "f" * 2000},
    "an integer that is a number": {"t": "int", "v": 7},
    "a complex of three": {"t": "complex", "v": [1, 2, 3]},
    "a complex of texts": {"t": "complex", "v": ["1", "2"]},
    "a complex of truth values": {"t": "complex", "v": [True, False]},
    "a complex of a complex": {"t": "complex", "v": [{"t": "complex", "v": [1, 2]}, 0]},
    "a complex of an integer beyond all floats": {
        "t": "complex",
        "v": [{"t": "int", "v": "0x" + "f" * 1000}, 0],
    },
    "a complex of a bare integer beyond all floats": {"t": "complex", "v": [10**400, 0]},
    "a tuple that is a text": {"t": "tuple", "v": "abc"},
    "a dict of singles": {"t": "dict", "v": [[1]]},
    "a dict of numbers": {"t": "dict", "v": [1]},
    "a dict with a list as key": {"t": "dict", "v": [[[1], 2]]},
    "a dict with an array as key": {"t": "dict", "v": [[array_form(), 2]]},
    "a dict with a fault as key": {"t": "dict", "v": [[{"t": "memory"}, 2]]},
    "a scalar of a text": {"t": "scalar", "type": "numpy.float32", "v": "1"},
    "a scalar of nothing": {"t": "scalar", "type": "numpy.float32", "v": None},
    "a scalar of a fault": {"t": "scalar", "type": "numpy.float32", "v": {"t": "memory"}},
    "a scalar of no type": {"t": "scalar", "type": 1, "v": 1},
    "an opaque thing of no type": {"t": "opaque"},
    "a missing name that is none": {"t": "missing", "name": 1},
    "an error without a message": {"t": "raised", "type": "E"},
    "a time limit in words": {"t": "timed-out", "limit": "soon"},
    "too deep": nested(MAX_DEPTH + 1),
    "much too deep": nested(900),
    "too many numbers": [0] * MAX_NUMBERS,
    "too many numbers in all": [[0] * 1000] * 251,
    "too many numbers in arrays": [
        array_form(shape=[1000], dtype="|i1", data="AAAA" * 333 + "AA==")
    ]
    * 251,
    "a text that is too long": "x" * 20_001,
    "a type name that is too long": {"t": "opaque", "type": "x" * 20_001},
    "a key that is too long": {"t": "dict", "v": [["x" * 20_001, 1]]},
    "bytes": b"abc",
    "a set": {1, 2},
}


@pytest.mark.parametrize("form", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_breaks_the_form_is_unreadable(form: Any) -> None:
    """At the top or deep within: never an exception, never a guess, and the reason is short."""
    seen = decode_observation(form)
    assert isinstance(seen, Unreadable)
    assert 0 < len(seen.reason) < 100
    assert isinstance(decode_observation([1.0, form]), Unreadable)
    assert isinstance(decode_observation({"t": "dict", "v": [["k", form]]}), Unreadable)


def test_places_that_cannot_be_are_left_out() -> None:
    """A cell or line is a small number from 0, or is not known."""
    for odd in (True, -1, 10**9, 1.5, "3", None, [3]):
        form = {"t": "raised", "type": "E", "message": "", "cell": odd, "line": odd}
        assert decode_observation(form) == Raised("E", "", None, None)


def test_the_bounds_are_where_they_are_said_to_be() -> None:
    """What stands at a bound can be read."""
    assert decode_observation(nested(MAX_DEPTH)) == Value(nested(MAX_DEPTH))
    numbers: list[Data] = [0] * (MAX_NUMBERS - 1)
    assert decode_observation(numbers) == Value(numbers)
    zeros = base64.b64encode(bytes(MAX_NUMBERS - 1)).decode("ascii")
    array = array_form(dtype="|u1", shape=[MAX_NUMBERS - 1], data=zeros)
    assert isinstance(decode_observation(array), Value)
    assert decode_observation("x" * 20_000) == Value("x" * 20_000)


def test_of_two_equal_keys_the_last_counts() -> None:
    """As in a dict of Python's."""
    form = {"t": "dict", "v": [["a", 1], ["b", 2], ["a", 3]]}
    assert decode_observation(form) == Value({"a": 3, "b": 2})


PROBES: list[tuple[Probe, Any]] = [
    (Ref("df"), ["ref", "df", False]),
    (Ref("df", inherited=True), ["ref", "df", True]),
    (Const((1, math.inf)), ["const", {"t": "tuple", "v": [1, {"t": "float", "v": "inf"}]}]),
    (Const({"W": [2.5]}), ["const", {"t": "dict", "v": [["W", [2.5]]]}]),
    (
        Call(Ref("f"), (Const(1), Ref("y"))),
        ["call", ["ref", "f", False], [["const", 1], ["ref", "y", False]]],
    ),
    (Call(Ref("f"), ()), ["call", ["ref", "f", False], []]),
    (Item(Ref("d"), "k"), ["item", ["ref", "d", False], "k"]),
    (Item(Ref("t"), -1), ["item", ["ref", "t", False], -1]),
    (Along(Ref("f"), Ref("xs")), ["along", ["ref", "f", False], ["ref", "xs", False]]),
    (
        Batch(Ref("p"), "p", (1.0, -math.inf)),
        ["batch", ["ref", "p", False], "p", [1.0, {"t": "float", "v": "-inf"}]],
    ),
    (Descend(Ref("df"), 0.5, 0.1, 20), ["descend", ["ref", "df", False], 0.5, 0.1, 20]),
    (Figures(), ["figures"]),
    (
        Call(Ref("f"), (), {"y": Ref("y")}),
        ["call", ["ref", "f", False], [], [["y", ["ref", "y", False]]]],
    ),
    (Library("math.pi"), ["library", "math.pi"]),
    (Attribute(Ref("t"), "__doc__"), ["attribute", ["ref", "t", False], "__doc__"]),
    (
        Operate("add", (Const(1), Ref("y"))),
        ["operate", "add", [["const", 1], ["ref", "y", False]]],
    ),
    (
        Make("slice", (Const(1), Const(2), Const(1))),
        ["make", "slice", [["const", n] for n in (1, 2, 1)]],
    ),
    (Lambda(("n",), Local("n")), ["lambda", ["n"], ["local", "n"]]),
    (
        Without(("y",), Call(Ref("f"), ())),
        ["without", ["y"], ["call", ["ref", "f", False], []]],
    ),
    (
        Steps((Step("a", Ref("y")), Step("b", Local("a"), shown=False))),
        ["steps", [["a", ["ref", "y", False], True], ["b", ["local", "a"], False]]],
    ),
    (Written("a"), ["const", None]),
]


@pytest.mark.parametrize(("probe", "form"), PROBES, ids=lambda value: type(value).__name__)
def test_the_form_of_each_probe(probe: Probe, form: Any) -> None:
    """As the evaluator inside reads it; it is JSON as it stands."""
    assert encode_probe(probe) == form
    assert json.loads(json.dumps(encode_probe(probe))) == form


def test_every_probe_is_known_inside() -> None:
    """The evaluator has a branch for each node that can be asked."""
    names = {"df": float, "f": lambda *_, **__: 1.0, "y": 1, "d": {"k": 2}, "t": (3,), "xs": [1.0]}
    world = World(names, frozenset(names), [])
    for probe, _ in PROBES:
        seen = decode_observation(answer(encode_probe(probe), world, Clock(), 5.0))
        assert isinstance(seen, Value), (probe, seen)


class Liar(float):
    """A number that answers to nothing."""

    def _no(self, *_: object) -> Any:
        raise SystemExit("not for you")

    __repr__ = __str__ = __eq__ = __hash__ = __float__ = __int__ = __len__ = __iter__ = _no


class Rows(list[Any]):
    """A list with a lie for a length."""

    def __len__(self) -> int:
        return 10**9


class Text(str):
    """A text of another type."""

    __slots__ = ()


class Disguised:
    """Says that it is a float."""

    __class__ = float  # type: ignore[assignment]


def ring() -> list[Any]:
    """A list that holds itself."""
    found: list[Any] = []
    found.append(found)
    return found


def ring_of_arrays() -> Any:
    """An array that holds itself."""
    found = np.empty((), dtype=object)
    found[()] = found
    return found


def ring_of_dicts() -> dict[str, Any]:
    """A dict that holds itself twice."""
    found: dict[str, Any] = {}
    found["a"] = found["b"] = found
    return found


STRANGE: dict[str, Callable[[], Any]] = {
    "liar": lambda: Liar(1.0),
    "liars": lambda: [Liar(1.0), {Text("k"): Liar(2.0)}, (Rows([1]),)],
    "disguised": Disguised,
    "ring": ring,
    "ring of arrays": ring_of_arrays,
    "ring of dicts": ring_of_dicts,
    "deep": lambda: nested(500),
    "huge integer": lambda: 7 ** (7**6),
    "integer at the bound": lambda: 2**4389,
    "huge text": lambda: "x" * 10**6,
    "surrogates": lambda: ["\ud800", "a\udfffb", {"\ud800": 1}],
    "bytes": lambda: b"\x00\xff",
    "memory": lambda: memoryview(b"abc"),
    "generator": lambda: (n for n in range(3)),
    "endless range": lambda: range(10**15),
    "class": lambda: Liar,
    "module": lambda: math,
    "ellipsis": lambda: ...,
    "error": lambda: ValueError("x"),
    "complex nan": lambda: complex(math.nan, -math.inf),
    "complex key": lambda: {1j: 1},
    "numpy keys": lambda: {np.float32(1): 1, np.int64(2): 2, np.longdouble(3): 3},
    "containers": lambda: [Counter("aab"), OrderedDict(a=1), defaultdict(int, {1: 2}), deque([1])],
    "set": lambda: {3, 2.5, True},
    "set of all sorts": lambda: {1, "a", (2,), None},
    "decimals": lambda: [Decimal("1e999"), Decimal("sNaN"), Decimal("-0"), Fraction(10**400)],
    "scalars": lambda: [np.dtype(code).type(1) for code in "efgdbhilqBHILQFDG?"],
    "scalar nans": lambda: [np.float16(math.nan), np.longdouble(math.inf), np.complex64(1j)],
    "dates": lambda: np.array(["2020-01-01"], dtype="M8[D]"),
    "void": lambda: np.zeros(2, dtype="V7"),
    "record": lambda: np.zeros(2, dtype=[("a", "<f8"), ("b", "O")]),
    "objects": lambda: np.array([1, "a", None, Liar(2.0), [3]], dtype=object),
    "texts": lambda: np.array(["a", "\ud800"]),
    "matrix": lambda: np.ma.masked_array([[1.0]]),
    "many dimensions": lambda: np.zeros((1,) * 9),
    "wide array of nothing": lambda: np.zeros((0, 10**9)),
    "big-endian": lambda: np.arange(3, dtype=">i2"),
}


@pytest.mark.parametrize("make", STRANGE.values(), ids=STRANGE.keys())
def test_whatever_code_binds_comes_out_readable(make: Callable[[], Any]) -> None:
    """The evaluator's answer is JSON, and the decoder never calls it unreadable."""
    names = {"thing": make(), "make": make}
    world = World(names, frozenset(names), [])
    for probe in (
        Ref("thing"),
        Call(Ref("make"), ()),
        Batch(Call(Ref("make"), ()), "p", (1, 2)),
        Along(Ref("make"), Ref("thing")),
        Item(Ref("thing"), 0),
    ):
        form = answer(encode_probe(probe), world, Clock(), 20.0)
        seen = decode_observation(json.loads(json.dumps(form)))
        assert not isinstance(seen, Unreadable), (probe, seen)


@pytest.mark.parametrize("size", [MAX_NUMBERS, 10**12])
def test_an_array_that_is_too_large_is_said_to_be(size: int) -> None:
    """Also one that is a small piece of memory seen many times over."""
    names = {"wide": np.lib.stride_tricks.as_strided(np.zeros(1), (size,), (0,))}
    world = World(names, frozenset(names), [])
    form = answer(encode_probe(Ref("wide")), world, Clock(), 20.0)
    assert isinstance(decode_observation(form), TooLarge)


def test_both_know_the_same_bounds() -> None:
    """What one side sends at most is what the other reads at most."""
    assert (plain.MAX_DEPTH, plain.MAX_NUMBERS) == (MAX_DEPTH, MAX_NUMBERS)
    assert frozenset(DTYPES) == plain.DTYPES
    for largest in (2**plain.MAX_BITS - 1, -(2**plain.MAX_BITS - 1)):
        assert decode_observation(plain.encode(largest)) == Value(largest)
