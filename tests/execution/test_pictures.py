"""Only whole and plain PNG files of sane size come through."""

from __future__ import annotations

import base64
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.execution.pictures import checked_png, is_png

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(kind: bytes, body: bytes) -> bytes:
    """One chunk with its length and sum."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def header(width: int, height: int) -> bytes:
    """An IHDR of this size."""
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))


DATA = chunk(b"IDAT", zlib.compress(b"\0\0"))
END = chunk(b"IEND", b"")
GOOD = SIGNATURE + header(1, 1) + DATA + END


def test_a_good_one() -> None:
    """Comes through as it is, if it is small enough."""
    text = base64.b64encode(GOOD).decode()
    assert checked_png(text, 1000) == GOOD
    assert checked_png(text, 10) is None
    assert checked_png(text + '" onerror=', 1000) is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        SIGNATURE,
        GOOD[:-1],
        GOOD + b"<script>",
        GOOD.replace(b"IDAT", b"IDAX"),
        SIGNATURE + header(5000, 1) + DATA + END,
        SIGNATURE + header(0, 1) + DATA + END,
        SIGNATURE + DATA + header(1, 1) + END,
        SIGNATURE + header(1, 1) + header(1, 1) + DATA + END,
        SIGNATURE + header(1, 1) + END,
        SIGNATURE + header(1, 1) + DATA,
        SIGNATURE + header(1, 1) + struct.pack(">I", 2**31) + b"IDAT",
        GOOD[:40] + bytes([GOOD[40] ^ 1]) + GOOD[41:],
    ],
)
def test_bad_ones(data: bytes) -> None:
    """Cut, longer, changed, too large, out of order."""
    assert not is_png(data)


@given(st.binary(max_size=100))
def test_any_bytes(tail: bytes) -> None:
    """Nothing raises."""
    assert not is_png(SIGNATURE + tail) or tail.endswith(END)
