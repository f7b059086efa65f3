"""Exceptions of the student's code -> data: its type, its words, the student's own last line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import TracebackType
from typing import Any

from .clock import TimeUp
from .plain import clean, name_of_type

MAX_MESSAGE = 2_000
_CELL = re.compile(r"<cell (\d+)>")


def fault_of(error: BaseException, seconds: float, offsets: Mapping[int, int]) -> dict[str, Any]:
    """The JSON form of how code ended.

    Args:
        error: What came out of it.
        seconds: The time limit in force.
        offsets: By cell, how many lines the shell had taken off its top.
    """
    if isinstance(error, TimeUp):
        return {"t": "timed-out", "limit": seconds}
    if isinstance(error, MemoryError):
        return {"t": "memory"}
    cell, line = _place(error)
    if cell is not None and line is not None:
        line += offsets.get(cell, 0)
    name = name_of_type(error)
    return {"t": "raised", "type": name, "message": _words(error), "cell": cell, "line": line}


def _place(error: BaseException) -> tuple[int | None, int | None]:
    """The last place in a cell that the error passed through."""
    if isinstance(error, SyntaxError):
        cell = _cell(error.filename)
        if cell is not None:
            return cell, error.lineno
    found: tuple[int | None, int | None] = (None, None)
    trace: TracebackType | None = error.__traceback__
    while trace is not None:
        cell = _cell(trace.tb_frame.f_code.co_filename)
        if cell is not None:
            found = (cell, trace.tb_lineno)
        trace = trace.tb_next
    return found


def _cell(filename: object) -> int | None:
    match = _CELL.fullmatch(filename) if isinstance(filename, str) else None
    return int(match[1]) if match else None


def _words(error: BaseException) -> str:
    """What the error says; its `__str__` may be the student's own."""
    try:
        if isinstance(error, SyntaxError):
            return clean(str(error.msg), MAX_MESSAGE)
        return clean(str(error), MAX_MESSAGE)
    except TimeUp:
        raise
    except BaseException:  # noqa: BLE001 - student code
        return ""
