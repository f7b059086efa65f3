"""Messages to and from the grader: JSON with its length in front, four bytes, big-endian."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from typing import Any, BinaryIO

MAX_FRAME = 8 * 2**20
TOO_LARGE = {"t": "too-large", "limit": "8 MiB"}


def pack(message: Mapping[str, Any]) -> bytes:
    """The bytes of one frame; ASCII only, so that lone surrogates cannot break it."""
    body = json.dumps(message, ensure_ascii=True, check_circular=False).encode("ascii", "replace")
    return len(body).to_bytes(4, "big") + body


class Channel:
    """The two pipes to the grader, moved away from where the student's code would find them."""

    def __init__(self, source: BinaryIO, sink: BinaryIO) -> None:
        self._source = source
        self._sink = sink
        self._pid = os.getpid()

    @classmethod
    def take_over(cls) -> Channel:
        """Keep stdin and stdout for ourselves and leave the null device in their place."""
        source = os.fdopen(os.dup(0), "rb")
        sink = os.fdopen(os.dup(1), "wb")
        null = os.open(os.devnull, os.O_RDWR)
        os.dup2(null, 0)
        os.dup2(null, 1)
        os.close(null)
        return cls(source, sink)

    def hush(self) -> None:
        """Errors of the start could be read by the grader until here; from now on nothing is."""
        sys.stderr.flush()
        null = os.open(os.devnull, os.O_RDWR)
        os.dup2(null, 2)
        os.close(null)

    def read(self) -> dict[str, Any] | None:
        """The next request; None when the grader has gone."""
        head = self._source.read(4)
        if len(head) < 4:
            return None
        size = int.from_bytes(head, "big")
        body = self._source.read(size)
        if len(body) < size:
            return None
        request: dict[str, Any] = json.loads(body)
        return request

    def write(self, message: Mapping[str, Any]) -> None:
        """Send a reply; an answer that is too large is replaced by a note that says so."""
        if os.getpid() != self._pid:
            os._exit(0)  # the student's code forked: only the first process speaks for it
        frame = pack(message)
        if len(frame) > MAX_FRAME:
            frame = pack({**message, "value": TOO_LARGE})
        self._sink.write(frame)
        self._sink.flush()
