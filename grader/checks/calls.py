"""Function and Returned: what a function of several arguments gives, on cases it has not seen.

Each case is judged like a number or array that follows from a rule: parents are the arguments and
other things that the same call returns. So a slip in one returned value is charged once,
misconceptions are found by their wrong rules, and a gradient that belongs to the student's own
function is right.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from grader.checks.cases import Case, Cases
from grader.checks.check import VALUE, Answers, Ask, Seen
from grader.checks.closeness import agree, close, fit_shape, gap
from grader.checks.diagnosis import explain_cases
from grader.checks.follow import mixes, own_quantity
from grader.checks.functions import not_a_function
from grader.checks.reading import Floats, Numbers, Problem, fault_problem, read_numbers, show
from grader.checks.rule import Quantity, Rule
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
from grader.gradients import Plan, decide, plan, plan_at
from grader.observation.observation import Data, Missing, Observation, Value
from grader.observation.probe import Batch, Call, Const, Kept, Probe, Ref

POINT = "point"
EDGE_SHARE = 0.25
"""What all edge cases together are worth."""
MOST_ENTRIES = 8
"""A numerical check moves no more entries than this."""


@dataclass(frozen=True, slots=True)
class Calls:
    """A function and what it returns.

    Attributes:
        fn: Its name in the submission.
        cases: What it is called with.
        rules: What it returns, by name, in an order in which parents come first: parameters are
            arguments, keys of arguments that are dicts, or others of these names. It may be
            returned as a dict with these keys, or as a tuple in this order.
        symmetric: Sizes such as "m" whose order does not matter: with all that has this size in
            another order, what is returned is the same in that order. For `grader check`.
        mean: Sizes over which is averaged: with everything twice, what is returned is the same.
    """

    fn: str
    cases: Cases
    rules: Mapping[str, Callable[..., Any]]
    symmetric: tuple[str, ...] = ()
    mean: tuple[str, ...] = ()

    def true_values(self, case: Case) -> dict[str, Quantity]:
        """The arguments, what is in those that are dicts, and all that is returned for them."""
        values: dict[str, Quantity] = dict(case.arguments)
        for argument in case.arguments.values():
            values |= argument if isinstance(argument, Mapping) else {}
        for name, rule in self.rules.items():
            values[name] = Rule.of(rule)(values)
        return values


@dataclass(frozen=True, slots=True)
class _Judged:
    """One case: what is true, what came back, and how the two compare.

    Attributes:
        seen: The case as if it were a part of its own.
        raw: What the student's function gave.
        own: The same in the shape that is due, where it fits.
        matches: The sets of own parents on which the rule gives it; () is the true ones.
        trivial: Those of them that show nothing.
        same: Own parents that are right in this case, whatever they are in others.
        unfit: What is said where the shape does not fit.
    """

    case: Case
    seen: Seen
    raw: Numbers
    own: Numbers
    true: Floats
    matches: frozenset[tuple[str, ...]] = frozenset()
    trivial: frozenset[tuple[str, ...]] = frozenset()
    same: frozenset[str] = frozenset()
    unfit: Remark | None = None

    def shows(self, own: tuple[str, ...]) -> bool:
        """Whether the rule gives the value on these own parents, and that says something."""
        return self._wrong_of(own) in self.matches

    def bears(self, own: tuple[str, ...]) -> bool:
        """The same, though it may say nothing."""
        return self._wrong_of(own) in self.matches | self.trivial

    def _wrong_of(self, own: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(parent for parent in own if parent not in self.same)


class Returned:
    """Judges one of the things that a function returns.

    Args:
        calls: The function with its cases.
        item: Which of the things; the part may have another id.
        of: A function of the same arguments, whose gradient this is.
        wrt: The argument that the gradient is taken by.
    """

    def __init__(self, calls: Calls, item: str, *, of: str = "", wrt: str = "") -> None:
        self.calls, self.item, self.of, self.wrt = calls, item, of, wrt
        self.rule = Rule((), lambda: calls.rules[item])
        self.only = len(calls.rules) == 1

    def probes(self, ask: Ask) -> Mapping[str, Probe]:
        """The function, all cases, one of them again, and whether arguments stay as they are."""
        fn = ask.ref(self.calls.fn)
        cases = self.calls.cases.draw(ask.rng)
        found: dict[str, Probe] = {VALUE: fn}
        for k, case in enumerate(cases):
            found[f"case {k}"] = Call(fn, _constants(case))
        found["again"] = Call(fn, _constants(cases[0]))
        found["kept"] = Kept(fn, _constants(cases[0]))
        for k, case in enumerate(cases) if self.of else ():
            at = np.asarray(case.arguments[self.wrt], dtype=float)
            if not case.edge and at.size <= MOST_ENTRIES:
                own = ask.ref(self.of)
                found[f"ladder {k}"] = _ladder(own, case, self.wrt, plan(at.ravel(), ask.rng))
        return found

    def judge(self, seen: Seen) -> Verdict:
        """Right in all cases, right from own values, right but for edge cases, or wrong."""
        unusable = not_a_function(seen)
        if unusable is not None:
            return unusable
        cases = list(self.asked_of(seen.here.asked).values())
        main = [k for k, case in enumerate(cases) if not case.edge]
        judged: list[_Judged] = []
        for k in main:
            one = self._case(seen, cases[k], seen.here[f"case {k}"])
            if isinstance(one, Problem):
                return Verdict(status=one.status, fraction=0.0, message=one.remark)
            judged.append(one)
        if _differs(seen.here["case 0"], seen.here["again"]):
            return wrong(remark("check.random", name=self.calls.fn))
        staff = _staff(judged)
        value = show(Value(judged[-1].own.array.tolist()))
        parents = _shared(judged)
        if parents is None:
            return self._wrong(seen, judged, cases, value, staff)
        return self._but_for_edges(seen, cases, parents, value, staff)

    def asked_of(self, asked: Mapping[str, Probe]) -> dict[str, Case]:
        """The cases that were asked, by key, edge cases last."""
        names = [n for n in self.calls.cases.arguments if n not in self.calls.cases.hidden]
        edges = list(self.calls.cases.edges.items())
        found: list[Case] = []
        while isinstance(probe := asked.get(f"case {len(found)}"), Call):
            values = [arg.value for arg in probe.args if isinstance(arg, Const)]
            found.append(Case(dict(zip(names, values, strict=True))))
        first = len(found) - len(edges)
        special = [
            replace(case, edge=name, accepts=edge.accepts)
            for case, (name, edge) in zip(found[first:], edges, strict=True)
        ]
        return {f"case {k}": case for k, case in enumerate([*found[:first], *special])}

    def _case(self, seen: Seen, case: Case, observation: Observation) -> _Judged | Problem:
        """One case, read and compared."""
        if not isinstance(observation, Value):
            return fault_problem(observation)
        items = returned_items(observation.data, list(self.calls.rules))
        if items is None:
            names = list(self.calls.rules)
            return Problem("wrong", remark("calls.form", name=self.calls.fn, items=names))
        true = self.calls.true_values(case)
        due: Floats = np.asarray(true[self.item], dtype=float)
        own = read_numbers(items.get(self.item, Missing(self.item)), self.item)
        if isinstance(own, Problem) and own.status == "missing":
            absent = self.item not in items
            said = remark("calls.absent", name=self.calls.fn, item=self.item)
            return Problem("missing", said if absent else _none(self.calls.fn))
        if isinstance(own, Problem):
            return own
        fitted = fit_shape(own, due.shape, self.item)
        as_part = replace(
            seen,
            part=self.item,
            here=Answers({}, {VALUE: Value(own.array.tolist())}),
            parts={name: Answers({}, {VALUE: value}) for name, value in items.items()},
            true=true,
            givens=frozenset(),
            rerun=None,
        )
        if isinstance(fitted, Problem):
            return _Judged(case, as_part, own, own, due, unfit=fitted.remark)
        rule = Rule.of(self.calls.rules[self.item])
        matches, trivial = _compared(fitted, rule, as_part)
        same = frozenset(parent for parent in rule.parents if _is_same(parent, as_part))
        return _Judged(case, as_part, own, fitted, due, matches, trivial, same)

    def _but_for_edges(
        self,
        seen: Seen,
        cases: Sequence[Case],
        parents: tuple[str, ...],
        value: str | None,
        staff: Staff,
    ) -> Verdict:
        """Right, but perhaps not where it is hardest."""
        failed = [
            case.edge
            for k, case in enumerate(cases)
            if case.edge and not self._edge_holds(seen, case, k, parents)
        ]
        if _is_false(seen.here["kept"]):
            failed.append("arguments that must stay as they are")
        if failed:
            message = remark("calls.edges", name=self.calls.fn, edges=failed)
            return partial(1 - EDGE_SHARE, message, value, staff=staff)
        return follow_through(parents, value, staff=staff) if parents else right(value, staff=staff)

    def _edge_holds(self, seen: Seen, case: Case, k: int, parents: tuple[str, ...]) -> bool:
        one = self._case(seen, case, seen.here[f"case {k}"])
        if isinstance(one, Problem) or one.unfit is not None:
            return False
        if case.accepts is not None:
            return bool(case.accepts(one.own.array))
        return one.shows(parents) or one.shows(())

    def _wrong(
        self,
        seen: Seen,
        judged: Sequence[_Judged],
        cases: Sequence[Case],
        value: str | None,
        staff: Staff,
    ) -> Verdict:
        unfit = next((one for one in judged if one.unfit is not None), None)
        if self.of and unfit is None and self._fits_own_function(seen, judged, cases):
            return follow_through((self.of,), value, staff=staff)
        worst = unfit or next(one for one in judged if () not in one.matches)
        explanation = explain_cases(
            [one.own if unfit is None else one.raw for one in judged],
            Rule.of(self.calls.rules[self.item]),
            [one.seen for one in judged],
        )
        said = worst.unfit or gap(worst.own, worst.true, self.item)
        where = remark("calls.case", name=self.calls.fn, sizes=_sizes(worst.case))
        # what is the same in every case, or rests on what shows nothing, vouches for nothing else
        distinct = {number for one in judged for number in one.own.array.ravel().tolist()}
        trivial = len(distinct) == 1 or any(one.trivial for one in judged)
        verdict = wrong(said, value, misconception=explanation.named, trivial=trivial, staff=staff)
        return replace(verdict, remarks=(where,))

    def _fits_own_function(
        self, seen: Seen, judged: Sequence[_Judged], cases: Sequence[Case]
    ) -> bool:
        """Whether the claimed gradients are those of the student's own, wrong function."""
        of = seen.verdicts.get(self.of)
        if of is None or of.status != "wrong" or of.trivial:
            return False
        statuses = []
        for k, case in enumerate(cases):
            asked = seen.here.asked.get(f"ladder {k}")
            if not isinstance(asked, Batch):
                continue
            points = np.array([np.ravel(np.asarray(point)) for point in asked.points], dtype=float)
            heights = _numbers(seen.here[f"ladder {k}"], len(points))
            if heights is None:
                return False
            at = np.ravel(np.asarray(case.arguments[self.wrt], dtype=float))
            design = plan_at(at, points)
            statuses.append(decide(design, heights, judged[k].own.array.ravel()).status)
        return bool(statuses) and "wrong" not in statuses and statuses.count("undecided") <= 1


