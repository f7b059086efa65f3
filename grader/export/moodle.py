"""Standings into the offline grading worksheet that was downloaded from Moodle.

What the import does is from Moodle's mod/assign/feedback/offline (importgradeslib.php and
locallib.php): a row is known by the number at the end of its first cell, headers are in the
language of the site, a score above the maximum is passed over, and so is one that was changed in
Moodle after "Last modified (grade)", which is therefore never touched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from grader.errors import UsageError
from grader.export.columns import Column, choose
from grader.export.fill import Line, Sheet, fill
from grader.export.filled import Choices, Filled
from grader.export.numbers import read_number, uses_comma
from grader.export.summary import is_summary, summary
from grader.export.table import Table, read_table
from grader.gradebook.standing import Standing

_NUMBERED = re.compile(r"\D*(\d+)")
_GRADE = frozenset(
    {"grade", "bewertung", "note", "calificación", "valutazione", "nota", "cijfer", "beoordeling"}
    | {"ocena", "betyg", "karakter", "оценка", "評定", "成绩", "arvosana", "qualificació"}
)
_MAXIMUM = frozenset(
    {"maximum grade", "bestwertung", "note maximale", "calificación máxima", "valutazione massima"}
    | {"nota máxima", "maximumcijfer", "maximale beoordeling", "maximální známka", "högsta betyg"}
)
_SCALE = frozenset({"scale", "skala", "barème", "escala", "scala", "schaal"})
_CHANGEABLE = frozenset(
    {"grade can be changed", "bewertung kann geändert werden", "la note peut être modifiée"}
    | {"nota pode ser alterada", "a nota pode ser alterada.", "允许更改成绩", "يمكن تغيير العلامة"}
)
_NO = frozenset({"no", "nein", "non", "não", "nee", "nej", "nei", "nie", "ne", "нет", "否", "لا"})
_MORE_IDS = ("mail", "username", "benutzername", "id number", "id-nummer")
_FEEDBACK = re.compile("feedback|comment|kommentar|comentari|retroalimentaci|opmerking|коммент")


def fill_moodle(data: bytes, name: str, standings: Sequence[Standing], choices: Choices) -> Filled:
    """The worksheet with the scores, and with summaries if they are asked for.

    A comment that somebody has written stays.

    Raises:
        UsageError: It is no worksheet, has no column for scores (or for comments), is graded by a
            scale, or its points are not ours.
    """
    table = read_table(data, name)
    header = [text.strip().casefold() for text in table.header]
    score = _score(name, table, header, choices.column)
    if _SCALE & set(header):
        raise UsageError(f"{name}: Moodle grades this by a scale, and we have points")
    maximum = next((at for at, text in enumerate(header) if text in _MAXIMUM), None)
    numbers = [one for one in (score, maximum) if one is not None]
    rows = range(1, len(table.rows))
    comma = bool(uses_comma(table.text(row, one) for row in rows for one in numbers))
    comment = _comment(name, header) if choices.comments else None
    sheet = Sheet(
        name=name,
        table=table,
        score=score,
        lines=_lines(table, name, header, score, maximum, comma=comma),
        comma=comma,
        bounded=True,
        comment=comment,
    )
    return fill(sheet, standings, choices)


def _score(name: str, table: Table, header: Sequence[str], wanted: str | None) -> int:
    columns = [
        Column(at, table.header[at])
        for at, text in enumerate(header)
        if wanted is not None or text in _GRADE
    ]
    return choose(name, columns, wanted).at


def _lines(
    table: Table,
    name: str,
    header: Sequence[str],
    score: int,
    maximum: int | None,
    *,
    comma: bool,
) -> tuple[Line, ...]:
    rows = [at for at, row in enumerate(table.rows[1:], 1) if not row.blank]
    own = _numbered(table, name, rows)
    more = [at for at, text in enumerate(header) if any(word in text for word in _MORE_IDS)]
    locks = next((at for at, text in enumerate(header) if text in _CHANGEABLE), None)
    return tuple(
        Line(
            row=at,
            ids=(
                _number(table.text(at, own)),
                *(table.text(at, one) for one in more if one != own),
            ),
            maximum=None if maximum is None else read_number(table.text(at, maximum), comma=comma),
            now=table.text(at, score),
            locked=locks is not None and table.text(at, locks).strip().casefold() in _NO,
            shown=table.text(at, own),
        )
        for at in rows
    )


def _numbered(table: Table, name: str, rows: Sequence[int]) -> int:
    """The first column of which each cell ends with a number of its own."""
    for column in range(len(table.header)):
        numbers = [_number(table.text(row, column)) for row in rows]
        if all(numbers) and len(set(numbers)) == len(numbers):
            return column
    raise UsageError(
        f"{name}: it is no grading worksheet of Moodle, which has a column of identifiers such as "
        "'Participant 123456'"
    )


def _number(text: str) -> str:
    found = _NUMBERED.fullmatch(text.strip())
    return found[1] if found else ""


def _comment(name: str, header: Sequence[str]) -> tuple[int, Callable[[Standing, str], str]]:
    columns = [at for at, text in enumerate(header) if _FEEDBACK.search(text)]
    if not columns:
        raise UsageError(
            f"{name}: it has no column for comments; turn on feedback comments in Moodle, or leave "
            "out --comments"
        )
    return columns[-1], _worded


def _worded(standing: Standing, there: str) -> str:
    free = not there.strip() or is_summary(there)
    return summary(standing) if free and standing.points is not None else there
