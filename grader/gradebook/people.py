"""CSV files about people: extensions, groups, and rosters of the platforms (`roster.py`)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from grader.errors import UsageError
from grader.gradebook.sheet import Line, Sheet, read_sheet
from grader.gradebook.standing import Extension

_YES, _NO = {"yes", "true", "1", "y", "x"}, {"no", "false", "0", "n", ""}
_EXTENSION = ("student", "due", "late_days", "excused", "reason")


def read_extensions(path: Path) -> dict[str, Extension]:
    """What holds for single students, by what the column `student` names them.

    Raises:
        UsageError: A date has no time zone, or something else is not as it should be; the sentence
            says in which line.
    """
    sheet = read_sheet(path)
    _only(sheet, _EXTENSION, "student")
    found: dict[str, Extension] = {}
    names: set[str] = set()
    for line in sheet.lines():
        student = _named(sheet, line, "student")
        if student.casefold() in names:
            raise UsageError(f"{path}: line {line.number}: '{student}' is named twice")
        names.add(student.casefold())
        found[student] = Extension(
            due=_due(path, line),
            late_days=_late_days(path, line),
            excused=_excused(path, line),
            reason=line.cells.get("reason", "")[:500],
        )
    return found


def read_groups(path: Path) -> dict[str, tuple[str, ...]]:
    """The students of each group, from columns `group` and `student`.

    Raises:
        UsageError: The file is not as it should be.
    """
    sheet = read_sheet(path)
    _only(sheet, ("group", "student"), "group", "student")
    found: dict[str, list[str]] = {}
    for line in sheet.lines():
        members = found.setdefault(_named(sheet, line, "group"), [])
        student = _named(sheet, line, "student")
        if student not in members:
            members.append(student)
    return {group: tuple(members) for group, members in found.items()}


def _only(sheet: Sheet, known: tuple[str, ...], *needed: str) -> None:
    names = [name.casefold() for name in sheet.header]
    unknown = [name for name in names if name not in known]
    missing = [name for name in needed if name not in names]
    if unknown or missing or len(set(names)) < len(names):
        what = f"there is no column '{missing[0]}'" if missing else "its columns are others"
        listed = ", ".join(known)
        raise UsageError(f"{sheet.path}: {what}; it may have the columns {listed}, each once")


def _named(sheet: Sheet, line: Line, column: str) -> str:
    text = line.cells[column]
    if not text or len(text) > 300:
        raise UsageError(f"{sheet.path}: line {line.number}: there is no {column} in it")
    return text


def _due(path: Path, line: Line) -> dt.datetime | None:
    text = line.cells.get("due", "")
    if not text:
        return None
    example = "as in 2026-12-01T12:00:00+01:00"
    try:
        due = dt.datetime.fromisoformat(text)
    except ValueError:
        what = f"due is '{text[:50]}', which is no time"
        raise UsageError(f"{path}: line {line.number}: {what}; write it {example}") from None
    if due.tzinfo is None:
        raise UsageError(f"{path}: line {line.number}: due needs a time zone, {example}")
    return due


def _late_days(path: Path, line: Line) -> float:
    text = line.cells.get("late_days", "")
    try:
        days = float(text or 0)
    except ValueError:
        days = -1.0
    if not 0 <= days <= 3650:
        raise UsageError(f"{path}: line {line.number}: late_days is '{text[:50]}', not a number")
    return days


def _excused(path: Path, line: Line) -> bool:
    text = line.cells.get("excused", "").casefold()
    if text not in _YES | _NO:
        raise UsageError(f"{path}: line {line.number}: excused is '{text[:50]}', not yes or no")
    return text in _YES
