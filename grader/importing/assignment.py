"""What an assignment is read as, whatever tool it was made for: parts, texts, what is left over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from grader.checks.asserts import Trial

How = Literal["automatic", "by hand", "left"]
"""How a part is graded: by checks; by a person, as before; by a person, since it was not read."""


@dataclass(frozen=True, slots=True)
class Handed:
    """A cell of what students get, and of its solution.

    Attributes:
        kind: code or markdown.
        stub: Its text for students; None where they get no such cell.
        solution: Its text in the solution; None where that has no such cell.
        mark: Its id, if it has one.
    """

    kind: str
    stub: str | None
    solution: str | None
    mark: str = ""


@dataclass(frozen=True, slots=True)
class PlannedPart:
    """One part.

    Attributes:
        id: Unique in its exercise.
        points: What it is worth.
        title: How it is called.
        how: How it is graded.
        trials: Its tests, if it is graded by checks.
        all_or_nothing: Whether nothing is earned unless all of them are passed.
        cell: The mark of the cell that a person reads, or of the last one above it.
        after: Whether what is read stands below that cell.
        reason: Why its tests were not read.
        quoted: The cell that was not read, or what a person needs for marking.
    """

    id: str
    points: float
    title: str
    how: How
    trials: tuple[Trial, ...] = ()
    all_or_nothing: bool = False
    cell: str = ""
    after: bool = False
    reason: str = ""
    quoted: str = ""


@dataclass(frozen=True, slots=True)
class Assignment:
    """A notebook of an assignment.

    Attributes:
        name: A name for a folder: small letters, digits and _.
        title: For headings.
        notebook: The name of its file.
        tool: What it was made for.
        cells: Of the stub and of the solution, in order.
        parts: What is graded.
        released: The ids of cells by which it is known.
        tests: The ids of those that hold tests.
        locked: The ids of those that students may not change.
        requirements: What its code imports, as pip knows it.
        files: What lies beside it, by relative path.
        notes: What the author should know besides.
    """

    name: str
    title: str
    notebook: str
    tool: str
    cells: tuple[Handed, ...]
    parts: tuple[PlannedPart, ...]
    released: frozenset[str] = frozenset()
    tests: frozenset[str] = frozenset()
    locked: frozenset[str] = frozenset()
    requirements: tuple[str, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """How many parts and points are graded in one way."""

    parts: int
    points: float


def shares(parts: tuple[PlannedPart, ...]) -> Mapping[How, Share]:
    """The parts and points of each way."""
    ways: tuple[How, ...] = ("automatic", "by hand", "left")
    found = {}
    for how in ways:
        mine = [part for part in parts if part.how == how]
        found[how] = Share(len(mine), round(sum(part.points for part in mine), 2))
    return found
