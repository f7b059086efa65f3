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


def written(data: bytes, most: int = 100_000) -> bytes | None:
    """What becomes of a file."""
    return checked_png(base64.b64encode(data).decode(), most)


def test_a_good_one() -> None:
    """Comes through, if it is small enough, and comes through unchanged the second time."""
    again = written(GOOD)
    assert again is not None
    assert is_png(again)
    assert written(again) == again
    assert written(GOOD, 10) is None
    assert checked_png(base64.b64encode(GOOD).decode() + '" onerror=', 1000) is None


def test_it_is_written_anew() -> None:
    """The same pixels, and none of the rest: no texts, no data beside the picture's."""
    rows = b"".join(b"\0" + bytes([x, 7, 9] * 4) for x in range(3))
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 4, 3, 8, 2, 0, 0, 0))
    text = chunk(b"tEXt", b"Comment\0<script>alert(1)</script>")
    packed = zlib.compress(rows, 1)
    pieces = chunk(b"IDAT", packed[:5]) + chunk(b"IDAT", packed[5:])
    again = written(SIGNATURE + head + text + pieces + END)
    assert again is not None
    assert b"script" not in again
    assert again.count(b"IDAT") == 1
    at = again.index(b"IDAT") + 4
    assert zlib.decompress(again[at : again.index(b"IEND") - 8]) == rows


def test_palettes_and_transparency_stay() -> None:
    """They belong to the picture."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 9, 1, 1, 3, 0, 0, 0))
    rest = chunk(b"PLTE", bytes(6)) + chunk(b"tRNS", b"\0\xff")
    again = written(SIGNATURE + head + rest + chunk(b"IDAT", zlib.compress(bytes(3))) + END)
    assert again is not None
    assert b"PLTE" in again
    assert b"tRNS" in again


@pytest.mark.parametrize(
    ("head", "pixels"),
    [
        ((1, 1, 8, 0, 0, 0, 0), zlib.compress(b"\0")),
        ((1, 1, 8, 0, 0, 0, 0), zlib.compress(bytes(3))),
        ((1, 1, 8, 0, 0, 0, 0), zlib.compress(bytes(50_000_000))),
        ((1, 1, 8, 0, 0, 0, 0), zlib.compress(b"\0\0") + b"more"),
        ((1, 1, 8, 0, 0, 0, 0), zlib.compress(b"\0\0")[:-2]),
        ((1, 1, 8, 0, 0, 0, 0), b"<svg onload=alert(1)>"),
        ((1, 1, 8, 0, 0, 0, 0), zlib.compress(b"\5\0")),
        ((1, 1, 8, 0, 0, 0, 1), zlib.compress(b"\0\0")),
        ((1, 1, 8, 0, 1, 0, 0), zlib.compress(b"\0\0")),
        ((1, 1, 8, 0, 0, 1, 0), zlib.compress(b"\0\0")),
        ((1, 1, 8, 5, 0, 0, 0), zlib.compress(b"\0\0")),
        ((1, 1, 3, 0, 0, 0, 0), zlib.compress(b"\0\0")),
        ((4000, 4000, 16, 6, 0, 0, 0), zlib.compress(b"\0\0")),
    ],
)
def test_pixels_that_are_none(head: tuple[int, ...], pixels: bytes) -> None:
    """Too few, too many, a bomb, something behind them, cut off, no pixels at all."""
    body = chunk(b"IHDR", struct.pack(">IIBBBBB", *head)) + chunk(b"IDAT", pixels)
    data = SIGNATURE + body + END
    assert is_png(data)
    assert written(data) is None


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
