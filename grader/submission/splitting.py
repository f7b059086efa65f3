"""A block that serves several exercises -> several blocks, cut between its statements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from grader.submission.blocks import Block, Hint
from grader.submission.names import Statement


def split(
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
    placed: list[tuple[Statement, str | None, bool]] = []  # with its section, and whether it votes
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
        bound[current] = bound.get(current, set()) | shares.get(current, set())
        placed.append((statement, current, bool(shares)))
    return list(_pieces(block, _starts(_with_what_reads(placed, known))))


def _with_what_reads(
    placed: Sequence[tuple[Statement, str | None, bool]], known: Mapping[str | None, Hint]
) -> list[tuple[Statement, str | None]]:
    """Statements with their sections; those that prepare what follows go with it.

    A loop that fills the paths stands before the table that is made from them: it votes for no
    exercise, and belongs to the table's. What uses an answer of the exercise before stays there,
    unless that is a helper of the one that follows.
    """
    sections = [section for _, section, _ in placed]
    read: set[str] = set()  # by the statements of the section that follows
    for i in range(len(placed) - 1, 0, -1):
        read |= placed[i][0].reads
        after, before = known.get(sections[i]), known.get(sections[i - 1])
        if sections[i] == sections[i - 1]:
            continue
        asked = (before.names if before else frozenset()) - (after.helpers if after else set())
        first, needed = i, set(read)
        for k in range(i - 1, -1, -1):
            statement, section, votes = placed[k]
            if votes or section != sections[i - 1] or (statement.reads | statement.names) & asked:
                break
            first = k if statement.names & needed else first
            needed |= statement.reads
        sections[first:i] = [sections[i]] * (i - first)
        if sections[i] != sections[i - 1]:
            read = set()
    return [
        (statement, section) for (statement, _, _), section in zip(placed, sections, strict=True)
    ]


def _starts(placed: Sequence[tuple[Statement, str | None]]) -> list[tuple[int, str | None]]:
    """The line at which each run of statements of one section begins, with what is above it."""
    starts: list[tuple[int, str | None]] = []
    end = 0
    for statement, section in placed:
        if not starts or starts[-1][1] != section:
            starts.append((end + 1, section))
        end = statement.end_line
    return starts


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
