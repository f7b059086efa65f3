"""A delimited file, read so that it can be written again byte for byte with some cells changed.

Quoting as in RFC 4180, read strictly: a quote stands at the start of a cell or is doubled in one.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from grader.errors import UsageError

MOST_BYTES = 50 * 2**20
"""No gradebook is larger."""
MOST_CELLS = 4_000_000
Delimiter = Literal[",", ";", "\t"]
DELIMITERS: tuple[Delimiter, ...] = (",", ";", "\t")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_QUOTED = re.compile('"(?:[^"]+|"")*"')
_END = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Row:
    """Cells as they stand in the file, quotes and all, and the line end after them, if any."""

    cells: tuple[str, ...]
    end: str

    @property
    def blank(self) -> bool:
        """Whether nothing stands in it."""
        return not any(map(text_of, self.cells))


@dataclass(frozen=True, slots=True)
class Table:
    """A delimited file: how it is written, and its rows, the first of which is the header."""

    encoding: str
    bom: bytes
    delimiter: Delimiter
    rows: tuple[Row, ...]

    @property
    def header(self) -> tuple[str, ...]:
        """What the cells of the first row say."""
        return tuple(map(text_of, self.rows[0].cells))

    def text(self, row: int, column: int) -> str:
        """What a cell says; nothing if the row ends before it."""
        cells = self.rows[row].cells
        return text_of(cells[column]) if column < len(cells) else ""

    def changed(self, texts: Mapping[tuple[int, int], str]) -> Table:
        """The table with other texts in some cells, by row and column; all others as they were."""
        by_row: dict[int, dict[int, str]] = {}
        for (row, column), text in texts.items():
            by_row.setdefault(row, {})[column] = text
        rows = list(self.rows)
        for at, new in by_row.items():
            cells = list(rows[at].cells)
            for column, text in new.items():
                cells[column] = _written(text, self.delimiter, quoted=cells[column][:1] == '"')
            rows[at] = replace(rows[at], cells=tuple(cells))
        return replace(self, rows=tuple(rows))

    def with_columns(self, columns: Iterable[int]) -> Table:
        """The table with these columns alone, in this order; a short row stays short."""
        wanted = tuple(columns)
        rows = (
            replace(
                row, cells=tuple(row.cells[at] for at in wanted if at < len(row.cells)) or ("",)
            )
            for row in self.rows
        )
        return replace(self, rows=tuple(rows))

    def document(self) -> bytes:
        """The file."""
        text = "".join(self.delimiter.join(row.cells) + row.end for row in self.rows)
        return self.bom + text.encode(self.encoding)


def read_table(data: bytes, name: str) -> Table:
    """The table in a file.

    Args:
        data: The file.
        name: What messages call it.

    Raises:
        UsageError: It is too large, in no encoding or delimiter that is known, or not quoted as it
            should be; the sentence says in which line.
    """
    if len(data) > MOST_BYTES:
        raise UsageError(f"{name}: it is larger than {MOST_BYTES // 2**20} MB")
    bom, encoding = next(((b, e) for b, e in _BOMS if data.startswith(b)), (b"", "utf-8"))
    try:
        text = data[len(bom) :].decode(encoding)
    except UnicodeDecodeError:
        raise UsageError(
            f"{name}: it is neither UTF-8 nor UTF-16 with its mark; give the file as it was "
            "downloaded"
        ) from None
    if "\0" in text or not text.strip():
        problem = "it is empty" if not text.strip() else "it is no text"
        raise UsageError(f"{name}: {problem}; give the file as it was downloaded")
    delimiter = _delimiter(text, name)
    rows = _rows(text, delimiter, name)
    _check_ends(rows, name)
    _check_widths(rows, name)
    return Table(encoding, bom, delimiter, rows)


def text_of(cell: str) -> str:
    """What a cell says that stands so in the file."""
    return cell[1:-1].replace('""', '"') if cell[:1] == '"' else cell


def row_of(texts: Iterable[str], end: str = "\r\n") -> Row:
    """A new row of these texts, all of them quoted."""
    return Row(tuple(_written(text, ",", quoted=True) for text in texts), end)


def _written(text: str, delimiter: str, *, quoted: bool) -> str:
    needed = any(sign in text for sign in (delimiter, '"', "\n", "\r"))
    return '"' + text.replace('"', '""') + '"' if quoted or needed else text


def _delimiter(text: str, name: str) -> Delimiter:
    """The one that the header has most of, outside of quotes."""
    counts = dict.fromkeys(DELIMITERS, 0)
    quoted = False
    for char in text:
        if char == '"':
            quoted = not quoted
        elif not quoted and char in "\r\n" and any(counts.values()):
            break
        elif not quoted and char in counts:
            counts[char] += 1
    best = max(DELIMITERS, key=counts.__getitem__)
    if not counts[best]:
        raise UsageError(f"{name}: its first line has no columns; give the download as it is")
    return best


@cache
def _bare(delimiter: str) -> re.Pattern[str]:
    return re.compile(rf"[^{delimiter}\r\n\"]*")


def _rows(text: str, delimiter: Delimiter, name: str) -> tuple[Row, ...]:
    bare, rows, cells = _bare(delimiter), list[Row](), list[str]()
    at, line, count = 0, 1, 0
    while True:
        found = (_QUOTED if text.startswith('"', at) else bare).match(text, at)
        if found is None:
            raise UsageError(f"{name}, line {line}: a quoted cell does not end")
        cells.append(found[0])
        count += 1
        if count > MOST_CELLS:
            raise UsageError(f"{name}: it has more than {MOST_CELLS:,} cells")
        line += found[0].count("\n") if found[0][:1] == '"' else 0
        at = found.end()
        if text.startswith(delimiter, at):
            at += 1
            continue
        end = _END.match(text, at)
        if end is None and at < len(text):
            raise UsageError(f"{name}, line {line}: a quote is where none may be")
        rows.append(Row(tuple(cells), end[0] if end else ""))
        if end is None or end.end() == len(text):
            return tuple(rows)
        cells, at, line = [], end.end(), line + 1


def _check_ends(rows: tuple[Row, ...], name: str) -> None:
    """No bare carriage return among other line ends: it would stand within a cell."""
    ends = [row.end for row in rows]
    if "\r" in ends and {"\n", "\r\n"} & set(ends):
        number = ends.index("\r") + 1
        raise UsageError(f"{name}, row {number}: it ends in another way than other rows do")


def _check_widths(rows: tuple[Row, ...], name: str) -> None:
    """No cell beyond the header's says anything, since then others would be out of place too."""
    width = len(rows[0].cells)
    for number, row in enumerate(rows, 1):
        if any(map(text_of, row.cells[width:])):
            raise UsageError(
                f"{name}, row {number}: it has {len(row.cells)} cells, and the header has {width}"
            )
