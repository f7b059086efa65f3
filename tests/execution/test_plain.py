"""Values of student code become plain data, and only what is exactly plain does."""

from __future__ import annotations

import enum
from collections import OrderedDict, namedtuple
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.execution.inside import plain
from grader.observation.codec import decode_observation, encode_value
from grader.observation.observation import Array, Data, Opaque, Scalar, TooLarge, Value


class Word(str, enum.Enum):  # noqa: UP042 - what students write
    """A text enumeration."""

    A = "yes"


Point = namedtuple("Point", "x y")  # noqa: PYI024 - what students write


def seen(value: Any) -> Data:
    """The value as it arrives outside."""
    observation = decode_observation(plain.encode(value))
    assert isinstance(observation, Value), observation
    return observation.data


@pytest.mark.parametrize(
    ("value", "arrives"),
    [
        (None, None),
        (True, True),
        (3, 3),
        (2**100, 2**100),
        (float("-inf"), float("-inf")),
        (1 + 2j, 1 + 2j),
        ("\ud800x", "?x"),
        ([1, (2.0, "a")], [1, (2.0, "a")]),
        ({"a": 1, np.int64(2): None}, {"a": 1, 2: None}),
        ({3, 1, 2}, [1, 2, 3]),
        (range(3), [0, 1, 2]),
        (OrderedDict(a=1), {"a": 1}),
        (Point(1, 2), (1, 2)),
        (np.float64(0.5), 0.5),
        (np.int64(4), 4),
        (np.bool_(1), True),
        (np.float32(0.5), Scalar("numpy.float32", 0.5)),
        (np.int8(5), Scalar("numpy.int8", 5)),
        (Fraction(1, 2), Scalar("fractions.Fraction", 0.5)),
        (Decimal("0.25"), Scalar("decimal.Decimal", 0.25)),
        (np.array([None, 1], dtype=object), [None, 1]),
        (np.array(["a", "b"]), ["a", "b"]),
        (np.longdouble(1), Scalar("numpy.longdouble", 1.0)),
        (len, Opaque("function")),
        (lambda: 1, Opaque("function")),
        (object(), Opaque("object")),
        (np.array(["2020-01-01"], dtype="M8[D]"), Opaque("ndarray of datetime64[D]")),
        ({(1, 2): 3}, Opaque("dict")),
        (type("Mine", (float,), {"__float__": None, "__add__": None})(1.0), 1.0),
        (type("Rows", (list,), {"__getitem__": None, "__iter__": None})([1]), [1]),
        (np.ma.masked_array([1.0]), Array("<f8", (1,), np.array([1.0]).tobytes())),
        (Word.A, "yes"),
    ],
)
def test_what_arrives(value: Any, arrives: Data) -> None:
    """Exact types pass, everything else is a name."""
    data = seen(value)
    assert data == arrives
    assert type(data) is type(arrives)


@pytest.mark.parametrize(
    "array",
    [
        np.arange(6.0).reshape(2, 3),
        np.arange(6, dtype=">i4").reshape(2, 3).T,
        np.zeros((0, 3), dtype=np.float32),
        np.array(2.5),
        np.array([True, False]),
        np.array([1j]),
    ],
)
def test_arrays(array: np.ndarray[Any, Any]) -> None:
    """Of any order of bytes and of memory."""
    arrived = seen(array)
    assert isinstance(arrived, Array)
    assert arrived.shape == array.shape
    assert np.array_equal(arrived.numpy(), array)


def test_a_metaclass_does_not_name_itself() -> None:
    """The name is asked of `type`, so that no code of the student's runs."""

    class Meta(type):
        @property
        def __name__(cls) -> str:  # type: ignore[override]
            raise SystemExit

    assert seen(Meta("Odd", (), {})()) == Opaque("Odd")


def nested(depth: int) -> list[Any]:
    """A list in a list in a list."""
    value: list[Any] = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "value",
    [nested(17), list(range(250_001)), np.zeros(250_001), "x" * 20_001, 1 << 5_000, range(10**12)],
    ids=["depth", "list", "array", "text", "integer", "range"],
)
def test_too_large(value: Any) -> None:
    """Each bound of the codec is kept here already."""
    with pytest.raises(plain.TooLarge):
        plain.encode(value)


def test_a_list_in_itself_ends() -> None:
    """However wide it is."""
    ring: list[Any] = []
    ring.extend([ring] * 10)
    with pytest.raises(plain.TooLarge):
        plain.encode(ring)


plain_data = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(plain_data)
def test_round_trips(value: Any) -> None:
    """Out as it was, and in as we have it."""
    assert seen(value) == value
    assert plain.decode(encode_value(value)) == value


def test_constants_come_in_whole() -> None:
    """Arrays can be written to, and are ours to copy."""
    array = plain.decode(encode_value(np.arange(6.0).reshape(2, 3)))
    array[0, 0] = 7.0
    assert array.shape == (2, 3)
    copy = plain.fresh({"a": [array]})
    copy["a"][0][:] = 0.0
    assert array[0, 0] == 7.0


def test_the_codec_and_this_agree_on_bounds() -> None:
    """What is sent at the very bound can be read."""
    at_bound: list[Data] = list(range(249_999))
    assert decode_observation(plain.encode(at_bound)) == Value(at_bound)
    assert not isinstance(decode_observation(plain.encode("x" * 20_000)), TooLarge)
