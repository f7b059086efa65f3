"""Hints and blocks: what is known of an exercise, and code with the section it belongs to."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from grader.submission.names import Statement, source_digest, statements
from grader.submission.submission import Cell

_NOTHING = source_digest("")

How = Literal["metadata", "heading", "names"]


@dataclass(frozen=True, slots=True)
class Hint:
    """What grading tells about one exercise of the course.

    Attributes:
        id: The exercise's id.
        number: Its position in the course, from 1.
        title: Its title, as a heading may repeat it.
        names: The names of its parts.
        stub_digests: `source_digest` of the cells that students were given.
        solution_digests: `source_digest` of the cells of the course's own solution.
        notebook: The name of the notebook of its own in which another tool handed it out, if any.
        cells: The ids of that notebook's cells.
        tests: The ids of those that hold that tool's tests.
        locked: The sources of those that students were not to change, by id.
        helpers: Names of earlier exercises that it uses. Bound again in its own section, they are
            helpers there and answer nothing of the exercise that they come from.
    """

    id: str
    number: int
    title: str
    names: frozenset[str]
    stub_digests: frozenset[str] = frozenset()
    solution_digests: frozenset[str] = frozenset()
    helpers: frozenset[str] = frozenset()
    notebook: str = ""
    cells: frozenset[str] = frozenset()
    tests: frozenset[str] = frozenset()
    locked: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Block:
    """A code cell, or some of its lines, with the section it belongs to.

    Attributes:
        cell: The cell.
        line: Its first line in the cell, from 1.
        source: The code.
        section: The exercise, if any.
        how: What told so.
        called_solution: Whether its comment, or the heading right above, calls it a solution.
    """

    cell: Cell
    line: int
    source: str
    section: str | None
    how: How | None
    called_solution: bool = False

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """Its top-level statements."""
        return statements(self.source)

    @cached_property
    def names(self) -> frozenset[str]:
        """What it binds."""
        return frozenset().union(*(s.names for s in self.statements))

    @cached_property
    def digest(self) -> str:
        """The digest of its source."""
        return source_digest(self.source)

    def is_solution(self, digests: Collection[str]) -> bool:
        """Whether it is marked as a solution, or is known to be the course's own."""
        return self.cell.solution or (self.digest in digests and self.digest != _NOTHING)
