"""PNG from inside is checked for its form and written anew; no image library ever runs on it here.

What comes out holds a header, a palette, transparency and pixels, compressed by us, and no text.
"""

from __future__ import annotations

import base64
import binascii
import struct
import zlib

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_MAX_SIDE = 4_000
_KEPT = (b"IHDR", b"PLTE", b"tRNS")
_CHUNKS = frozenset(b"IHDR PLTE IDAT IEND tRNS pHYs gAMA sRGB cHRM sBIT bKGD tEXt".split())
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""By colour type, see section 11.2.1 of the PNG specification."""
_FILTERS = 5


def checked_png(text: str, max_bytes: int) -> bytes | None:
    """The PNG that base64 text holds, written anew; None if it is too large or not of the form."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    chunks = _chunks(data) if len(data) <= max_bytes else None
    pixels = None if chunks is None else _pixels(chunks)
    if chunks is None or pixels is None:
        return None
    kept = [_chunk(kind, body) for kind, body in chunks if kind in _KEPT]
    body = _chunk(b"IDAT", zlib.compress(pixels, 6))
    return b"".join((_SIGNATURE, *kept, body, _chunk(b"IEND", b"")))


def is_png(data: bytes) -> bool:
    """Whether the data is a PNG of sane size from its signature to IEND, and nothing after."""
    return _chunks(data) is not None


def _chunks(data: bytes) -> list[tuple[bytes, bytes]] | None:
    """All chunks in order, if the form is kept."""
    if not data.startswith(_SIGNATURE):
        return None
    position = len(_SIGNATURE)
    found: list[tuple[bytes, bytes]] = []
    while len(data) - position >= 12:
        length, kind = struct.unpack_from(">I4s", data, position)
        end = position + 8 + length
        if kind not in _CHUNKS or end + 4 > len(data):
            return None
        body = data[position + 8 : end]
        (crc,) = struct.unpack_from(">I", data, end)
        if crc != zlib.crc32(kind + body):
            return None
        if not found and not _is_header(kind, body):
            return None
        found.append((kind, body))
        position = end + 4
        if kind == b"IEND":
            break
    kinds = [kind for kind, _ in found]
    whole = position == len(data) and kinds[-1:] == [b"IEND"]
    return found if whole and b"IDAT" in kinds and kinds.count(b"IHDR") == 1 else None


def _is_header(kind: bytes, body: bytes) -> bool:
    if kind != b"IHDR" or len(body) != 13:
        return False
    width: int
    height: int
    width, height = struct.unpack_from(">II", body)
    return 0 < width <= _MAX_SIDE and 0 < height <= _MAX_SIDE


def _pixels(chunks: list[tuple[bytes, bytes]]) -> bytes | None:
    """The rows of a picture that is not interlaced, if there are exactly as many as it says."""
    width, height, depth, colour, method, filtering, interlace = struct.unpack(
        ">IIBBBBB", chunks[0][1]
    )
    if colour not in _CHANNELS or depth not in (1, 2, 4, 8, 16) or method or filtering or interlace:
        return None
    row = 1 + (width * depth * _CHANNELS[colour] + 7) // 8
    reader = zlib.decompressobj()
    packed = b"".join(body for kind, body in chunks if kind == b"IDAT")
    try:
        pixels = reader.decompress(packed, row * height + 1)
    except zlib.error:
        return None
    if len(pixels) != row * height or not reader.eof or reader.unused_data:
        return None
    return pixels if max(pixels[::row]) < _FILTERS else None


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