class Function(Returned):
    """Judges a function that returns one thing, a number or an array.

    Args:
        rule: The true function; its parameters are among the arguments.
        cases: What it is called with.
        fn: Its name; the part's id by default.
        of: A function of the same arguments, whose gradient this is.
        wrt: The argument that the gradient is taken by.
        symmetric: As in `Calls`.
        mean: As in `Calls`.
    """

    def __init__(
        self,
        fn: str,
        rule: Callable[..., Any],
        cases: Cases,
        *,
        of: str = "",
        wrt: str = "",
        symmetric: tuple[str, ...] = (),
        mean: tuple[str, ...] = (),
    ) -> None:
        super().__init__(Calls(fn, cases, {fn: rule}, symmetric, mean), fn, of=of, wrt=wrt)


def returned_items(data: Data, names: Sequence[str]) -> dict[str, Observation] | None:
    """What a function returned, by name; None if it is neither a dict with names nor a tuple.

    Args:
        data: What came back.
        names: What it is to return; where that is one thing, any form of it.
    """
    if len(names) == 1:
        if isinstance(data, dict) and len(data) == 1:
            data = next(iter(data.values()))
        return {names[0]: Value(data)}
    if isinstance(data, dict):
        plain = {_plain(str(key)): entry for key, entry in data.items()}
        return {n: Value(plain[_plain(n)]) for n in names if _plain(n) in plain}
    if isinstance(data, tuple | list) and len(data) == len(names):
        return {name: Value(entry) for name, entry in zip(names, data, strict=True)}
    return {} if data is None else None


