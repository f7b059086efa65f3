"""Who takes a course, from what a platform gives out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from grader.errors import UsageError
from grader.gradebook.rows import Person
from grader.gradebook.sheet import Line, Sheet, read_sheet


@dataclass(frozen=True, eq=False)
class Roster:
    """Who takes the course.

    Attributes:
        kind: Whose file it is.
        people: In the order of the file.
    """

    kind: str
    people: tuple[Person, ...]

    @cached_property
    def _by_id(self) -> Mapping[str, Person | None]:
        """By key, else by another id or address; None where several are called so."""
        found: dict[str, Person | None] = {}
        others: dict[str, Person | None] = {}
        for person in self.people:
            found[person.key.casefold()] = person
            for text in {one.casefold() for one in (*person.ids.values(), person.email) if one}:
                others[text] = None if text in others else person
        return {**others, **found}

    def find(self, text: str) -> Person | None:
        """The person of that key, other id or address, in any case; None if that is not clear."""
        return self._by_id.get(text.casefold())


def read_roster(path: Path) -> Roster:
    """The people in a file that a platform gives out, or in one of columns id, name, email.

    Raises:
        UsageError: It is none that is known, names nobody, somebody twice or without an id.
    """
    sheet = read_sheet(path)
    names = {name.casefold() for name in sheet.header}
    for kind, fits, read in _KINDS:
        if fits(names, sheet):
            people = tuple(read(sheet))
            if not people:
                raise UsageError(f"{path}: it names nobody")
            counts = Counter(one.key.casefold() for one in people)
            twice = [one.key for one in people if counts[one.key.casefold()] > 1]
            if twice:
                raise UsageError(f"{path}: '{twice[0][:100]}' is named twice")
            return Roster(kind, people)
    raise UsageError(
        f"{path}: it is no roster that is known: a gradebook or list of Canvas (Student, ID), "
        "Moodle (Identifier), Blackboard (Username), Gradescope (SID), GitHub (github_username), "
        "nbgrader, or a file of columns id, name, email"
    )


def _canvas(sheet: Sheet) -> Iterator[Person]:
    for line in sheet.lines():
        cell = line.cells
        two = cell.get("lastname", ""), cell.get("firstname", "")
        name = cell.get("student") or _joined(two[1], two[0])
        if not cell["id"] or "Student, Test" in (name, ", ".join(two)):
            continue  # the rows of points and posting, and the teacher's own test student
        ids = {
            "sis": cell.get("sis user id", ""),
            "login": cell.get("sis login id", ""),
            "integration": cell.get("integration id", ""),
            "section": cell.get("section", ""),
        }
        yield _person(cell["id"], name, "", ids)


def _moodle(sheet: Sheet) -> Iterator[Person]:
    """By the worksheet's first column, `Participant 123`, whatever the language.

    Of an anonymous task it has neither names nor addresses, and the status comes next.
    """
    mail = next((at for at, n in enumerate(sheet.header) if "mail" in n.casefold()), None)
    named = mail != 1 and sheet.header[1].casefold() not in _STATUS
    for number, cells in sheet.rows:
        found = re.fullmatch(r"\D*(\d+)", cells[0])
        if found is None:
            what = "there is no participant's number in it, as in 'Participant 123'"
            raise UsageError(f"{sheet.path}: line {number}: {what}")
        name = cells[1] if named else ""
        yield _person(found[1], name, cells[mail] if mail is not None else "", {})


def _blackboard(sheet: Sheet) -> Iterator[Person]:
    for line in sheet.lines():
        cell = line.cells
        name = _joined(cell.get("first name", ""), cell.get("last name", ""))
        key = _needed(sheet, line, "username")
        yield _person(key, name, "", {"student_id": cell.get("student id", "")})


def _gradescope(sheet: Sheet) -> Iterator[Person]:
    for line in sheet.lines():
        cell = line.cells
        name = cell.get("name") or _joined(cell.get("first name", ""), cell.get("last name", ""))
        key = _needed(sheet, line, "sid", "email")
        yield _person(key, name, cell.get("email", ""), {})


def _github(sheet: Sheet) -> Iterator[Person]:
    for line in sheet.lines():
        cell = line.cells
        key = cell.get("github_username") or cell.get("username", "")
        name = cell.get("name") or _joined(cell.get("first_name", ""), cell.get("last_name", ""))
        ids = {
            "identifier": cell.get("roster_identifier") or cell.get("identifier", ""),
            "github": cell.get("github_id", ""),
            "section": cell.get("section", ""),
        }
        if key:  # somebody who has not linked an account has no repository either
            yield _person(key, name, cell.get("email", ""), ids)


def _plain(sheet: Sheet) -> Iterator[Person]:
    for line in sheet.lines():
        cell = line.cells
        key = _needed(sheet, line, "id", "key", "student")
        name = cell.get("name") or _joined(cell.get("first_name", ""), cell.get("last_name", ""))
        known = {"id", "key", "student", "name", "first_name", "last_name", "email"}
        ids = {name: text for name, text in cell.items() if name and name not in known}
        yield _person(key, name, cell.get("email", ""), ids)


def _needed(sheet: Sheet, line: Line, *columns: str) -> str:
    """The first of these cells that holds something."""
    key = next(filter(None, (line.cells.get(column, "") for column in columns)), "")
    if not key:
        names = " or ".join(name for name in columns if name in line.cells)
        raise UsageError(f"{sheet.path}: line {line.number}: there is no {names} in it")
    return key


def _joined(first: str, last: str) -> str:
    return f"{first} {last}".strip()


def _person(key: str, name: str, email: str, ids: Mapping[str, str]) -> Person:
    kept = {what: text[:300] for what, text in ids.items() if text}
    return Person(key[:300], name[:300], email[:300], kept)


def _is_moodle(names: set[str], sheet: Sheet) -> bool:
    """Whether the first column is Moodle's, by its cells, or in English by its name.

    A German worksheet calls it `ID`; but who writes a list of ids and names may well number them
    `student1` and so on, which is no worksheet.
    """
    if len(names) < 4 or names & _OURS:
        return False
    starts = {re.sub(r"\d+$", "", cells[0]) for _, cells in sheet.rows}
    counted = len(starts) == 1 and len(min(starts)) > 4 and "0" <= sheet.rows[0][1][0][-1] <= "9"
    return sheet.header[0].casefold() == "identifier" or counted


_OURS = {"key", "student", "name", "email", "first_name", "username"}
_STATUS = {"status", "statut", "estado", "estat", "stato"}
_Kind = tuple[str, Callable[[set[str], Sheet], bool], Callable[[Sheet], Iterator[Person]]]
_KINDS: tuple[_Kind, ...] = (
    ("canvas", lambda n, _: {"id", "section"} <= n and bool(n & {"student", "lastname"}), _canvas),
    ("blackboard", lambda n, _: {"username", "last name", "first name"} <= n, _blackboard),
    ("gradescope", lambda n, _: "sid" in n and bool(n & {"email", "name"}), _gradescope),
    ("github", lambda n, _: "github_username" in n or {"username", "github_id"} <= n, _github),
    ("moodle", _is_moodle, _moodle),
    ("plain", lambda n, _: bool(n & {"id", "key", "student"}), _plain),
)
