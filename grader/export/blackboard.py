"""Standings into the file for working offline that was downloaded from Blackboard's Grade Center.

The upload knows a student by the username and a column by its whole header, which ends with its
id. Other columns of scores are left out, so that nothing else can change.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from grader.errors import UsageError
from grader.export.columns import Column, choose
from grader.export.fill import Line, Sheet, fill
from grader.export.filled import Choices, Filled
from grader.export.numbers import read_number, uses_comma
from grader.export.table import Table, read_table
from grader.gradebook.standing import Standing

_USERNAMES = frozenset(
    {"username", "user name", "benutzername", "nom d'utilisateur", "nombre de usuario"}
    | {"gebruikersnaam", "nome utente", "nome de usuário", "användarnamn", "brukernavn"}
)
_MORE_IDS = frozenset({"student id", "email"})
_WITH_ID = re.compile(r"(?P<title>.*?)\s*(?:\[(?P<about>[^\]]*)\])?\s*\|(?P<id>\d+)\s*", re.DOTALL)
_MAXIMUM = re.compile(r"\d[\d.,]*")


def fill_blackboard(
    data: bytes, name: str, standings: Sequence[Standing], choices: Choices
) -> Filled:
    """The file with the scores in one column, and without all other columns of scores.

    Raises:
        UsageError: It has no column of usernames, the column for scores is not in it or not the
            only one of that name, or its points are not ours.
    """
    whole = read_table(data, name)
    about = {
        at: found for at, text in enumerate(whole.header) if (found := _WITH_ID.fullmatch(text))
    }
    columns = [Column(at, found[0], found["title"], found["id"]) for at, found in about.items()]
    score = choose(name, columns, choices.column).at
    kept = [at for at in range(len(whole.header)) if at == score or at not in about]
    table = whole.with_columns(kept)
    comma = uses_comma(whole.text(row, at) for row in range(1, len(whole.rows)) for at in about)
    most = _MAXIMUM.search(about[score]["about"] or "")
    maximum = read_number(most[0], comma=False) if most else None
    sheet = Sheet(
        name=name,
        table=table,
        score=kept.index(score),
        lines=_lines(table, name, kept.index(score), maximum or None),
        comma=bool(comma),
    )
    return fill(sheet, standings, choices)


def _lines(table: Table, name: str, score: int, maximum: float | None) -> tuple[Line, ...]:
    header = [text.strip().casefold() for text in table.header]
    users = [at for at, text in enumerate(header) if text in _USERNAMES]
    if len(users) != 1:
        raise UsageError(f"{name}: it has no column Username, by which Blackboard knows a student")
    ids = [*users, *(at for at, text in enumerate(header) if text in _MORE_IDS)]
    return tuple(
        Line(
            row=at,
            ids=tuple(table.text(at, one) for one in ids),
            maximum=maximum,
            now=table.text(at, score),
            shown=table.text(at, users[0]),
        )
        for at, row in enumerate(table.rows[1:], 1)
        if not row.blank
    )
