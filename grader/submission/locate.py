"""Lines of a notebook's cells -> lines of the file itself: a service shows the file as it is."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

MOST_BYTES = 20 * 2**20
"""In a larger file no line is looked for: its outputs would take seconds."""

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s"\[\]{},:]+', re.DOTALL)


class SourceLines:
    """Where the source lines of the cells of a notebook stand in its file.

    Args:
        data: The file.
    """

    def __init__(self, data: bytes) -> None:
        self._cells: list[list[int]] = []
        text = data.decode("utf-8", "replace") if len(data) <= MOST_BYTES else ""
        if _is_json(text.removeprefix("\ufeff")):
            self._cells = [_of_pieces(pieces) for pieces in _sources(text)]

    def find(self, cell: int | None, line: int) -> int | None:
        """The line of the file, from 1, for a line of a cell, both from 1; None if unknown.

        Without a cell, the file is a module, whose lines are its own.
        """
        if cell is None:
            return line
        if not 1 <= cell <= len(self._cells) or line < 1:
            return None
        lines = self._cells[cell - 1]
        return lines[min(line, len(lines)) - 1] if lines else None


@dataclass(slots=True)
class _Open:
    """A list or object that is being read: the key or index that comes next."""

    is_list: bool
    at: str | int = 0
    key: bool = True
    pieces: list[tuple[str, int]] = field(default_factory=list)


def _sources(text: str) -> Iterator[list[tuple[str, int]]]:
    """For each cell its pieces of source, each with the line of the file that it begins in."""
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    stack: list[_Open] = []
    for match in _TOKEN.finditer(text):
        mark = match[0]
        if mark in "[{":
            stack.append(_Open(mark == "["))
        elif mark in "]}":
            ended = stack.pop() if stack else None
            if ended is not None and len(stack) == 2 and _in_cells(stack):
                yield ended.pieces
        elif mark == ":":
            if stack:
                stack[-1].key = False
        elif mark == ",":
            if stack and stack[-1].is_list:
                stack[-1].at = int(stack[-1].at) + 1
            elif stack:
                stack[-1].key = True
        elif stack and not stack[-1].is_list and stack[-1].key:
            stack[-1].at = _string(mark)
        elif mark.startswith('"') and _is_source(stack):
            stack[2].pieces.append((_string(mark), bisect_right(starts, match.start())))


def _is_json(text: str) -> bool:
    """Whether every string in it ends, so that each is read but once."""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _in_cells(stack: list[_Open]) -> bool:
    return not stack[0].is_list and stack[0].at == "cells" and stack[1].is_list


def _is_source(stack: list[_Open]) -> bool:
    """Whether a string stands in `cells[i].source`, alone or in a list."""
    if len(stack) not in (3, 4) or not _in_cells(stack) or stack[2].at != "source":
        return False
    return not stack[2].is_list and (len(stack) == 3 or stack[3].is_list)


def _string(mark: str) -> str:
    try:
        found = json.loads(mark)
    except ValueError:
        return ""
    return found if isinstance(found, str) else ""


def _of_pieces(pieces: list[tuple[str, int]]) -> list[int]:
    """The line of the file of each line of a cell's source."""
    begins, lines, offset = [], [], 0
    for text, line in pieces:
        begins.append(offset)
        lines.append(line)
        offset += len(text)
    if not lines:
        return []
    source = "".join(text for text, _ in pieces)
    starts = [0, *(match.end() for match in re.finditer("\n", source))]
    return [lines[max(0, bisect_right(begins, start) - 1)] for start in starts]
