"""Which exercise each cell belongs to, and each statement of a cell that serves several."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from grader.submission.headings import Words, headings, squeeze
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


def place_cells(
    cells: Sequence[Cell], hints: Sequence[Hint], word: str, solutions: Collection[str]
) -> list[Block]:
    """The code of all cells in order; a cell that serves several exercises becomes several."""
    blocks = list(_under_headings(cells, hints, Words(word)))
    votes = _votes(hints)
    headed = [b for b in blocks if b.section is not None and not b.is_solution(solutions)]
    blocks = [
        block
        if block.section is not None or block.is_solution(solutions)
        else _join(block, headed, hints, votes)
        for block in blocks
    ]
    # Exercises with code of their own keep what they have; others may sit in a neighbour's cell.
    kept = [b for b in blocks if not b.is_solution(solutions)]
    served = {b.section for b in kept for name in b.names if votes.get(name) == b.section}
    for block in kept:
        if block.section is None:
            served |= _open(block, headed, hints, votes)
    placed: list[Block] = []
    for block in blocks:
        if block.is_solution(solutions):
            placed.append(block)
        elif block.section is None:
            placed += _split(block, _open(block, headed, hints, votes), hints, votes)
        else:
            placed += _lend(block, served, hints, votes)
    return placed


def _votes(hints: Sequence[Hint]) -> dict[str, str]:
    """Part name -> the only exercise that has it."""
    owners: dict[str, set[str]] = {}
    for hint in hints:
        for name in hint.names:
            owners.setdefault(name, set()).add(hint.id)
    return {name: min(ids) for name, ids in owners.items() if len(ids) == 1}


def _under_headings(cells: Sequence[Cell], hints: Sequence[Hint], words: Words) -> Iterator[Block]:
    """The code cells with the section that their metadata or the heading above them names."""
    ids = {hint.number: hint.id for hint in hints}
    titles = [(squeeze(hint.title), hint.number) for hint in hints]
    section: str | None = None
    level, last = 0.0, 0.0  # of the heading that began the section, and of the last one
    solution = False

    def named(text: str) -> int | None:
        number = words.in_heading(text)
        bare = f" {squeeze(text)} "
        found = [(len(t), n) for t, n in titles if len(t) > 5 and f" {t} " in bare]
        return number if number is not None or not found else max(found)[1]

    for cell in cells:
        if cell.kind == "markdown":
            for heading in headings(cell.source):
                number = named(heading.text)
                # What is no more than bold stands just below the last real heading.
                soft = level if section is not None else last + 0.5
                depth = heading.level or soft
                if number is not None:
                    section, level = ids.get(number), depth
                    solution = words.is_solution(heading.text)
                elif heading.level is not None:
                    section = None if depth <= level else section
                    solution = False
                last = heading.level or last
            continue
        comment = words.first_comment(cell.source)
        if comment is not None:
            level = level if section is not None else last + 0.5
            section = ids.get(words.in_comment(comment) or 0)
            solution = solution or words.is_solution(comment)
        if not cell.source.strip():
            continue
        by_metadata = cell.exercise in ids.values()
        owner = cell.exercise if by_metadata else section
        how: How | None = "metadata" if by_metadata else "heading" if owner else None
        yield Block(cell, 1, cell.source, owner, how, called_solution=solution)
        solution = False


def _open(
    block: Block, headed: Sequence[Block], hints: Sequence[Hint], votes: dict[str, str]
) -> frozenset[str]:
    """Exercises that a cell under no heading may answer, by the names it binds.

    A lesson's own demonstrations bind names such as `z` before the exercises begin, and students
    play with names at the end. So an exercise answered under its own heading takes nothing else;
    one whose own cells are as they were given takes what comes after them, or most of its names.
    """
    found: set[str] = set()
    for hint in hints:
        mine = frozenset(name for name in hint.names if votes.get(name) == hint.id)
        own = [
            b
            for b in headed
            if b.section == hint.id and b.names & hint.names and not b.called_solution
        ]
        answered = any(b.digest not in hint.stub_digests for b in own)
        late = all(b.cell.index < block.cell.index for b in own[:1])
        if (
            block.names & mine
            and not answered
            and (late or 2 * len(block.names & mine) > len(mine))
        ):
            found.add(hint.id)
    return frozenset(found)


def _join(
    block: Block, headed: Sequence[Block], hints: Sequence[Hint], votes: dict[str, str]
) -> Block:
    """A cell under no heading, placed if the names it binds speak for one exercise alone."""
    voted = _open(block, headed, hints, votes)
    return replace(block, section=min(voted), how="names") if len(voted) == 1 else block


def _lend(
    block: Block, served: Collection[str | None], hints: Sequence[Hint], votes: dict[str, str]
) -> list[Block]:
    """A cell with a section, of which an exercise without any other code may take a share."""
    hint = next((hint for hint in hints if hint.id == block.section), None)
    own = hint.names if hint else frozenset()
    helpers = hint.helpers if hint else frozenset()
    votes = {name: owner for name, owner in votes.items() if name not in helpers}
    voted = {votes[name] for name in block.names & votes.keys()} - {block.section}
    needy = voted - set(served)
    if not needy:
        return [block]
    pieces = _split(block, frozenset(needy), hints, votes)
    if len(voted) == 1 and not block.names & own and any(p.section in voted for p in pieces):
        return [replace(block, section=min(voted), how="names")]
    return pieces


def _split(
    block: Block, needy: frozenset[str], hints: Sequence[Hint], votes: dict[str, str]
) -> list[Block]:
    """Cut a block between its statements, each going to the exercise whose names it binds.

    Statements that bind no such name stay with the one before. So does one that only binds anew
    what its exercise has bound already, or that belongs to an earlier exercise by the names it
    binds but reads those of the present one: an analysis runs through the names it analyses.
    """
    if not needy:
        return [block]
    known: dict[str | None, Hint] = {hint.id: hint for hint in hints}
    bound: dict[str | None, set[str]] = {id_: set() for id_ in (*needy, block.section)}
    current = block.section
    starts: list[tuple[int, str | None]] = []  # line, section
    end = 0
    for statement in block.statements:
        shares: dict[str | None, set[str]] = {}
        for name in statement.names & votes.keys():
            if votes[name] in bound:
                shares.setdefault(votes[name], set()).add(name)
        new = {id_: names - bound[id_] for id_, names in shares.items() if names - bound[id_]}
        now = known.get(current)
        if now is not None and statement.reads & now.names:
            new = {id_: names for id_, names in new.items() if known[id_].number > now.number}
        if new and current not in shares:
            current = min(new, key=lambda id_: (-len(new[id_]), known[id_].number))
            starts.append((end + 1, current))
        elif not starts:
            starts.append((1, current))
        bound[current] = bound.get(current, set()) | shares.get(current, set())
        end = statement.end_line
    return list(_pieces(block, starts))


def _pieces(block: Block, starts: Sequence[tuple[int, str | None]]) -> Iterator[Block]:
    """The lines of a block from each start to the next."""
    first = next((section for _, section in starts if section is not None), None)
    merged: list[tuple[int, str | None]] = []
    for line, named in starts:
        section = first if named is None else named
        if not merged or merged[-1][1] != section:
            merged.append((line if merged else 1, section))
    lines = block.source.split("\n")
    ends = [line - 1 for line, _ in merged[1:]] + [len(lines)]
    for (line, section), end in zip(merged, ends, strict=True):
        yield replace(
            block,
            line=line,
            source="\n".join(lines[line - 1 : end]),
            section=section,
            how=block.how if section == block.section else "names",
        )
