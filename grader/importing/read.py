"""A path -> the assignments there, each with a name of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from grader.errors import UsageError
from grader.importing import nbgrader, otter
from grader.importing.assignment import Assignment
from grader.importing.book import read_book
from grader.importing.names import folder_name, unique
from grader.importing.sources import Found, nbgrader_sources, needed, otter_sources


def read_all(tool: str, path: Path) -> tuple[Assignment, ...]:
    """The assignments at a path.

    Raises:
        UsageError: There are none that can be read.
    """
    found = nbgrader_sources(path) if tool == nbgrader.TOOL else otter_sources(path)
    several = len({one.assignment for one in found}) > 1
    read: list[Assignment] = []
    refused: list[UsageError] = []
    for one in found:
        try:
            read.append(_named(_read(tool, one), one, several=several))
        except UsageError as error:  # a notebook beside others, such as a header, holds nothing
            refused.append(error)
    if not read:
        raise refused[0]
    names = unique([one.name for one in read])
    noted = tuple(str(error) for error in refused)
    renamed = [replace(one, name=name) for one, name in zip(read, names, strict=True)]
    return (replace(renamed[0], notes=renamed[0].notes + noted), *renamed[1:])


def _read(tool: str, one: Found) -> Assignment:
    if tool == nbgrader.TOOL:
        book = read_book(one.data, one.name)
        files = needed(one.beside, [cell.source for cell in book])
        released = read_book(one.released, f"release/{one.name}") if one.released else ()
        return _graded(nbgrader.read_assignment(book, one.name, files, released))
    if not one.data:
        return _graded(otter.read_tests(one.name, one.tests))
    book = read_book(one.data, one.name)
    files = needed(one.beside, [cell.source for cell in book])
    return _graded(otter.read_assignment(book, one.name, files, one.tests))


def _graded(assignment: Assignment) -> Assignment:
    if not assignment.parts:
        raise UsageError(f"{assignment.notebook}: nothing in it has points")
    return assignment


def _named(assignment: Assignment, one: Found, *, several: bool) -> Assignment:
    """With the folder's name before its own, where several assignments are read."""
    if not several:
        return assignment
    return replace(assignment, name=folder_name(f"{one.assignment} {assignment.name}"))


def total(assignments: Sequence[Assignment]) -> float:
    """The points of all of them."""
    return sum(part.points for one in assignments for part in one.parts)
