"""Rows of a platform's file -> whose they are, by ids alone and never by a name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from grader.gradebook.standing import Standing

KEY = "key"
EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Matches:
    """Whose each row is; `unclear` holds the rows that may be several students', or share one."""

    standings: tuple[Standing | None, ...]
    unclear: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Link:
    """A kind of id that we know, and the column of the file that holds it."""

    known: Mapping[str, Standing]
    column: int


def match(ids: Sequence[Sequence[str]], standings: Sequence[Standing]) -> Matches:
    """Whose each row is.

    Different kinds of ids may be the same number: somebody's number on the platform, and another
    one's at the university. So each kind that we know is looked for in one column alone: the one
    in which most of them are found.

    Args:
        ids: For each row what its columns of ids say, the same columns in each row.
        standings: All there are.
    """
    links = list(_links(ids, standings))
    found = [_whose(row, links) for row in ids]
    rows_of = Counter(student for one in found for student in one)
    unclear = frozenset(
        at
        for at, one in enumerate(found)
        if len(one) > 1 or any(rows_of[student] > 1 for student in one)
    )
    whose = (
        None if at in unclear else next(iter(one.values()), None) for at, one in enumerate(found)
    )
    return Matches(tuple(whose), unclear)


def _whose(row: Sequence[str], links: Sequence[_Link]) -> dict[int, Standing]:
    """The students that a row may be of, by their numbers."""
    claimed = (link.known.get(_same(row[link.column])) for link in links)
    return {standing.student: standing for standing in claimed if standing is not None}


def _links(ids: Sequence[Sequence[str]], standings: Sequence[Standing]) -> Iterator[_Link]:
    columns = [{_same(one) for one in column} for column in zip(*ids, strict=True)]
    for known in _kinds(standings):
        hits = [len(known.keys() & column) for column in columns]
        if any(hits):
            yield _Link(known, hits.index(max(hits)))


def _kinds(standings: Sequence[Standing]) -> Iterator[Mapping[str, Standing]]:
    """For each kind of id the students by it, without those who share theirs."""
    kinds: dict[str, list[tuple[str, Standing]]] = {KEY: [], EMAIL: []}
    for standing in standings:
        person = standing.person
        kinds[KEY].append((person.key, standing))
        kinds[EMAIL].append((person.email, standing))
        for kind, id_ in person.ids.items():
            kinds.setdefault(f"id {kind}", []).append((id_, standing))
    for pairs in kinds.values():
        counts = Counter(_same(id_) for id_, _ in pairs)
        yield {
            same: standing for id_, standing in pairs if (same := _same(id_)) and counts[same] == 1
        }


def _same(id_: str) -> str:
    return id_.strip().casefold()
