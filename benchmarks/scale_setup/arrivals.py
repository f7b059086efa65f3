"""When a class hands in, and what. Pure: the same seed gives the same class.

The shape is an assumption, and a harsh one: most come in the last hours, many in the last minutes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.scale_setup.simulate import Class

HOUR = 3600.0
DEADLINE = 7 * 24 * HOUR
"""Seconds after the exercise was handed out."""
SPIKE = 600.0
"""The last seconds before the deadline, in which it is fullest."""
PARTS = (
    # Share of the attempts, and their mean time before the deadline; 0 is evenly over all of it.
    (0.20, 0.0),
    (0.45, 8 * HOUR),
    (0.25, 1.5 * HOUR),
    (0.09, 300.0),
)
LATE = (0.01, 1200.0)
"""Share, and mean time after it."""


@dataclass(frozen=True, slots=True)
class Mix:
    """What is handed in, in seconds of work as they were measured.

    Attributes:
        ordinary: Right and wrong ones.
        hanging: Those that use up a limit.
        unreadable: Those that are no notebook.
        share_hanging: Of all.
        share_unreadable: Of all.
    """

    ordinary: Sequence[float]
    hanging: Sequence[float]
    unreadable: Sequence[float]
    share_hanging: float = 0.01
    share_unreadable: float = 0.01


def times(count: int, seed: int) -> np.ndarray:
    """So many arrivals in order."""
    chance = np.random.default_rng(seed)
    kinds = chance.choice(len(PARTS) + 1, size=count, p=[*(share for share, _ in PARTS), LATE[0]])
    before = np.empty(count)
    for at, (_, mean) in enumerate(PARTS):
        mine = kinds == at
        amount = int(mine.sum())
        before[mine] = (
            chance.exponential(mean, amount) if mean else chance.uniform(0, DEADLINE, amount)
        )
    late = kinds == len(PARTS)
    before[late] = -chance.exponential(LATE[1], int(late.sum()))
    return np.sort(np.maximum(DEADLINE - before, 0.0))


def handed_in(count: int, mix: Mix, seed: int) -> Class:
    """A class of so many attempts before one deadline."""
    return Class(times(count, seed).tolist(), *work(count, mix, seed))


def work(count: int, mix: Mix, seed: int) -> tuple[list[float], list[bool]]:
    """Seconds of each, and whether it hits a limit."""
    chance = np.random.default_rng(seed + 1)
    share = mix.share_hanging, mix.share_unreadable
    kinds = chance.choice(3, size=count, p=[1 - sum(share), *share])
    seconds = np.empty(count)
    for at, known in enumerate((mix.ordinary, mix.hanging, mix.unreadable)):
        mine = kinds == at
        seconds[mine] = chance.choice(np.asarray(known), size=int(mine.sum()))
    return seconds.tolist(), (kinds == 1).tolist()
