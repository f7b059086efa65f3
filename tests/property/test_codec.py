"""Any data goes there and back; any JSON at all gives an observation."""

from __future__ import annotations

import json
import math
import struct
from typing import Any

import msgspec
import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grader.execution.inside import plain
from grader.observation.codec import (
    DTYPES,
    MAX_DEPTH,
    MAX_NUMBERS,
    decode_observation,
    encode_observation,
    encode_value,
)
from grader.observation.observation import (
    Array,
    Fault,
    Killed,
    Missing,
    Opaque,
    OutOfMemory,
    Raised,
    Scalar,
    TimedOut,
    TooLarge,
    Unreadable,
    Value,
)

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
floats = st.floats() | st.floats(width=16) | st.sampled_from([-0.0, 5e-324, math.inf, math.nan])
big = st.integers(-(2**4380), 2**4380) | st.sampled_from([2**63, 2**63 - 1, -(2**63), 2**64])
integers = st.integers(-(2**70), 2**70) | big
numbers = st.booleans() | integers | floats | st.complex_numbers()
places = st.none() | st.integers(0, 999_999)
np_arrays = st.sampled_from(sorted(DTYPES)).flatmap(
    lambda dtype: hnp.arrays(
        dtype, hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=3)
    )
)
arrays = np_arrays.map(lambda a: Array(a.dtype.str, a.shape, a.tobytes()))
faults = (
    st.builds(Missing, texts)
    | st.builds(Raised, texts, texts, places, places)
    | st.builds(TimedOut, st.floats(0, 1e6))
    | st.builds(OutOfMemory)
    | st.builds(Killed, texts)
    | st.builds(TooLarge, texts)
    | st.builds(Unreadable, texts)
)
leaves = (
    st.none()
    | numbers
    | texts
    | arrays
    | st.builds(Scalar, texts, numbers)
    | st.builds(Opaque, texts)
    | faults
)


