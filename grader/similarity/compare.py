"""Sections of one exercise -> the pairs that are similar, and the likenesses that these make.

No two sections are compared unless an index of fingerprints says that they share some: a class of
thousands makes millions of pairs, nearly all of which have nothing in common.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.similarity.fingerprints import Hashes, hashes_of, winnowed
from grader.similarity.stretches import Prepared, Shared, prepared, shared
from grader.similarity.tokens import Tokens

MOST_COMPARED = 5_000
"""Pairs of one exercise that are compared token by token; the most promising come first."""
_PROMISING = 0.5
"""Times the least share: the share of fingerprints differs from that of tokens by chance."""


@dataclass(frozen=True, slots=True)
class Section:
    """What one submission has in an exercise.

    Attributes:
        work: The submission's number, for the caller to know it by.
        party: Whose it is: a student or group. Sections of one party are not compared.
        tokens: Its code.
        earlier: Whether it is of another course; two of these are not compared.
    """

    work: int
    party: int
    tokens: Tokens
    earlier: bool = False


@dataclass(frozen=True, slots=True)
class Least:
    """From when on two sections are similar; docs/similar.md says what it rests on.

    Attributes:
        share: Of what is a section's own, of the one that has less.
        tokens: Of their own that they share at least.
        common_share: What more than this share of all has is nobody's own.
        common_parties: But never what so few have.
    """

    share: float = 0.6
    tokens: int = 50
    common_share: float = 0.1
    common_parties: int = 8

    def most_parties(self, count: int) -> int:
        """How many of so many may share something that is still their own."""
        return max(self.common_parties, int(self.common_share * count))


@dataclass(frozen=True, slots=True)
class Pair:
    """Two submissions that are similar in an exercise, by their numbers."""

    one: int
    other: int
    shared: Shared


@dataclass(frozen=True, slots=True)
class Likeness:
    """Submissions of which each is similar to some other of them.

    Attributes:
        works: Their numbers, in order.
        pairs: What holds them together, the most alike first: one pair less than there are works,
            in which each work stands with the one that it is most like.
    """

    works: tuple[int, ...]
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """What came of an exercise.

    Attributes:
        likenesses: The most alike first.
        sections: How many there were.
        parties: Of how many students and groups.
        most_parties: What more of them have was left out.
        unlooked: Promising pairs that were not compared, since there were too many.
    """

    likenesses: tuple[Likeness, ...]
    sections: int
    parties: int
    most_parties: int
    unlooked: int = 0


def compare(
    sections: Sequence[Section], handed_out: Sequence[Tokens], least: Least | None = None
) -> Compared:
    """The likenesses among the sections; it does not depend on the order of the sections.

    Args:
        sections: Of one exercise; of one submission at most one.
        handed_out: What students were given: whatever is in it is nobody's own.
        least: From when on two are similar.
    """
    least = least or Least()
    sections = sorted(sections, key=lambda one: one.work)
    kinds = _same(sections)
    hashes = [hashes_of(same[0].tokens) for same in kinds]
    parties = len({one.party for one in sections})
    most = least.most_parties(parties)
    common = _common(kinds, hashes, handed_out, most)
    ready = [prepared(same[0].tokens, own, common) for same, own in zip(kinds, hashes, strict=True)]
    pairs = list(_equal(kinds, ready, least))
    candidates = _candidates(kinds, hashes, common, least)
    for one, other in candidates[:MOST_COMPARED]:
        works = _apart(kinds[one], kinds[other])
        if works is not None:
            found = shared(ready[one], ready[other])
            if found.tokens >= least.tokens and found.share >= least.share:
                pairs.append(Pair(works[0], works[1], found))
    unlooked = max(0, len(candidates) - MOST_COMPARED)
    return Compared(_likenesses(pairs), len(sections), parties, most, unlooked)


def _same(sections: Sequence[Section]) -> list[list[Section]]:
    """The sections with the same tokens together, so that they are compared once."""
    found: dict[bytes, list[Section]] = {}
    for one in sections:
        found.setdefault(one.tokens.kinds.tobytes(), []).append(one)
    return list(found.values())


def _common(
    kinds: Sequence[Sequence[Section]],
    hashes: Sequence[Hashes],
    handed_out: Sequence[Tokens],
    most: int,
) -> Hashes:
    """The runs that were handed out, and those that more than so many have."""
    by_party: dict[int, list[Hashes]] = {}
    for same, own in zip(kinds, hashes, strict=True):
        for party in {one.party for one in same}:
            by_party.setdefault(party, []).append(own)
    once = [np.unique(np.concatenate(own)) for own in by_party.values()]
    values, counts = np.unique(np.concatenate([*once, _NOTHING]), return_counts=True)
    given = [hashes_of(tokens) for tokens in handed_out]
    return np.unique(np.concatenate([values[counts > most], *given]))


_NOTHING: Hashes = np.empty(0, dtype=np.uint64)


def _equal(
    kinds: Sequence[Sequence[Section]], ready: Sequence[Prepared], least: Least
) -> Iterator[Pair]:
    """Of sections with the same tokens, each with the first that is another's."""
    for same, one in zip(kinds, ready, strict=True):
        if len(same) > 1 and int(one.own.sum()) >= least.tokens:
            found = shared(one, one)
            for at, section in enumerate(same):
                first = next((two for two in same[:at] if _comparable(two, section)), None)
                if first is not None and found.share >= least.share:
                    yield Pair(first.work, section.work, found)


