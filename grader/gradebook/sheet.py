"""A CSV file about people -> its rows, strictly read and bounded."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.errors import UsageError

MOST_BYTES = 10 * 2**20
MOST_ROWS = 100_000
_NAMES = {",": "comma", ";": "semicolon", "\t": "tab"}


@dataclass(frozen=True, slots=True)
class Line:
    """A row by its columns' names, with the number of its line in the file."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file with a header.

    Attributes:
        path: Where it is.
        header: As written, without blanks around.
        rows: With the numbers of their lines, without empty ones; each as long as the header.
    """

    path: Path
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    def lines(self) -> Iterator[Line]:
        """The rows by the names of their columns, in lower case; of equal names the first."""
        columns: dict[str, int] = {}
        for at, name in enumerate(self.header):
            columns.setdefault(name.casefold(), at)
        for number, cells in self.rows:
            yield Line(number, {name: cells[at] for name, at in columns.items()})


def read_sheet(path: Path) -> Sheet:
    """A file in UTF-8, or UTF-16 with its mark; between cells stand commas, semicolons or tabs.

    Raises:
        UsageError: It cannot be read; the sentence names the line if it is one.
    """
    text = _text(path)
    first = re.sub(r'"[^"]*"', "", text.lstrip().split("\n", 1)[0])
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    header: tuple[str, ...] = ()
    rows: list[tuple[int, tuple[str, ...]]] = []
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if not any(stripped):
                continue
            if not header:
                header = tuple(stripped)
                continue
            if any(stripped[len(header) :]):
                what = "it has more cells than there are columns; put quotes around a cell with a "
                raise UsageError(f"{path}: line {reader.line_num}: {what}{_NAMES[delimiter]}")
            padded = [*stripped, *[""] * len(header)][: len(header)]
            rows.append((reader.line_num, tuple(padded)))
            if len(rows) > MOST_ROWS:
                raise UsageError(f"{path}: it has more than {MOST_ROWS:,} rows")
    except csv.Error as error:
        raise UsageError(f"{path}: line {reader.line_num}: it is no CSV ({error})") from None
    if not header:
        raise UsageError(f"{path}: it is empty")
    return Sheet(path, header, tuple(rows))


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{path}: it cannot be read ({error.strerror})") from None
    if len(data) > MOST_BYTES:
        raise UsageError(f"{path}: it has more than {MOST_BYTES >> 20} MiB")
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise UsageError(f"{path}: it is not in UTF-8; save it as CSV UTF-8") from None
    if "\0" in text:
        raise UsageError(f"{path}: it is no text")
    return text
