"""Likenesses of single exercises -> whose code is alike, in which exercises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from grader.similarity.compare import Compared, Likeness


@dataclass(frozen=True, slots=True)
class Place:
    """An exercise with the likeness in it."""

    exercise: str
    likeness: Likeness

    @property
    def tokens(self) -> int:
        """How much the two share that share the most."""
        return max(pair.shared.tokens for pair in self.likeness.pairs)


@dataclass(frozen=True, slots=True)
class Alike:
    """The same submissions, by their numbers, with the exercises in which they are similar."""

    works: tuple[int, ...]
    places: tuple[Place, ...]

    @property
    def tokens(self) -> int:
        """How much it is in all exercises."""
        return sum(place.tokens for place in self.places)


def gather(compared: Mapping[str, Compared]) -> tuple[Alike, ...]:
    """One entry for the same submissions, those that share the most code first.

    Args:
        compared: What came of each exercise, in order.
    """
    found: dict[tuple[int, ...], list[Place]] = {}
    for exercise, one in compared.items():
        for likeness in one.likenesses:
            found.setdefault(likeness.works, []).append(Place(exercise, likeness))
    every = (Alike(works, tuple(places)) for works, places in found.items())
    return tuple(sorted(every, key=lambda one: (-one.tokens, one.works)))
