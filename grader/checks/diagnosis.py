"""Which misconception explains a wrong value."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from grader.checks.check import Seen
from grader.checks.closeness import agree, digits_of
from grader.checks.follow import Mix, mixes
from grader.checks.misconception import Misconception
from grader.checks.reading import Numbers
from grader.checks.verdict import Named

SURE_DIGITS = 4
"""With fewer significant digits a match may be an accident (a bound above 1e-3), so it "looks like"
one: the chance that a random value agrees with one of ten wrong rules to 4 digits is below 1e-3."""


def explain(own: Numbers, seen: Seen) -> tuple[Named | None, tuple[str, ...]]:
    """The misconception that gives this value, and for staff everything that was tried.

    Rules on true parents come before rules on the student's own; among equals two different
    families explain nothing, and no cause is named.
    """
    tried: list[str] = []
    ranked: dict[int, list[Misconception]] = {}
    for misconception in seen.misconceptions:
        rank = _best_rank(own, mixes(misconception.as_rule(), seen))
        tried.append(f"{misconception.id}: {'no match' if rank is None else 'match'}")
        if rank is not None:
            ranked.setdefault(rank, []).append(misconception)
    if not ranked:
        return None, tuple(tried)
    best = ranked[min(ranked)]
    families = {m.family or m.id for m in best}
    if len(families) > 1:
        return None, tuple(tried)
    sure = _digits(own) >= SURE_DIGITS
    return Named(best[0].id, best[0].name, best[0].nudge, sure), tuple(tried)


def _best_rank(own: Numbers, candidates: Iterable[Mix]) -> int | None:
    """How many of the student's wrong parents are needed for a match; None without one."""
    ranks = [
        len(mix.own)
        for mix in candidates
        if mix.expected.shape == own.array.shape and agree(own, mix.expected)
    ]
    return min(ranks) if ranks else None


def _digits(own: Numbers) -> int:
    finite = own.array[np.isfinite(own.array)].ravel().tolist()
    return max((digits_of(value)[0] for value in finite), default=0)
