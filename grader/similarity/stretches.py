"""Tokens of two sections -> the stretches that both have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.similarity.fingerprints import FOUND, RUN, Hashes
from grader.similarity.tokens import Tokens

_MOST_PLACES = 8
"""Where a run stands in the other section: so many places are tried, which bounds the time that a
section takes in which one line stands a thousand times."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a section from the first to the last, from 0."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """Tokens that stand in both sections in the same order: where in the one and in the other."""

    one: Rows
    other: Rows


@dataclass(frozen=True, slots=True)
class Shared:
    """What two sections share.

    Attributes:
        stretches: In the order of the one.
        tokens: How many tokens of their own it is; what is common to many is not counted.
        lines: On how many lines these stretches stand.
        share_of_one: Of the one's own tokens.
        share_of_other: Of the other's own tokens.
    """

    stretches: tuple[Stretch, ...]
    tokens: int
    lines: int
    share_of_one: float
    share_of_other: float

    @property
    def share(self) -> float:
        """The larger of the two: of the section that has less of its own."""
        return max(self.share_of_one, self.share_of_other)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A section ready to be compared: its tokens, hashes, and which tokens are its own."""

    tokens: Tokens
    hashes: Hashes
    own: NDArray[np.bool_]


def prepared(tokens: Tokens, hashes: Hashes, common: Hashes) -> Prepared:
    """The section with every token marked that is in no run which is common."""
    own = np.ones(len(tokens), dtype=np.bool_)
    for at in np.flatnonzero(np.isin(hashes, common)):
        own[at : at + RUN] = False
    return Prepared(tokens, hashes, own)


def shared(one: Prepared, other: Prepared) -> Shared:
    """What two sections share, as far as it is their own."""
    in_one = np.zeros(len(one.tokens), dtype=np.bool_)
    in_other = np.zeros(len(other.tokens), dtype=np.bool_)
    stretches: list[Stretch] = []
    for tile in _tiles(one, other):
        here = slice(tile.one, tile.one + tile.length)
        there = slice(tile.other, tile.other + tile.length)
        if one.own[here].any() or other.own[there].any():
            in_one[here] = True
            in_other[there] = True
            stretches.append(Stretch(_rows(one.tokens, here), _rows(other.tokens, there)))
    ours = int((in_one & one.own).sum())
    theirs = int((in_other & other.own).sum())
    return Shared(
        tuple(stretches),
        min(ours, theirs),
        min(_lines(one.tokens, in_one), _lines(other.tokens, in_other)),
        ours / max(1, int(one.own.sum())),
        theirs / max(1, int(other.own.sum())),
    )


def _lines(tokens: Tokens, those: NDArray[np.bool_]) -> int:
    return len(np.unique(tokens.rows[those]))


def _rows(tokens: Tokens, part: slice) -> Rows:
    return Rows(int(tokens.rows[part.start]), int(tokens.rows[part.stop - 1]))


@dataclass(frozen=True, slots=True)
class _Tile:
    """So many tokens, from these two places on."""

    one: int
    other: int
    length: int


def _tiles(one: Prepared, other: Prepared) -> Iterator[_Tile]:
    """From left to right in the one the longest run that is somewhere in the other."""
    places: dict[int, list[int]] = {}
    for at, value in enumerate(other.hashes.tolist()):
        known = places.setdefault(value, [])
        if len(known) < _MOST_PLACES:
            known.append(at)
    hashes = one.hashes.tolist()
    ours, theirs = one.tokens.kinds.tolist(), other.tokens.kinds.tolist()
    at = 0
    while at < len(hashes):
        tile = _longest(at, hashes[at], places, ours, theirs)
        if tile.length >= FOUND:
            yield tile
            at += tile.length - RUN + 1
        else:
            at += 1


def _longest(
    at: int,
    value: int,
    places: Mapping[int, Sequence[int]],
    ours: Sequence[int],
    theirs: Sequence[int],
) -> _Tile:
    best = _Tile(at, 0, 0)
    for there in places.get(value, ()):
        most = min(len(ours) - at, len(theirs) - there)
        length = 0
        while length < most and ours[at + length] == theirs[there + length]:
            length += 1
        if length > best.length:
            best = _Tile(at, there, length)
    return best
