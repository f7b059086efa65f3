"""Code and the stretches in it that another submission has too -> lines of an excerpt. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from grader.report.safe import CUT, one_line, visible
from grader.report.similar.found import Side
from grader.report.similar.page import Excerpt, Line, Part
from grader.similarity.stretches import Rows

MOST_LINES = 60
"""Of an excerpt. Code that has more is shown where it is the same, and a little around that."""
AROUND = 2
LINE_LIMIT, NAME_LIMIT = 160, 120


def excerpt(side: Side, rows: Sequence[Rows]) -> Excerpt:
    """The code of a side, with the number of the stretch beside each line that is in one."""
    marks = _marks(rows)
    lines = _without_gaps(list(_lines(side, marks)))
    written = [line for _, line in lines if line.text.strip()]
    same = sum(bool(line.mark) for line in written)
    kept = _kept([bool(line.mark) for _, line in lines])
    return Excerpt(
        one_line(side.name, NAME_LIMIT),
        tuple(_parts(lines, kept)),
        same=same,
        lines=len(written),
        more=max(0, len(lines) - len(kept)),
    )


def _marks(rows: Sequence[Rows]) -> Mapping[int, str]:
    """The number of the first stretch that a row is in, from 1."""
    found: dict[int, str] = {}
    for number, one in enumerate(rows, 1):
        for row in range(one.first, one.last + 1):
            found.setdefault(row, str(number))
    return found


def _lines(side: Side, marks: Mapping[int, str]) -> Iterator[tuple[str, Line]]:
    """Every line with the heading that it stands under; blank ones are not marked."""
    row = 0
    for piece in side.code:
        heading = f"Cell {piece.cell}" if side.cells else ""
        for at, text in enumerate(piece.source.split("\n")):
            mark = marks.get(row, "") if text.strip() else ""
            yield heading, Line(str(piece.first_line + at), _shown(text), mark)
            row += 1


def _without_gaps(lines: Sequence[tuple[str, Line]]) -> list[tuple[str, Line]]:
    """The lines with no more than one blank one between two others."""
    return [
        (heading, line)
        for at, (heading, line) in enumerate(lines)
        if line.text.strip() or (at and lines[at - 1][1].text.strip())
    ]


def _shown(text: str) -> str:
    head = visible(text[:LINE_LIMIT].rstrip()).expandtabs(4)
    return head + CUT if len(text.rstrip()) > LINE_LIMIT else head


def _kept(marked: Sequence[bool]) -> list[int]:
    """The lines that are shown: all, or those near to what is marked."""
    if len(marked) <= MOST_LINES:
        return list(range(len(marked)))
    near = {
        line
        for at, one in enumerate(marked)
        if one
        for line in range(at - AROUND, at + AROUND + 1)
        if 0 <= line < len(marked)
    }
    return sorted(near)[:MOST_LINES]


def _parts(lines: Sequence[tuple[str, Line]], kept: Sequence[int]) -> Iterator[Part]:
    """The lines that are shown, a part for each cell, and a new one where some are left out."""
    together: list[Line] = []
    for at, index in enumerate(kept):
        heading, line = lines[index]
        together.append(line)
        after = kept[at + 1] if at + 1 < len(kept) else None
        if after != index + 1 or lines[after][0] != heading:
            yield Part(heading, tuple(together))
            together = []
