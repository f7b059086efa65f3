"""What the student prints, up to a bound; and an input that says why there is none."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING, BinaryIO, cast

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class _Kept(io.RawIOBase):
    """Keeps the first bytes written and counts the rest."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.kept = bytearray()
        self.limit = limit
        self.cut = False

    def writable(self) -> bool:
        return True

    def write(self, data: ReadableBuffer, /) -> int:
        view = memoryview(data).cast("B")
        room = self.limit - len(self.kept)
        self.kept += view[:room]
        self.cut = self.cut or len(view) > room
        return len(view)


class _NoInput(io.TextIOBase):
    """Stands for the keyboard."""

    def readable(self) -> bool:
        return True

    def read(self, _size: int | None = -1, /) -> str:
        return self.readline()

    def readline(self, _size: int = -1, /) -> str:  # type: ignore[override]
        raise EOFError("nobody can type an input while this code is graded")


class Capture:
    """Takes over `sys.stdout`, `sys.stderr` and `sys.stdin`, anew for every cell."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._sink = _Kept(limit)

    def begin(self) -> None:
        """Start with an empty text; a stream that the last cell closed or replaced is back."""
        self._sink = _Kept(self._limit)
        sink = cast("BinaryIO", self._sink)
        stream = io.TextIOWrapper(sink, "utf-8", "replace", newline="\n", write_through=True)
        sys.stdout = sys.stderr = stream
        sys.stdin = _NoInput()

    def text(self) -> str:
        """What was printed since `begin`."""
        text = self._sink.kept.decode("utf-8", "replace")
        return f"{text}\n[cut after {self._limit // 1024} KiB]" if self._sink.cut else text
