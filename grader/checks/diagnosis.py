"""Which misconception explains a wrong answer.

A misconception is a wrong rule; it explains an answer that it gives, on the true parents or on the
student's own. Where the section was run again with other givens, it must explain that answer too:
this tells rules apart that happen to coincide on the stated numbers.

How far a match can be trusted: a value that agrees with one of v wrong rules to d digits does so by
accident with a chance of about v * 10^-d (2 tol v / range, for values spread over the range). So a
cause is named for sure from four digits on, where the bound is below 1e-3 for up to ten rules, or
where several values agree; else the answer "looks like" it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from grader.checks.check import VALUE, Seen
from grader.checks.closeness import agree, close, digits_of, fit_shape
from grader.checks.follow import mixes
from grader.checks.misconception import Misconception
from grader.checks.path import rounding_of
from grader.checks.reading import Floats, Numbers, read_numbers
from grader.checks.rule import Quantity, Rule
from grader.checks.slips import SLIPS
from grader.checks.verdict import Named

SURE_DIGITS = 4
"""Significant digits from which one matching value names its cause."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What explains an answer, if anything does, and for staff all that was tried."""

    named: Named | None
    tried: tuple[str, ...] = ()


def explain(own: Numbers, rule: Rule, seen: Seen) -> Explanation:
    """The misconception that gives this value: a declared one, else a generic slip of the rule."""
    tried: list[str] = []
    found: list[tuple[int, Misconception]] = []
    for misconception in seen.misconceptions:
        rank = _rank(own, misconception.as_rule(), seen)
        tried.append(f"{misconception.id}: {'no match' if rank is None else 'match'}")
        if rank is not None:
            found.append((rank, misconception))
    if not found:
        for misconception in generic_slips(seen.part, rule, scalar=own.array.ndim == 0):
            rank = _rank(own, misconception.as_rule(), seen)
            if rank is not None:
                tried.append(f"{misconception.id}: match")
                found.append((rank, misconception))
    return Explanation(_name(found, sure=_is_sure(own)), tuple(tried))


def _rank(own: Numbers, rule: Rule, seen: Seen) -> int | None:
    """How many wrong parents must be taken as true for this value; None if a rule does not give it.

    Code goes on with its own values, so a rule on all of them assumes the least.

    Where there is a second run with other givens, it must give that run's value as well.
    """
    rank = _fewest(own, rule, seen)
    if rank is None or seen.rerun is None:
        return rank
    again = _again(own, seen)
    if again is None or is_typed(own, seen):
        return rank
    # a given that is typed into the formula stays as it was stated
    givens = [parent for parent in rule.parents if parent in seen.givens]
    for typed in sorted(product((False, True), repeat=len(givens)), key=sum):
        stated = {name: seen.true[name] for name, is_so in zip(givens, typed, strict=True) if is_so}
        world = replace(seen.rerun, true={**seen.rerun.true, **stated})
        if _fewest(again, rule, world) is not None:
            return rank + sum(typed)
    return None


def _again(own: Numbers, seen: Seen) -> Numbers | None:
    """The value of the second run, in the shape of the first."""
    if seen.rerun is None:
        return None
    numbers = read_numbers(seen.rerun.here[VALUE], seen.part)
    if not isinstance(numbers, Numbers):
        return None
    fitted = fit_shape(numbers, own.array.shape, seen.part)
    return fitted if isinstance(fitted, Numbers) else None


def _fewest(own: Numbers, rule: Rule, seen: Seen) -> int | None:
    found = list(mixes(rule, seen))
    most = max((len(mix.own) for mix in found), default=0)
    ranks = [
        most - len(mix.own)
        for mix in found
        if mix.expected.shape == own.array.shape and agree(own, mix.expected)
    ]
    return min(ranks) if ranks else None


def is_typed(own: Numbers, seen: Seen) -> bool:
    """Whether the value stayed the same though the givens changed: then it was typed by hand."""
    if seen.rerun is None:
        return False
    again = _again(own, seen)
    true, other = seen.true.get(seen.part), seen.rerun.true.get(seen.part)
    if again is None or true is None or callable(true):
        return False
    unchanged = again.array.shape == own.array.shape and np.array_equal(again.array, own.array)
    return unchanged and not close(np.asarray(true, dtype=float), np.asarray(other, dtype=float))


def _name(found: Sequence[tuple[int, Misconception]], *, sure: bool) -> Named | None:
    """The one with the fewest assumptions; of a tie, only what all of it share.

    Where several families fit equally well, the cause cannot be told: their nudge is said if it is
    the same, and nothing else.
    """
    if not found:
        return None
    fewest = min(rank for rank, _ in found)
    best = [misconception for rank, misconception in found if rank == fewest]
    first = best[0]
    if len({m.family or m.id for m in best}) == 1:
        return Named(first.id, first.name, (first.nudge, first.pointer, first.worked), sure)
    if len({m.nudge for m in best}) > 1:
        return None
    names = " or ".join(dict.fromkeys(m.name for m in best))
    return Named(first.id, names, (first.nudge, "", ""), sure=False)


