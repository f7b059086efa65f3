"""PNG from inside is checked for its form, chunk by chunk; no decoder ever runs on it here."""

from __future__ import annotations

import base64
import binascii
import struct
import zlib

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_MAX_SIDE = 4_000
_CHUNKS = frozenset(b"IHDR PLTE IDAT IEND tRNS pHYs gAMA sRGB cHRM sBIT bKGD tEXt".split())


def checked_png(text: str, max_bytes: int) -> bytes | None:
    """The PNG that base64 text holds; None if it is too large or not of the form."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if len(data) <= max_bytes and is_png(data) else None


def is_png(data: bytes) -> bool:
    """Whether the data is a PNG of sane size from its signature to IEND, and nothing after."""
    if not data.startswith(_SIGNATURE):
        return False
    position = len(_SIGNATURE)
    kinds: list[bytes] = []
    while len(data) - position >= 12:
        length, kind = struct.unpack_from(">I4s", data, position)
        end = position + 8 + length
        if kind not in _CHUNKS or end + 4 > len(data):
            return False
        (crc,) = struct.unpack_from(">I", data, end)
        if crc != zlib.crc32(data[position + 4 : end]):
            return False
        if not kinds and not _is_header(kind, data[position + 8 : end]):
            return False
        kinds.append(kind)
        position = end + 4
        if kind == b"IEND":
            break
    whole = position == len(data) and kinds[-1:] == [b"IEND"]
    return whole and b"IDAT" in kinds and kinds.count(b"IHDR") == 1


def _is_header(kind: bytes, body: bytes) -> bool:
    if kind != b"IHDR" or len(body) != 13:
        return False
    width: int
    height: int
    width, height = struct.unpack_from(">II", body)
    return 0 < width <= _MAX_SIDE and 0 < height <= _MAX_SIDE
