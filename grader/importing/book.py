"""A notebook's bytes -> all that an import needs of it: cells with their metadata and outputs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from grader.errors import UsageError

MOST_BYTES = 50 * 2**20
MOST_CELLS = 2_000
MOST_TEXT = 200_000
_PYTHON = {"", "python", "python2", "python3", "ipython"}


@dataclass(frozen=True, slots=True)
class BookCell:
    """One cell.

    Attributes:
        kind: code, markdown or raw.
        source: Its text, with newlines alone between lines.
        metadata: As it stands in the file.
        output: What it printed or showed as text when it was saved.
    """

    kind: str
    source: str
    metadata: Mapping[str, Any] = field(default_factory=dict)
    output: str = ""

    def settings(self, tool: str) -> Mapping[str, Any]:
        """The metadata that a tool keeps under its name."""
        found = self.metadata.get(tool)
        return found if isinstance(found, dict) else {}


def read_book(data: bytes, where: str) -> tuple[BookCell, ...]:
    """The cells of a notebook of any format.

    Raises:
        UsageError: It is too large, no notebook, or written for another language than Python.
    """
    if len(data) > MOST_BYTES:
        raise UsageError(f"{where}: it has more than {MOST_BYTES >> 20} MiB; clear its outputs")
    try:
        book = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise UsageError(f"{where}: it is no notebook that can be read; save it again") from None
    if not isinstance(book, dict):
        raise UsageError(f"{where}: it is no notebook")
    language = _language(book)
    if language not in _PYTHON:
        raise UsageError(f"{where}: it is written for {language[:40]}; only Python can be graded")
    groups = [book.get("cells")]
    sheets = book.get("worksheets")
    if isinstance(sheets, list):
        groups += [one.get("cells") for one in sheets if isinstance(one, dict)]
    lists = [group for group in groups if isinstance(group, list)]
    if not lists:
        raise UsageError(f"{where}: it is no notebook: it has no list of cells")
    cells = [_cell(one) for group in lists for one in group if isinstance(one, dict)]
    if len(cells) > MOST_CELLS:
        raise UsageError(f"{where}: it has more than {MOST_CELLS:,} cells")
    for number, cell in enumerate(cells, start=1):
        if len(cell.source) > MOST_TEXT:
            raise UsageError(f"{where}: cell {number} has more than {MOST_TEXT:,} characters")
    return tuple(cells)


def _language(book: Mapping[str, Any]) -> str:
    metadata = book.get("metadata")
    kernel = metadata.get("kernelspec") if isinstance(metadata, dict) else None
    language = kernel.get("language") if isinstance(kernel, dict) else None
    name = kernel.get("name") if isinstance(kernel, dict) else None
    if isinstance(language, str):
        return language.casefold()
    return "r" if name == "ir" else ""


def _cell(entry: Mapping[str, Any]) -> BookCell:
    kind, source = entry.get("cell_type"), _text(entry.get("source", entry.get("input")))
    if kind == "heading":  # nbformat 3
        level = entry.get("level")
        kind, source = "markdown", "#" * (level if isinstance(level, int) else 1) + " " + source
    metadata = entry.get("metadata")
    outputs = entry.get("outputs")
    return BookCell(
        str(kind),
        source,
        metadata if isinstance(metadata, dict) else {},
        "".join(_output(one) for one in outputs) if isinstance(outputs, list) else "",
    )


def _output(output: object) -> str:
    """What an output shows as text."""
    if not isinstance(output, dict):
        return ""
    data = output.get("data")
    plain = data.get("text/plain") if isinstance(data, dict) else None
    return (_text(output.get("text")) + _text(plain))[:MOST_TEXT]


def _text(value: object) -> str:
    lines: Sequence[object] = value if isinstance(value, list) else [value]
    text = "".join(line for line in lines if isinstance(line, str))
    text = text.encode("utf-8", "replace").decode("utf-8").replace("\0", "\ufffd")
    return text.replace("\r\n", "\n").replace("\r", "\n")