def _constants(case: Case) -> tuple[Probe, ...]:
    return tuple(Const(value) for value in case.arguments.values())


def _ladder(own: Ref, case: Case, wrt: str, design: Plan) -> Batch:
    """The student's own function with one argument moved, at all points of a numerical check."""
    shape = np.shape(case.arguments[wrt])
    arguments: tuple[Probe, ...] = tuple(
        Ref(POINT) if name == wrt else Const(value) for name, value in case.arguments.items()
    )
    points = tuple(
        np.reshape(point, shape) if shape else float(point[0]) for point in design.points
    )
    return Batch(Call(own, arguments), POINT, points)


def _compared(
    own: Numbers, rule: Rule, as_part: Seen
) -> tuple[frozenset[tuple[str, ...]], frozenset[tuple[str, ...]]]:
    """The sets of own parents on which the rule gives the value, and those that show nothing."""
    found = [
        mix
        for mix in mixes(rule, as_part)
        if mix.expected.shape == own.array.shape and agree(own, mix.expected)
    ]
    sound = frozenset(mix.own for mix in found if not mix.trivial)
    return sound, frozenset(mix.own for mix in found if mix.trivial)


def _is_same(parent: str, as_part: Seen) -> bool:
    """Whether what the student has of a parent is the true thing in this case."""
    own = None if callable(as_part.true[parent]) else own_quantity(parent, as_part)
    true = np.asarray(as_part.true[parent], dtype=float) if own is not None else None
    return true is not None and close(np.asarray(own, dtype=float), true)


