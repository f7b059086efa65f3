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
from grader.gradebook.sheet import Sheet, read_sheet


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
        UsageError: It is none that is known, or names somebody twice.
    """
    sheet = read_sheet(path)
    names = {name.casefold() for name in sheet.header}
    for kind, fits, read in _KINDS:
        if fits(names, sheet):
            people = tuple(read(sheet))
            twice = [key for key, count in Counter(one.key for one in people).items() if count > 1]
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
        if not cell["id"].isdecimal() or cell.get("student", "") == "Student, Test":
            continue  # the rows of points and posting, and the teacher's own test student
        name = cell.get("student") or _joined(cell.get("firstname", ""), cell.get("lastname", ""))
        ids = {
            "sis": cell.get("sis user id", ""),
            "login": cell.get("sis login id", ""),
            "integration": cell.get("integration id", ""),
            "section": cell.get("section", ""),
        }
        yield _person(cell["id"], name, "", ids)


def _moodle(sheet: Sheet) -> Iterator[Person]:
    """By the worksheet's first column, `Participant 123`, whatever the language."""
    column = _identifier(sheet)
    mail = next((at for at, n in enumerate(sheet.header) if "mail" in n.casefold()), None)
    for number, cells in sheet.rows:
        found = re.fullmatch(r"\D*(\d+)", cells[column])
        if found is None:
            raise UsageError(f"{sheet.path}: line {number}: there is no participant's number in it")
        name = cells[column + 1] if column + 1 < len(cells) and column + 1 != mail else ""
        yield _person(found[1], name, cells[mail] if mail is not None else "", {})


def _identifier(sheet: Sheet) -> int:
    return next(
        (
            at
            for at in range(len(sheet.header))
            if sheet.rows
            and all(re.fullmatch(r"\D{2,40}\d+", cells[at]) for _, cells in sheet.rows)
        ),
        0,
    )


def _blackboard(sheet: Sheet) -> Iterator[Person]:
    for line in sheet.lines():
        cell = line.cells
        name = _joined(cell.get("first name", ""), cell.get("last name", ""))
        yield _person(cell["username"], name, "", {"student_id": cell.get("student id", "")})


def _gradescope(sheet: Sheet) -> Iterator[Person]:
    for line in sheet.lines():
        cell = line.cells
        name = cell.get("name") or _joined(cell.get("first name", ""), cell.get("last name", ""))
        email = cell.get("email", "")
        yield _person(cell.get("sid") or email, name, email, {})


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
        key = cell.get("id") or cell.get("key") or cell.get("student", "")
        name = cell.get("name") or _joined(cell.get("first_name", ""), cell.get("last_name", ""))
        known = {"id", "key", "student", "name", "first_name", "last_name", "email"}
        ids = {name: text for name, text in cell.items() if name and name not in known}
        if key:
            yield _person(key, name, cell.get("email", ""), ids)


def _joined(first: str, last: str) -> str:
    return f"{first} {last}".strip()


def _person(key: str, name: str, email: str, ids: Mapping[str, str]) -> Person:
    kept = {what: text[:300] for what, text in ids.items() if text}
    return Person(key[:300], name[:300], email[:300], kept)


def _is_moodle(names: set[str], sheet: Sheet) -> bool:
    """Whether a column counts participants; else whether nothing else is called an id."""
    cells = [row[_identifier(sheet)] for _, row in sheet.rows]
    starts = {cell.rstrip("0123456789") for cell in cells}
    counted = (
        len(starts) == 1 and len(starts.pop()) > 4 and all(cell[-1:].isdigit() for cell in cells)
    )
    return counted or (len(names) >= 4 and not names & {"id", "key", "student", "username"})


_Kind = tuple[str, Callable[[set[str], Sheet], bool], Callable[[Sheet], Iterator[Person]]]
_KINDS: tuple[_Kind, ...] = (
    ("canvas", lambda n, _: {"id", "section"} <= n and bool(n & {"student", "lastname"}), _canvas),
    ("blackboard", lambda n, _: {"username", "last name", "first name"} <= n, _blackboard),
    ("gradescope", lambda n, _: "sid" in n and bool(n & {"email", "name"}), _gradescope),
    ("github", lambda n, _: "github_username" in n or {"username", "github_id"} <= n, _github),
    ("moodle", _is_moodle, _moodle),
    ("plain", lambda n, _: bool(n & {"id", "key", "student"}), _plain),
)