def _is_sure(own: Numbers) -> bool:
    finite = own.array[np.isfinite(own.array)].ravel().tolist()
    digits = [digits_of(value)[0] for value in finite]
    return max(digits, default=0) >= SURE_DIGITS or len(set(finite)) > 1


def explain_function(seen: Seen, points: Floats, own: Floats) -> Explanation:
    """The misconception whose wrong function gives the student's values at all points."""
    found = []
    for misconception in seen.misconceptions:
        with np.errstate(all="ignore"):
            try:
                variant = np.array([misconception.rule(float(p)) for p in points], dtype=float)
            except (ArithmeticError, ValueError):
                continue
        if close(own, variant):
            found.append((0, misconception))
    return Explanation(_name(found, sure=True))


def explain_cases(owns: Sequence[Numbers], rule: Rule, cases: Sequence[Seen]) -> Explanation:
    """The misconception that explains a function's answers in all cases; else a generic slip.

    Args:
        owns: What the function gave, a case each.
        rule: The true rule.
        cases: Each case as if it were a part of its own.
    """
    found, tried = [], []
    for misconception in cases[0].misconceptions:
        rank = _rank_of_all(owns, misconception.as_rule(), cases)
        tried.append(f"{misconception.id}: {'no match' if rank is None else 'match'}")
        if rank is not None:
            found.append((rank, misconception))
    if not found:
        scalar = all(own.array.ndim == 0 for own in owns)
        for misconception in generic_slips(cases[0].part, rule, scalar=scalar):
            rank = _rank_of_all(owns, misconception.as_rule(), cases)
            if rank is not None:
                found.append((rank, misconception))
    return Explanation(_name(found, sure=True), tuple(tried))


def _rank_of_all(owns: Sequence[Numbers], rule: Rule, cases: Sequence[Seen]) -> int | None:
    """The most that must be assumed in any case; None if one of them is not explained."""
    ranks = [_fewest(own, rule, case) for own, case in zip(owns, cases, strict=True)]
    known = [rank for rank in ranks if rank is not None]
    return max(known) if len(known) == len(ranks) else None


def explain_list(seen: Seen, own: Floats) -> Explanation:
    """The misconception whose wrong rule gives this list, rounded or not."""
    found, tried = [], []
    for misconception in seen.misconceptions:
        variants = (mix for mix in mixes(misconception.as_rule(), seen) if mix.expected.ndim == 1)
        ranks = [len(mix.own) for mix in variants if same_list(own, mix.expected)]
        tried.append(f"{misconception.id}: {'match' if ranks else 'no match'}")
        if ranks:
            found.append((min(ranks), misconception))
    return Explanation(_name(found, sure=own.size > 2), tuple(tried))


def same_list(own: Floats, expected: Floats) -> bool:
    """Whether two lists agree entry by entry; one huge entry does not make small ones agree."""
    if own.shape != expected.shape or not np.isfinite(expected).all():
        return False
    tolerance = 1e-9 + 2 * rounding_of(own) + 1e-6 * np.abs(expected)
    return bool(np.all(np.abs(own - expected) <= tolerance))


def explain_rows(
    seen: Seen, entries: Iterable[float], wrong: set[float], same: Callable[[float, object], bool]
) -> Explanation:
    """The misconception whose wrong column agrees with the student's in every row that is there.

    Args:
        seen: The column's misconceptions have rules without parents: entries by key.
        entries: The keys of the rows that the student has.
        wrong: The keys of those that were judged wrong.
        same: Whether the student's entry at a key is a certain one.
    """
    keys = list(entries)
    found = []
    for misconception in seen.misconceptions:
        column = misconception.rule()
        shared = [key for key in keys if key in column]
        explains = wrong & set(shared)
        if explains == wrong and wrong and all(same(key, column[key]) for key in shared):
            found.append((0, misconception))
    return Explanation(_name(found, sure=len(wrong) > 1))


def generic_slips(part: str, rule: Rule, *, scalar: bool) -> Iterator[Misconception]:
    """Slips that can happen to any quantity: a sign, a factor 2, m or 1/m, swapped axes, ..."""
    for slip in SLIPS:
        if scalar and slip.arrays_only:
            continue
        wrong = Rule(rule.parents, _slipped(rule, slip.change))
        yield Misconception(
            f"any-{slip.id}", part, wrong, slip.name, slip.nudge, slip.family, slip.pointer
        )


def _slipped(rule: Rule, change: Callable[[Floats], Floats]) -> Callable[..., Floats]:
    """The rule followed by a slip."""

    def wrong(**values: Quantity) -> Floats:
        return change(np.asarray(rule(values), dtype=float))

    return wrong