def _shared(judged: Sequence[_Judged]) -> tuple[str, ...] | None:
    """The fewest own parents that explain every case; one sample may be too few to show it."""
    tried = {own for one in judged for own in one.matches | one.trivial}
    shared = [own for own in sorted(tried) if all(one.bears(own) for one in judged)]
    shown = [own for own in shared if any(one.shows(own) for one in judged)]
    return min(shown, key=len) if shown else None


def _differs(first: Observation, again: Observation) -> bool:
    """Whether a function gives something else when it is called again with the same arguments."""
    one, other = read_numbers(first, ""), read_numbers(again, "")
    if isinstance(one, Problem) or isinstance(other, Problem):
        return False
    return not np.array_equal(one.array, other.array, equal_nan=True)


def _is_false(observation: Observation) -> bool:
    return isinstance(observation, Value) and observation.data is False


def _numbers(observation: Observation, count: int) -> Floats | None:
    """One number for each point that was asked."""
    data = observation.data if isinstance(observation, Value) else None
    if not isinstance(data, list) or len(data) != count:
        return None
    read = [read_numbers(Value(entry), "") for entry in data if not isinstance(entry, Missing)]
    values = [one.array for one in read if isinstance(one, Numbers) and one.array.size == 1]
    return np.array([float(v.reshape(())) for v in values]) if len(values) == count else None


def _none(name: str) -> Remark:
    return remark("function.returns-none", name=name)


def _staff(judged: Sequence[_Judged]) -> Staff:
    """What only staff may read: the cases with what was due."""
    return Staff(
        expected="; ".join(
            f"{_sizes(one.case)}: {np.array2string(one.true, precision=6, threshold=20)}"
            for one in judged
        ),
        tolerance="as for numbers, in every case",
        tried=tuple(f"{_sizes(one.case)}: {sorted(one.matches)}" for one in judged),
    )


def _sizes(case: Case) -> str:
    """The shapes of a case's arguments, in words."""
    plain: dict[str, Any] = {}
    for name, value in case.arguments.items():
        plain |= value if isinstance(value, Mapping) else {name: value}
    shapes = [f"{name} {np.shape(value)}" for name, value in plain.items()]
    return ", ".join(shape for shape in shapes if not shape.endswith("()")) or "numbers"


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())
