"""Number: a number or an array that follows from a rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from grader.checks.check import VALUE, Ask, Seen
from grader.checks.closeness import ATOL, RTOL, agree, close, fit_shape, gap
from grader.checks.diagnosis import explain, is_typed
from grader.checks.follow import Mix, evaluate, mixes
from grader.checks.reading import Floats, Numbers, Problem, read_numbers, show
from grader.checks.rule import Rule
from grader.checks.verdict import (
    Remark,
    Staff,
    Verdict,
    follow_through,
    partial,
    remark,
    right,
    wrong,
)
from grader.observation.probe import Probe


class Number:
    """Judges a number, or an array of any shape, against a rule with named parents."""

    def __init__(self, rule: Callable[..., Any]) -> None:
        self.rule = Rule.of(rule)

    def probes(self, ask: Ask) -> Mapping[str, Probe]:
        """The part's own value."""
        return {VALUE: ask.ref()}

    def judge(self, seen: Seen) -> Verdict:
        """Right, right from own parents, half for two digits, or wrong with a cause."""
        value = show(seen.here[VALUE])
        true: Floats = np.asarray(seen.true[seen.part], dtype=float)
        own = _read(seen, true)
        if isinstance(own, Problem):
            return Verdict(status=own.status, fraction=0.0, message=own.remark, value=value)
        found = list(mixes(self.rule, seen))
        staff = _staff(true, found)
        half: Verdict | None = None
        refused: Verdict | None = None
        for mix in found:
            if mix.expected.shape != own.array.shape:
                continue
            agreement = agree(own, mix.expected)
            if agreement.fraction == 0:
                continue
            if mix.trivial or (mix.own and _hidden(own, mix, self.rule, seen)):
                message = remark("trivial.parent", name=seen.part, parents=list(mix.own))
                refused = refused or wrong(message, value, trivial=True, staff=staff)
            elif not agreement:
                half = half or partial(
                    agreement.fraction, agreement.remarks[0], value, *own.remarks, staff=staff
                )
            elif mix.own:
                remarks = (*own.remarks, *agreement.remarks)
                return half or follow_through(mix.own, value, *remarks, staff=staff)
            else:
                return right(value, *own.remarks, *agreement.remarks, staff=staff)
        return half or refused or self._wrong(own, seen, value, true, staff)

    def _wrong(
        self, own: Numbers, seen: Seen, value: str | None, true: Floats, staff: Staff
    ) -> Verdict:
        explanation = explain(own, self.rule, seen)
        notes = ("typed by hand: it stays the same on other givens",) if is_typed(own, seen) else ()
        staff = Staff(expected=staff.expected, tolerance=staff.tolerance,
                      tried=(*staff.tried, *explanation.tried), notes=notes)  # fmt: skip
        message = _undefined(self.rule, seen) or gap(own, true, seen.part)
        return wrong(message, value, misconception=explanation.named, staff=staff)


def _read(seen: Seen, true: Floats) -> Numbers | Problem:
    own = read_numbers(seen.here[VALUE], seen.part)
    if isinstance(own, Problem):
        return own
    return fit_shape(own, true.shape, seen.part)


def _hidden(own: Numbers, mix: Mix, rule: Rule, seen: Seen) -> bool:
    """Whether a value that is only a parent again agrees because rounding hides what is missing.

    With a tiny gradient of one's own, w itself agrees with w - lr * dL/dw to three digits.
    """
    if close(own.array, mix.expected, single=own.single):
        return False
    values = [read_numbers(seen.own(parent), parent) for parent in rule.parents]
    return any(
        isinstance(value, Numbers)
        and value.array.size == 1 == own.array.size
        and close(own.array.reshape(()), value.array.reshape(()))
        for value in values
    )


def _undefined(rule: Rule, seen: Seen) -> Remark | None:
    """Says so where a wrong own parent lies outside of what the rule is defined for."""
    for parent in rule.parents:
        own = read_numbers(seen.own(parent), parent)
        known = isinstance(own, Numbers) and own.array.ndim == 0 and not seen.is_right(parent)
        if known and isinstance(own, Numbers):
            values = {p: seen.true[p] for p in rule.parents} | {parent: float(own.array)}
            if evaluate(rule, values) is None:
                return remark("wrong.undefined", name=seen.part, parent=parent)
    return None


def _staff(true: Floats, found: list[Mix]) -> Staff:
    """What only staff read: the expected value and every mix that was compared."""
    tried = dict.fromkeys(
        f"rule with own {', '.join(mix.own)}: {np.array2string(mix.expected, precision=12)}"
        + (" (trivial)" if mix.trivial else "")
        for mix in found
        if mix.own
    )
    return Staff(
        expected=np.array2string(true, precision=12),
        tolerance=f"relative {RTOL:g}, absolute {ATOL:g} of the largest; or half a unit of the "
        "last decimal given, from 3 digits",
        tried=tuple(tried),
    )