def nests(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Lists, tuples and dicts of these."""
    keys = st.none() | st.booleans() | integers | floats | texts
    return (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(keys, inner, max_size=4)
    )


data = st.recursive(leaves, nests, max_leaves=20)
known_to_both = st.recursive(st.none() | numbers | texts | np_arrays, nests, max_leaves=20)
any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=4), inner, max_size=3)
        | st.fixed_dictionaries({"t": st.text(max_size=4), "v": inner})
    ),
    max_leaves=20,
)
TAGS = [
    "float", "int", "complex", "tuple", "dict", "array", "scalar", "opaque", "missing", "raised",
    "timed-out", "memory", "killed", "too-large", "unreadable",
]  # fmt: skip
KEYS = ["v", "type", "name", "message", "limit", "reason", "dtype", "shape", "data", "cell"]
wrong_leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([-1, 10**9, 10**400, 2**64])
    | st.sampled_from(["nan", "0xff", "0x" + "f" * 1000, "<f8", "|O", "AAAAAAAAAAA=", "\ud800"])
    | st.floats()
    | st.text(max_size=6)
)
nearly_right = st.recursive(
    wrong_leaves,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(st.tuples(inner, inner).map(list), max_size=3)
        | st.builds(
            lambda tag, rest: {"t": tag, **rest},
            st.sampled_from(TAGS),
            st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
        )
        | st.builds(lambda tag, v: {"t": tag, "v": v}, st.sampled_from(TAGS), inner)
    ),
    max_leaves=20,
)


def depth_of(value: Any) -> int:
    """How deep a value's form is nested; the two numbers of a complex one are a level below it."""
    match value:
        case complex():
            return 1
        case Scalar(_, number):
            return 1 + depth_of(number)
        case list() | tuple():
            return 1 + max(map(depth_of, value), default=0)
        case dict():
            return 1 + max((max(depth_of(k), depth_of(v)) for k, v in value.items()), default=0)
        case _:
            return 0


def count(value: Any) -> int:
    """How many numbers and other things a value holds."""
    match value:
        case list() | tuple():
            return 1 + sum(map(count, value))
        case dict():
            return 1 + sum(1 + count(entry) for entry in value.values())
        case Array(_, shape):
            return 1 + math.prod(shape)
        case _:
            return 1


def exactly(value: Any) -> Any:
    """A form that is equal for values that are the same to the bit; every nan is one nan."""
    match value:
        case float():
            return ("float", b"nan" if math.isnan(value) else struct.pack("<d", value))
        case complex():
            return ("complex", exactly(value.real), exactly(value.imag))
        case list() | tuple():
            return (type(value).__name__, [exactly(entry) for entry in value])
        case dict():
            return ("dict", [(exactly(key), exactly(entry)) for key, entry in value.items()])
        case Scalar(kind, number):
            return ("scalar", kind, exactly(number))
        case TimedOut(limit):
            return ("timed-out", exactly(limit))
        case np.ndarray():
            return exactly(Array(value.dtype.str, value.shape, value.tobytes()))
        case _:
            return (type(value).__name__, value)


@given(data)
def test_data_goes_there_and_back(value: Any) -> None:
    """Through either JSON library, the same to the bit and of the same types."""
    assume(depth_of(value) <= MAX_DEPTH)
    form = encode_observation(value if isinstance(value, Fault) else Value(value))
    for text in (json.dumps(form).encode(), msgspec.json.encode(form)):
        for read in (json.loads, msgspec.json.decode):
            seen = decode_observation(read(text))
            arrived = seen.data if isinstance(seen, Value) else seen
            assert exactly(arrived) == exactly(value)


@given(known_to_both)
def test_the_two_encoders_agree(value: Any) -> None:
    """What is sent in and what comes out have one form, and both sides read it alike."""
    assume(depth_of(value) <= MAX_DEPTH)
    form = plain.encode(value)
    assert form == encode_value(value) or exactly(form) == exactly(encode_value(value))
    seen = decode_observation(form)
    assert isinstance(seen, Value)
    assert exactly(seen.data) == exactly(value)
    assert exactly(plain.decode(form)) == exactly(value)


@given(known_to_both, st.integers(0, 20))
def test_the_two_agree_on_depth(value: Any, levels: int) -> None:
    """What one side may send is what the other reads, at any depth."""
    for _ in range(levels):
        value = [value]
    try:
        form = plain.encode(value)
    except plain.TooLarge:
        assert depth_of(value) > MAX_DEPTH
        assert isinstance(decode_observation(encode_value(value)), Unreadable)
    else:
        assert isinstance(decode_observation(form), Value)


def check(form: Any) -> None:
    """An observation of bounded size, whose arrays can be used and which can be stored."""
    seen = decode_observation(form)
    assert isinstance(seen, Value | Fault)
    if isinstance(seen, Value):
        assert count(seen.data) <= MAX_NUMBERS
        touch(seen.data)
        again = decode_observation(encode_observation(seen))
        assert isinstance(again, Value)
        assert exactly(again.data) == exactly(seen.data)


def touch(value: Any) -> None:
    """Use every array."""
    match value:
        case Array(_, shape):
            assert value.numpy().shape == shape
        case list() | tuple():
            for entry in value:
                touch(entry)
        case dict():
            for entry in value.values():
                touch(entry)


@given(any_json)
def test_any_json_is_an_observation(form: Any) -> None:
    """Whatever a forged frame holds."""
    check(form)


@given(nearly_right)
def test_nearly_right_json_is_an_observation(form: Any) -> None:
    """Known tags with wrong things below them."""
    check(form)


@given(data, wrong_leaves | any_json, st.data())
def test_mutated_json_is_an_observation(value: Any, wrong: Any, draw: st.DataObject) -> None:
    """Something good with one thing in it replaced or left out."""
    form = json.loads(json.dumps(encode_value(value)))
    places = [*_places(form)]
    if not places:
        check(wrong)
        return
    holder, key = draw.draw(st.sampled_from(places))
    if draw.draw(st.booleans()):
        holder[key] = wrong
    else:
        del holder[key]
    check(form)


def _places(form: Any) -> list[tuple[Any, Any]]:
    """Every container in a form with each of its keys."""
    if not isinstance(form, list | dict):
        return []
    keys = list(form) if isinstance(form, dict) else range(len(form))
    here: list[tuple[Any, Any]] = [(form, key) for key in keys]
    return here + [place for key in keys for place in _places(form[key])]


@given(st.lists(st.integers(0, 300_000), max_size=4), st.sampled_from(sorted(DTYPES)))
def test_no_more_numbers_than_may_be(shape: list[int], dtype: str) -> None:
    """Arrays count with all their entries, however they are cut up, before bytes are decoded."""
    form = {"t": "array", "dtype": dtype, "shape": shape, "data": ""}
    seen = decode_observation([form, form])
    assert isinstance(seen, Value) <= (0 in shape)
    assert isinstance(seen, Value) >= (0 in shape and max(shape) <= MAX_NUMBERS)
    if 2 * math.prod(shape) > MAX_NUMBERS:
        assert isinstance(seen, Unreadable)
        assert "bytes" in seen.reason or "numbers" in seen.reason or "shape" in seen.reason
