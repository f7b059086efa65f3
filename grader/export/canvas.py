"""Standings into the gradebook CSV that was downloaded from Canvas.

What the import needs is from Canvas' lib/gradebook_importer.rb: the words of its first columns,
the rows that are no students', and that a column is known by the id at the end of its header. All
other columns are left out, so that nothing else can change.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from grader.errors import UsageError
from grader.export.columns import Column, choose
from grader.export.fill import Line, Sheet, fill
from grader.export.filled import Choices, Filled
from grader.export.numbers import read_number, uses_comma
from grader.export.table import Table, read_table, text_of
from grader.gradebook.standing import Standing

_IDS = ("ID", "SIS User ID", "SIS Login ID", "Integration ID")
_WITH_ID = re.compile(r"(.*?)\s*\((\d+)\)\s*", re.DOTALL)
_TOTALS = re.compile(r"(Current|Final|Override) (Score|Points|Grade|Status)")
_NO_STUDENT = re.compile(r"\s*(muted|manual posting.*)?\s*", re.IGNORECASE | re.DOTALL)
_TESTERS = frozenset({"student, test", "test student"})
_DECIDED = frozenset({"ex", "n/a"})


def fill_canvas(data: bytes, name: str, standings: Sequence[Standing], choices: Choices) -> Filled:
    """The gradebook with the scores in one column, and without all other columns of scores.

    Raises:
        UsageError: It is no gradebook of Canvas, the column is not in it, not the only one of that
            name, or read-only, or its points are not ours.
    """
    whole = read_table(data, name)
    last = _last_of_students(whole, name)
    score = _column(whole, last, name, choices.column)
    shown = uses_comma(text_of(c) for row in whole.rows[1:] for c in row.cells[last + 1 :])
    comma = whole.delimiter == ";" if shown is None else shown
    table = whole.with_columns([*range(last + 1), score])
    sheet = Sheet(
        name=name,
        table=table,
        score=last + 1,
        lines=tuple(_lines(table, name, comma=comma)),
        comma=comma,
        excused="EX",
        decided=_DECIDED,
    )
    return fill(sheet, standings, choices)


def _last_of_students(table: Table, name: str) -> int:
    """The last of the columns that say who a student is."""
    header = table.header
    named = len(header) > 3 and "Student" in header[0] and "ID" in header[1]
    if not named and header[:3] != ("LastName", "FirstName", "ID"):
        raise UsageError(
            f"{name}: it is no gradebook of Canvas, whose first columns are Student and ID; export "
            "it there, with Canvas in English"
        )
    found = next((at for at, text in enumerate(header) if "Section" in text), None)
    if found is None:
        raise UsageError(f"{name}: it has no column Section, without which Canvas does not read it")
    return found


def _column(table: Table, last: int, name: str, wanted: str | None) -> int:
    columns = [
        Column(at, text, found[1], found[2])
        for at, text in enumerate(table.header)
        if at > last and not _TOTALS.search(text) and (found := _WITH_ID.fullmatch(text))
    ]
    return choose(name, columns, wanted).at


def _lines(table: Table, name: str, *, comma: bool) -> Iterator[Line]:
    score = len(table.header) - 1
    ids = [at for at, text in enumerate(table.header) if text.strip() in _IDS]
    maximum: float | None = None
    for at, row in enumerate(table.rows[1:], 1):
        first, now = table.text(at, 0), table.text(at, score)
        if "Points Possible" in first:
            if "read only" in now:
                raise UsageError(f"{name}: Canvas does not let '{table.header[score]}' be changed")
            maximum = read_number(now, comma=comma) or None
        elif not all(_NO_STUDENT.fullmatch(table.text(at, one)) for one in range(len(row.cells))):
            yield Line(
                row=at,
                ids=tuple(table.text(at, one) for one in ids),
                maximum=maximum,
                now=now,
                shown="" if first.strip().casefold() in _TESTERS else table.text(at, ids[0]),
            )
