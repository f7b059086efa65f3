"""What Canvas makes of a gradebook CSV, by lib/gradebook_importer.rb of canvas-lms.

Written from that file's rules and importing nothing of the grader: which rows are students, how a
student and a column are found, how a number is read, and what would be made anew.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

TOTALS = re.compile(
    "Current Score|Current Points|Current Grade|Final Score|Final Points|Final Grade|"
    "Override Score|Override Grade|Override Status"
)
NO_STUDENT = re.compile(r"\s*(Muted|Manual Posting.*)?\s*", re.IGNORECASE)


class Refused(Exception):
    """The import fails, or would do what nobody asked for."""


@dataclass(frozen=True, slots=True)
class Pupil:
    """A student as Canvas knows them."""

    id: int
    name: str = ""
    sis: str = ""
    login: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """A course there: students, and titles of what is graded, by id."""

    pupils: Sequence[Pupil]
    titles: Mapping[int, str]


@dataclass(slots=True)
class Imported:
    """What was read: grades by student and column, and points possible by column."""

    grades: dict[tuple[int, int], str] = field(default_factory=dict)
    points: dict[int, str] = field(default_factory=dict)


def upload(data: bytes, site: Site) -> Imported:
    """What an import sets.

    Raises:
        Refused: It is no gradebook, or something in it is unknown there and would be made anew.
    """
    rows = list(_rows(data))
    header = rows[0] if rows else []
    if not (len(header) > 3 and "Student" in header[0] and "ID" in header[1]):
        raise Refused("header")
    student_columns, sis, login = 3, None, None
    if re.search(r"SIS\s+Login\s+ID", header[2]):
        login, student_columns = 2, 4
    elif re.search(r"SIS\s+User\s+ID", header[2]) and re.search(r"SIS\s+Login\s+ID", header[3]):
        integration = int(len(header) > 4 and bool(re.search(r"Integration\s+ID", header[4])))
        sis, login, student_columns = 2, 3, 5 + integration
        root = 4 + integration
        if len(header) > root and re.search(r"Root\s+Account", header[root]):
            student_columns += 1
    if len(header) < student_columns or "Section" not in header[student_columns - 1]:
        raise Refused("no section")
    columns: dict[int, int] = {}
    for at, text in enumerate(header[student_columns:], student_columns):
        if TOTALS.search(text):
            continue
        columns[_graded(text, site)] = header.index(text)
        assert at >= student_columns
    done = Imported()
    for row in rows[1:]:
        _row(row, columns, sis, login, site, done)
    return done


def _row(
    row: list[str],
    columns: Mapping[int, int],
    sis: int | None,
    login: int | None,
    site: Site,
    done: Imported,
) -> None:
    if "Points Possible" in row[0]:
        for id_, at in columns.items():
            if re.search(r"read\s+only", row[at]):
                raise Refused("read only")
            done.points[id_] = row[at]
        return
    if all(NO_STUDENT.fullmatch(cell) for cell in row):
        return
    pupil = _pupil(row, sis, login, site)
    for id_, at in columns.items():
        done.grades[pupil.id, id_] = row[at].strip()


def _pupil(row: list[str], sis: int | None, login: int | None, site: Site) -> Pupil:
    number = int(found[0]) if (found := re.match(r"\s*\d+", row[1])) else 0
    ids: list[tuple[dict[object, Pupil], object]] = [({p.id: p for p in site.pupils}, number)]
    if sis is not None:
        ids.append(({p.sis: p for p in site.pupils if p.sis}, row[sis]))
    if login is not None:
        ids.append(({p.login: p for p in site.pupils if p.login}, row[login]))
    ids.append(({p.name: p for p in site.pupils if p.name}, row[0]))
    for known, said in ids:
        if said in known:
            return known[said]
    raise Refused(f"unknown student {row[0]!r}")


def _graded(header: str, site: Site) -> int:
    """The id of a column's thing; a title that is not known would make a new one."""
    found = re.fullmatch(r"(.*)\s?\((\d+)\)", header, re.DOTALL)
    if found and int(found[2]) in site.titles:
        return int(found[2])
    for id_, title in site.titles.items():
        if title == header:
            return id_
    raise Refused(f"would make {header!r}")


def _rows(data: bytes) -> list[list[str]]:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused("encoding") from error
    lines = text.split("\n")
    semicolons, commas = (_width(lines[:3], sign) for sign in ";,")
    delimiter = ";" if semicolons > commas else ","
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise Refused("malformed") from error
    return [
        [_number(cell) for cell in row]
        for row in rows
        if row and not re.fullmatch(r"[;, ]+", delimiter.join(row))
    ]


def _width(lines: Sequence[str], delimiter: str) -> int:
    """How many cells each line has, if that is the same in all; 0 else."""
    widths = set()
    for line in lines:
        try:
            widths.add(len(next(csv.reader([line], delimiter=delimiter, strict=True), [])))
        except csv.Error:
            return 0
    return widths.pop() if len(widths) == 1 else 0


def _number(cell: str) -> str:
    """A number with the last of its dots and commas as the decimal one; other text as it is."""
    if not re.fullmatch(r"-?[0-9.,]+%?", cell):
        return cell
    *rest, last = re.split("[,.]", cell)
    return f"{''.join(rest)}.{last}" if rest else last
