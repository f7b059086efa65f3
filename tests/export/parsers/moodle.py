"""What Moodle makes of a grading worksheet, by mod/assign/feedback/offline of Moodle.

Written from importgradeslib.php (columns, participants), locallib.php (what is passed over) and
PHP's fgetcsv (a backslash before a quote keeps it); it imports nothing of the grader.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

DATE = "%A, %d %B %Y, %I:%M %p"


class Refused(Exception):
    """The import fails."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a language calls the columns that the import needs."""

    id: str = "Identifier"
    participant: str = "Participant "
    grade: str = "Grade"
    modified: str = "Last modified (grade)"
    feedback: str = "Feedback comments"
    decimal: str = "."


@dataclass(frozen=True, slots=True)
class Participant:
    """What is known of a participant: the grade, when it was given, and the comment."""

    grade: float | None = None
    modified: dt.datetime | None = None
    locked: bool = False
    comment: str = ""


@dataclass(slots=True)
class Imported:
    """Grades and comments that are set, and why others are passed over, by participant."""

    grades: dict[int, float] = field(default_factory=dict)
    comments: dict[int, str] = field(default_factory=dict)
    passed_over: dict[int, str] = field(default_factory=dict)


def upload(
    data: bytes,
    participants: Mapping[int, Participant],
    maximum: float,
    words: Words = Words(),
    separator: str = ",",
) -> Imported:
    """What an import sets.

    Raises:
        Refused: A column that it needs is not there, or a line has other columns than the header.
    """
    try:
        text = data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise Refused("encoding") from error
    header, *rows = _fgetcsv(re.sub("\r\n?", "\n", text), separator)
    if any(len(row) != len(header) for row in rows):
        raise Refused("weird columns")
    for needed in (words.id, words.grade, words.modified):
        if needed not in header:
            raise Refused(f"no column {needed!r}")
    done = Imported()
    for row in rows:
        cells = dict(zip(header, row, strict=True))
        number = _integer(cells[words.id][len(words.participant) :])
        if number in participants:
            _take(cells, number, participants[number], maximum, words, done)
    return done


def _take(
    cells: Mapping[str, str],
    number: int,
    known: Participant,
    maximum: float,
    words: Words,
    done: Imported,
) -> None:
    grade = _float(cells[words.grade], words.decimal)
    modified = _time(cells[words.modified])
    stale = known.modified is not None and known.modified > modified + dt.timedelta(seconds=60)
    if grade is not None and known.grade == grade:
        done.passed_over[number] = "the same"
    elif grade is None or grade < 0:
        done.passed_over[number] = "no value"
    elif stale:
        done.passed_over[number] = "modified"
    elif known.locked:
        done.passed_over[number] = "locked"
    elif grade > maximum:
        done.passed_over[number] = "out of range"
    else:
        done.grades[number] = grade
    comment = cells.get(words.feedback, known.comment)
    if not stale and comment != known.comment:
        done.comments[number] = comment


def _integer(text: str) -> int:
    found = re.match(r"\s*(\d+)", text)
    return int(found[1]) if found else 0


def _float(text: str, decimal: str) -> float | None:
    """PHP's reading of as much of the text as is a number."""
    bare = text.strip().replace(" ", "").replace(decimal, ".")
    if not bare:
        return None
    found = re.match(r"-?\d+(\.\d*)?", bare)
    return float(found[0]) if found else 0.0


def _time(text: str) -> dt.datetime:
    try:
        return dt.datetime.strptime(text, DATE).replace(tzinfo=dt.UTC)
    except ValueError:
        return dt.datetime.fromtimestamp(0, dt.UTC)


def _fgetcsv(text: str, separator: str) -> list[list[str]]:
    rows, row, cell, quoted, at = [], list[str](), "", False, 0
    while at < len(text):
        char, after = text[at], text[at + 1 : at + 2]
        if quoted and char == "\\" and after == '"':
            cell, at = cell + '\\"', at + 1
        elif quoted and char == '"' and after == '"':
            cell, at = cell + '"', at + 1
        elif char == '"':
            quoted = not quoted
        elif char == separator and not quoted:
            row.append(cell)
            cell = ""
        elif char == "\n" and not quoted:
            rows.append([*row, cell])
            row, cell = [], ""
        else:
            cell += char
        at += 1
    if cell or row:
        rows.append([*row, cell])
    return [row for row in rows if row != [""]]
