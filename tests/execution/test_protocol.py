"""Hostile replies are data: nothing raises, nothing is believed."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from grader.execution.inside.frames import pack as pack_inside
from grader.execution.protocol import (
    MAX_FRAME,
    Allowance,
    Answered,
    At,
    Ended,
    Ran,
    Ready,
    Reply,
    pack,
    parse_fault,
    parse_reply,
    parse_value,
    read_frames,
)
from grader.observation.observation import Fault, Missing, TooLarge, Unreadable, Value


def read(data: bytes, allowed: int = 10**8) -> list[Reply | Ended]:
    """Everything that the reader hands on."""
    got: list[Reply | Ended] = []

    def put(reply: Reply | Ended) -> bool:
        got.append(reply)
        return True

    read_frames(io.BytesIO(data), Allowance(allowed), put)
    return got


@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    """The reader always comes to an end, and says so once."""
    got = read(data)
    assert isinstance(got[-1], Ended)
    assert not any(isinstance(reply, Ended) for reply in got[:-1])


@given(st.binary(max_size=200))
def test_any_body(body: bytes) -> None:
    """A frame of the right length with anything in it."""
    assert isinstance(read(len(body).to_bytes(4, "big") + body)[-1], Ended)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["t", "v", "dtype", "shape", "data", "x"]), inner)
    ),
    max_leaves=15,
)


@given(json_values)
def test_any_json_as_value_and_fault(value: Any) -> None:
    """Whatever JSON says, the outcome is an observation."""
    raw = Raw(json.dumps(value).encode())
    assert isinstance(parse_value(raw), Value | Fault)
    assert isinstance(parse_fault(raw), Fault | None)


@given(
    st.fixed_dictionaries(
        {"t": st.sampled_from(["ready", "at", "picture", "cell", "answer", "end", 3])},
        optional={
            "versions": json_values,
            "line": json_values,
            "index": json_values,
            "fault": json_values,
            "key": json_values,
            "value": json_values,
            "extra": json_values,
        },
    )
)
def test_any_fields(message: dict[str, Any]) -> None:
    """Replies with missing, additional and odd fields."""
    body = json.dumps(message).encode()
    assert isinstance(parse_reply(body), Reply | Ended)


@pytest.mark.parametrize(
    "message",
    [
        {"t": "ready", "versions": {"python": "3.11.7"}},
        {"t": "at", "line": 3},
        {"t": "cell", "index": 1, "fault": None, "output": "\u00e9", "not_run": []},
        {"t": "answer", "key": "z", "value": [1, {"t": "float", "v": "nan"}]},
    ],
)
def test_what_inside_packs_is_read(message: dict[str, Any]) -> None:
    """Both sides mean the same by a frame."""
    reply, end = read(pack_inside(message))
    assert isinstance(reply, Ready | At | Ran | Answered)
    assert end == Ended("the process ended by itself")
    assert pack(message) == pack_inside(message)


def test_bounds() -> None:
    """A frame's size, and the size of all frames together."""
    huge = (MAX_FRAME + 1).to_bytes(4, "big") + b"{}"
    assert read(huge) == [Ended("it sent more than it may", broken=True)]
    got = read(pack({"t": "at", "line": 1}) * 100, allowed=100)
    assert got[-1] == Ended("it sent more than it may", broken=True)
    assert len(got) < 6


@pytest.mark.parametrize(
    "body",
    [b"[" * 100_000, b'{"t":' * 5_000, b"NaN", b"1e999", b"", b"\xff", b'"\\ud800"', b"[1,]"],
)
def test_odd_json(body: bytes) -> None:
    """Deep, broken or no JSON."""
    assert not isinstance(parse_value(Raw(body)), Value)
    assert isinstance(parse_reply(b'{"t":"answer","key":"k","value":' + body + b"}"), Reply | Ended)


def test_a_value_of_many_empty_lists_is_not_even_decoded() -> None:
    """It would take hundreds of megabytes."""
    assert isinstance(parse_value(Raw(b"[" + b"[]," * 2_000_000 + b"[]]")), TooLarge)


def test_the_end_of_a_cell() -> None:
    """Null is well; a value or a missing name is no way for a cell to end."""
    assert parse_fault(Raw(b"null")) is None
    assert isinstance(parse_fault(Raw(b"3")), Unreadable)
    assert parse_value(Raw(b'{"t":"missing","name":"x"}')) == Missing("x")
    assert isinstance(parse_fault(Raw(b'{"t":"missing","name":"x"}')), Unreadable)
