"""Follow-through: a rule on every mix of the student's own and the true parents.

An answer that is right for the student's own earlier values has lost nothing: the source error is
charged once, where it was made. Guards: nothing follows from what is no finite number, from a
value that the rule is not defined for, or from one that makes the rule trivial.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np

from grader.checks.check import Seen
from grader.checks.closeness import close, fit_shape
from grader.checks.reading import Floats, Numbers, read_numbers
from grader.checks.rule import Quantity, Rule

NUDGE = 1e-3
"""Relative change of a parent by which it is found out whether a rule depends on it."""
NEUTRAL = 0.05
"""A given so near to 1 takes a factor out of the rules."""
GIVEN_RANGE = 10.0
"""By what factor a student may change a given and still earn what follows from it."""


@dataclass(frozen=True, slots=True)
class Mix:
    """A rule's value on some mix of parents.

    Attributes:
        expected: The value, finite.
        own: Parents taken from the student that were not right.
        trivial: Whether the student's parents make the rule say nothing (see `_trivial`).
    """

    expected: Floats
    own: tuple[str, ...]
    trivial: bool


def mixes(rule: Rule, seen: Seen) -> Iterator[Mix]:
    """The rule on the true parents, then on mixes with ever more of the student's wrong ones."""
    choices = [_choices(parent, seen) for parent in rule.parents]
    combinations = sorted(product(*choices), key=lambda c: sum(source == "own" for source, _ in c))
    true = {parent: seen.true[parent] for parent in rule.parents}
    for combination in combinations:
        values = {p: value for p, (_, value) in zip(rule.parents, combination, strict=True)}
        own = tuple(
            p for p, (source, _) in zip(rule.parents, combination, strict=True) if source == "own"
        )
        expected = evaluate(rule, values)
        if expected is not None:
            worthless = any(p in seen.verdicts and seen.verdicts[p].trivial for p in own)
            trivial = worthless or (bool(own) and _trivial(rule, true, values, own))
            yield Mix(expected, own, trivial)


def _choices(parent: str, seen: Seen) -> list[tuple[str, Quantity]]:
    """The values of one parent that may be used: true, right (as the student has it), or own."""
    true = seen.true[parent]
    choices: list[tuple[str, Quantity]] = [("true", true)]
    own = own_given(parent, seen) if parent in seen.givens else own_quantity(parent, seen)
    if own is not None and not callable(true):
        right = seen.is_right(parent) or _same(own, true)
        choices.append(("right" if right else "own", own))
    return choices


def own_given(given: str, seen: Seen) -> float | Floats | None:
    """The student's own value of a given, if what follows from it is still worth the points."""
    own = own_quantity(given, seen)
    return own if own is not None and _comparable(own, seen.true[given]) else None


def _comparable(own: float | Floats, stated: Quantity) -> bool:
    """Whether a changed given still asks for the same work as the stated one.

    Labels are 0 or 1. Other givens may be changed up to tenfold; 0 and 1 would take a factor out of
    the rules, and a tiny one hides it below the tolerance.
    """
    value, target = np.abs(np.asarray(own, dtype=float)), np.abs(np.asarray(stated, dtype=float))
    if _same(own, stated):
        return True
    if np.all(np.isin(target, (0.0, 1.0))):
        return bool(np.all(np.isin(value, (0.0, 1.0))))
    within = (
        (value >= target / GIVEN_RANGE)
        & (value <= target * GIVEN_RANGE)
        & (np.abs(value - 1) > NEUTRAL)
    )
    return bool(np.all(within))


def _same(own: Quantity, true: Quantity) -> bool:
    return close(np.asarray(own, dtype=float), np.asarray(true, dtype=float))


def own_quantity(parent: str, seen: Seen) -> float | Floats | None:
    """The student's own value of a parent as a float or array; None if it is unusable."""
    true = np.asarray(seen.true[parent], dtype=float) if not callable(seen.true[parent]) else None
    numbers = read_numbers(seen.own(parent), parent)
    if true is None or not isinstance(numbers, Numbers) or not np.isfinite(numbers.array).all():
        return None
    if true.ndim == 1 and numbers.array.ndim == 1:
        array = numbers.array  # a list of another length is still a list
    else:
        fitted = fit_shape(numbers, true.shape, parent)
        if not isinstance(fitted, Numbers):
            return None
        array = fitted.array
    if array.size == 0:
        return None
    return float(array) if array.ndim == 0 else array


def evaluate(rule: Rule, values: Mapping[str, Quantity]) -> Floats | None:
    """The rule's value as a finite float array; None where the rule is not defined."""
    try:
        with np.errstate(all="ignore"):
            result: Floats = np.asarray(rule(values), dtype=float)
    except (ArithmeticError, ValueError, IndexError, TypeError):
        return None
    return result if np.isfinite(result).all() else None


def _trivial(
    rule: Rule, true: Mapping[str, Quantity], values: Mapping[str, Quantity], own: tuple[str, ...]
) -> bool:
    """Whether wrong own values take away something that the rule depends on.

    With x = 0, dL/dz * x no longer depends on dL/dz; with dL/dz = 0 it no longer depends on x; a
    path that stands still says nothing of its last point. Then an answer shows nothing.
    """
    for parent in own:
        value = np.asarray(values[parent], dtype=float)
        still = value.size > 1 and bool(np.all(value == value.flat[0]))
        only_zero = len(rule.parents) == 1 and not value.any()
        if still or only_zero:
            return True
    numbers = [p for p in rule.parents if not callable(true[p])]
    return any(_depends(rule, true, p) and not _depends(rule, values, p) for p in numbers)


def _depends(rule: Rule, values: Mapping[str, Quantity], parent: str) -> bool:
    """Whether the rule's value changes when this parent is nudged."""
    base = evaluate(rule, values)
    value = np.asarray(values[parent], dtype=float)
    nudged = value + NUDGE * np.maximum(np.abs(value), 1.0)
    changed = evaluate(rule, {**values, parent: float(nudged) if nudged.ndim == 0 else nudged})
    if base is None or changed is None:
        return True
    return base.shape != changed.shape or not close(base, changed)
