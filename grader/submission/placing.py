"""Which exercise each cell belongs to, and each statement of a cell that serves several."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from grader.submission.blocks import Block, Hint, How
from grader.submission.headings import Words, headings, squeeze
from grader.submission.splitting import split
from grader.submission.submission import Cell


def place_cells(
    cells: Sequence[Cell], hints: Sequence[Hint], word: str, solutions: Collection[str]
) -> list[Block]:
    """The code of all cells in order; a cell that serves several exercises becomes several.

    Cells of the digests in `solutions`, or marked as a solution, answer nothing, and stay as they
    are.
    """
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
    sections = {block.section for block in blocks if block.section is not None}
    used = {section: _used(section, kept, hints) for section in sections}
    placed: list[Block] = []
    for block in blocks:
        if block.is_solution(solutions):
            placed.append(block)
        elif block.section is None:
            placed += split(block, _open(block, headed, hints, votes), hints, votes)
        else:
            own = {name: to for name, to in votes.items() if name not in used[block.section]}
            placed += _lend(block, served, hints, own)
    return _with_what_is_read(placed, hints, solutions)


def _with_what_is_read(
    placed: Sequence[Block], hints: Sequence[Hint], solutions: Collection[str]
) -> list[Block]:
    """Cells under no heading that use an answer of the exercise before them, such as its figure.

    They join it unless they bind a name that it asks for: such a cell was not taken for an answer.
    """
    names = {hint.id: hint.names for hint in hints}
    found: list[Block] = []
    before: Block | None = None
    for block in placed:
        joined = block
        if before is not None and before.section is not None and block.section is None:
            asked = names[before.section]
            reads = frozenset().union(*(s.reads for s in block.statements))
            if reads & asked and not block.names & asked and not block.is_solution(solutions):
                joined = replace(block, section=before.section, how="names")
        if joined.section is None or joined.how == "names":
            before = joined if joined.section is not None else before
        else:
            before = None
        found.append(joined)
    return found


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

    def named(text: str, *, titled: bool) -> int | None:
        number = words.in_heading(text)
        if not titled:
            return number
        bare = f" {squeeze(text)} "
        found = [(len(t), n) for t, n in titles if len(t) > 5 and f" {t} " in bare]
        return number if number is not None or not found else max(found)[1]

    for cell in cells:
        if cell.lesson:  # it ends the exercise above it, and speaks of what others ask for
            section, solution = None, False
        if cell.kind == "markdown":
            for heading in headings(cell.source):
                number = named(heading.text, titled=not cell.lesson)
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


def _used(section: str, blocks: Sequence[Block], hints: Sequence[Hint]) -> frozenset[str]:
    """What an exercise's own answers are worked out from, which is never another's to take.

    Students name their own steps as they like, and a later exercise may ask for such a name.
    """
    own = frozenset().union(*(hint.names for hint in hints if hint.id == section))
    used = own
    for block in reversed(blocks):
        if block.section == section:
            for statement in reversed(block.statements):
                used |= statement.reads if statement.names & used else frozenset()
    return used - own


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
    pieces = split(block, frozenset(needy), hints, votes)
    if len(voted) == 1 and not block.names & own and any(p.section in voted for p in pieces):
        return [replace(block, section=min(voted), how="names")]
    return pieces
