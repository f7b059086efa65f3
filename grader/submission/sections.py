"""Cells -> sections: the code of each exercise, in the order in which it is to run.

Where a cell belongs is told by its metadata, else by the heading above it, else by the names it
binds. `placing.py` decides; this module drops the cells that are not the student's own answer.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from grader.submission.blocks import Block, Hint, How
from grader.submission.marks import claimed
from grader.submission.names import bound_names, source_digest, statements
from grader.submission.placing import place_cells
from grader.submission.submission import Submission

__all__ = [
    "Hint",
    "Piece",
    "Place",
    "Sections",
    "Skipped",
    "bound_names",
    "cut",
    "source_digest",
]

_EXCERPT_LINES = 40
_EXCERPT_CHARACTERS = 4_000


@dataclass(frozen=True, slots=True)
class Piece:
    """Code to run.

    Attributes:
        section: The exercise it belongs to, if any.
        how: What told so.
        cell: The cell it is in, from 1.
        first_line: Its first line in the cell of a notebook, or in the file of a module, from 1.
        source: The code.
    """

    section: str | None
    how: How | None
    cell: int
    first_line: int
    source: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """A cell that is not run, and why."""

    cell: int
    first_line: int
    exercise: str | None
    reason: Literal["solution", "unchanged-stub", "copied-solution"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a name got its value: the last top-level statement of a section that binds it."""

    cell: int
    line: int
    end_line: int
    excerpt: str


@dataclass(frozen=True, slots=True)
class Sections:
    """A submission cut into the sections of its exercises.

    Attributes:
        pieces: All code that is to run, in order.
        skipped: Cells that are left out.
        copied: Cells that run although they are the course's own solution to the letter, since the
            exercise has no other code.
    """

    pieces: tuple[Piece, ...]
    skipped: tuple[Skipped, ...]
    copied: tuple[Skipped, ...] = ()

    def of(self, exercise: str) -> tuple[Piece, ...]:
        """The code of one exercise, in order."""
        return tuple(piece for piece in self.pieces if piece.section == exercise)

    def bound(self, exercise: str) -> frozenset[str]:
        """The names that the exercise's own code binds at the top level."""
        return frozenset().union(*(bound_names(piece.source) for piece in self.of(exercise)))

    def place(self, exercise: str, name: str) -> Place | None:
        """Where the exercise's code binds a name for the last time."""
        for piece in reversed(self.of(exercise)):
            for statement in reversed(statements(piece.source)):
                if name in statement.names:
                    begin, end = statement.line, statement.end_line
                    lines = piece.source.split("\n")[begin - 1 : min(end, begin + _EXCERPT_LINES)]
                    offset = piece.first_line - 1
                    excerpt = "\n".join(lines)[:_EXCERPT_CHARACTERS]
                    return Place(piece.cell, begin + offset, end + offset, excerpt)
        return None


def cut(
    submission: Submission,
    hints: Sequence[Hint],
    word: str = "Exercise",
    lessons: Collection[str] = (),
) -> Sections:
    """Cut a submission into sections.

    Args:
        submission: What was handed in.
        hints: What is known about the exercises of the course.
        word: What the course calls an exercise in its headings.
        lessons: `source_digest` of the code cells of the course's lessons. Untouched they belong to
            no exercise, and run only if other code names what they bind.

    Returns:
        All code that is to run, in order, and the cells that are left out.
    """
    # A cell of given numbers may be the same in the stub and in the solution.
    cells = claimed(submission.name, submission.cells, hints)
    given = {digest for hint in hints for digest in hint.stub_digests}
    digests = {digest for hint in hints for digest in hint.solution_digests} - given
    taught = {digest for digest in lessons if digest not in given | digests}
    blocks = [
        replace(block, section=None, how=None) if block.digest in taught else block
        for block in place_cells(cells, hints, word, digests | taught)
    ]
    own: list[Block] = []
    skipped: list[Skipped] = []
    copied: list[Skipped] = []
    for block in blocks:
        reason = _reason_to_skip(block, own, hints, digests)
        place = block.cell.index, block.cell.first_line + block.line - 1, block.section
        if reason == "solution" and _is_only_code(block, blocks, hints, digests):
            copied.append(Skipped(*place, "copied-solution"))
            reason = None
        if reason is None:
            own.append(block)
        else:
            skipped.append(Skipped(*place, reason))
    pieces = (
        Piece(b.section, b.how, b.cell.index, b.cell.first_line + b.line - 1, b.source)
        for b in _without_unread(own, taught)
    )
    return Sections(tuple(pieces), tuple(skipped), tuple(copied))


def _without_unread(blocks: Sequence[Block], lessons: Collection[str]) -> list[Block]:
    """The blocks without the untouched lessons whose names occur in no other code that is kept.

    A lesson's figures take time, and answer nothing. A name counts wherever it stands in the text,
    be it within a function or a string, so that nothing is missed that may be used.
    """
    words = {word for b in blocks if b.digest not in lessons for word in _words(b.source)}
    kept: list[Block] = []
    for block in reversed(blocks):
        if block.digest in lessons:
            if words.isdisjoint(block.names):
                continue
            words.update(_words(block.source))
        kept.append(block)
    return kept[::-1]


def _words(source: str) -> Iterator[str]:
    return (found[0] for found in re.finditer(r"\w+", source))


def _is_only_code(
    block: Block, blocks: Sequence[Block], hints: Sequence[Hint], digests: set[str]
) -> bool:
    """Whether a solution known by its digest is all there is: then it was handed in as the answer.

    Beside a stub, filled or not, it was left in.
    """
    hint = next((h for h in hints if h.id == block.section), None)
    if hint is None or block.cell.solution or block.digest not in hint.solution_digests:
        return False
    return all(b.section != hint.id or b.is_solution(digests) or not b.statements for b in blocks)


def _reason_to_skip(
    block: Block, before: Sequence[Block], hints: Sequence[Hint], digests: set[str]
) -> Literal["solution", "unchanged-stub"] | None:
    """Why a block is not the student's own answer, given the blocks before it that are kept."""
    if block.is_solution(digests):
        return "solution"
    hint = next((h for h in hints if h.id == block.section), None)
    if hint is None:
        return None
    earlier = [b for b in before if b.section == hint.id and b.names & hint.names]
    answers = [b for b in earlier if b.digest not in hint.stub_digests]
    if block.called_solution and (answers or (earlier and not hint.solution_digests)):
        return "solution"
    # It would put the stub's None in place of what was answered before it.
    at_risk = block.names & hint.names
    if block.digest in hint.stub_digests and any(b.names & at_risk for b in answers):
        return "unchanged-stub"
    return None