def _comparable(one: Section, other: Section) -> bool:
    return one.party != other.party and not (one.earlier and other.earlier)


def _apart(ours: Sequence[Section], theirs: Sequence[Section]) -> tuple[int, int] | None:
    """The first two that may be compared."""
    return next(
        ((one.work, other.work) for one in ours for other in theirs if _comparable(one, other)),
        None,
    )


def _candidates(
    kinds: Sequence[Sequence[Section]],
    hashes: Sequence[Hashes],
    common: Hashes,
    least: Least,
) -> list[tuple[int, int]]:
    """Pairs that share fingerprints of their own, the most promising first.

    For one section at a time it is counted how many fingerprints each other one shares with it.
    """
    prints = [np.setdiff1d(winnowed(own), common, assume_unique=True) for own in hashes]
    sizes = np.array([len(one) for one in prints], dtype=np.int64)
    owner = np.repeat(np.arange(len(prints)), sizes)
    every = np.concatenate([*prints, _NOTHING])
    order = np.argsort(every, kind="stable")
    every, owner = every[order], owner[order]
    found: list[tuple[float, int, int]] = []
    for at, own in enumerate(prints):
        counts = _counted(own, every, owner, len(kinds))
        others = np.flatnonzero(counts[at + 1 :]) + at + 1
        parts = counts[others] / np.minimum(sizes[at], sizes[others])
        for other, part in zip(others.tolist(), parts.tolist(), strict=True):
            if part >= _PROMISING * least.share:
                found.append((-part * min(sizes[at], sizes[other]), at, other))
    return [(one, other) for _, one, other in sorted(found)]


def _counted(own: Hashes, every: Hashes, owner: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """How many of these fingerprints each section has."""
    begin, end = np.searchsorted(every, own, "left"), np.searchsorted(every, own, "right")
    owners = [owner[a:b] for a, b in zip(begin.tolist(), end.tolist(), strict=True)]
    together = np.concatenate(owners) if owners else np.empty(0, dtype=np.int64)
    return np.bincount(together, minlength=count)


def _likenesses(pairs: Sequence[Pair]) -> tuple[Likeness, ...]:
    """Pairs that hang together, by a spanning tree of the most alike."""
    leader: dict[int, int] = {}

    def lead(work: int) -> int:
        while leader.setdefault(work, work) != work:
            leader[work] = leader[leader[work]]
            work = leader[work]
        return work

    order = sorted(pairs, key=lambda p: (-p.shared.share, -p.shared.tokens, p.one, p.other))
    kept: list[Pair] = []
    for pair in order:
        one, other = lead(pair.one), lead(pair.other)
        if one != other:
            leader[max(one, other)] = min(one, other)
            kept.append(pair)
    together: dict[int, list[Pair]] = {}
    for pair in kept:
        together.setdefault(lead(pair.one), []).append(pair)
    return tuple(
        Likeness(
            tuple(sorted({work for pair in own for work in (pair.one, pair.other)})), tuple(own)
        )
        for own in together.values()
    )
