"""How layers are judged: forward by what comes out, backward with the student's own cache.

What a forward function puts into its cache is its own affair. It goes into the backward function as
it is, inside the sandbox, and is never looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from grader import Answers, Ask, Cases, Judge, Misconception, Seen, Verdict
from grader.checks.calls import returned_items
from grader.checks.check import VALUE
from grader.checks.closeness import agree, fit_shape, gap
from grader.checks.diagnosis import explain_cases
from grader.checks.functions import not_a_function
from grader.checks.reading import Numbers, Problem, fault_problem, read_numbers
from grader.checks.rule import Rule
from grader.checks.verdict import Named, Remark, partial, remark, right
from grader.observation.observation import Observation, Value
from grader.observation.probe import Call, Const, Item, Probe

OUT, CACHE = 0, 1
DOUT = "dout"


@dataclass(frozen=True, slots=True)
class Layer:
    """A function to be judged.

    Attributes:
        cases: What the forward function is called with, in order; and `dout`, if it is the other.
        rules: What comes out, by name; parameters are names of the cases.
        forward: The function whose cache a backward function gets; none for one that is forward.
        wrong_rules: What explains wrong answers; their parts are names of `rules`.
    """

    cases: Cases
    rules: Mapping[str, Callable[..., Any]]
    forward: str = ""
    wrong_rules: tuple[Misconception, ...] = ()

    @property
    def check(self) -> Judge:
        """The check of the part that is called like the function."""
        return Judge(self._probes, self._judge)

    def _probes(self, ask: Ask) -> Mapping[str, Probe]:
        drawn = [case.arguments for case in self.cases.draw(ask.rng)]
        return {VALUE: ask.ref()} | {f"case {k}": self._call(ask, a) for k, a in enumerate(drawn)}

    def _call(self, ask: Ask, arguments: Mapping[str, Any]) -> Probe:
        values = tuple(Const(value) for name, value in arguments.items() if name != DOUT)
        if not self.forward:
            return Item(Call(ask.ref(), values), OUT)
        cache = Item(Call(ask.ref(self.forward), values), CACHE)
        return Call(ask.ref(), (Const(arguments[DOUT]), cache))

    def _arguments(self, probe: Probe) -> dict[str, Any]:
        """What a case was asked with, by name."""
        match probe:
            case Item(Call(_, values)):
                given = list(values)
            case Call(_, (dout, Item(Call(_, values)))):
                given = [*values, dout]
            case _:
                given = []
        sent = [one.value for one in given if isinstance(one, Const)]
        return dict(zip(self.cases.arguments, sent, strict=True))

    def _judge(self, seen: Seen) -> Verdict:
        """An equal share of the points for each thing that comes out as it should in all cases."""
        unusable = not_a_function(seen)
        if unusable is not None:
            return unusable
        asked = {k: self._arguments(p) for k, p in seen.here.asked.items() if k != VALUE}
        wrong = []
        for item in self.rules:
            came = self._item(item, seen, asked)
            if isinstance(came, Problem) and came.status != "wrong":
                return Verdict(status=came.status, fraction=0.0, message=came.remark)
            if came is not None:
                wrong.append(came)
        if not wrong:
            return right()
        said = wrong[0].remark if isinstance(wrong[0], Problem) else wrong[0].message
        verdict = partial(1 - len(wrong) / len(self.rules), said)
        named = next((one.named for one in wrong if isinstance(one, _Wrong) and one.named), None)
        return replace(verdict, misconception=named)

    def _item(
        self, item: str, seen: Seen, asked: Mapping[str, Mapping[str, Any]]
    ) -> _Wrong | Problem | None:
        """What is wrong with one thing; None if it is right in every case."""
        rule = Rule.of(self.rules[item])
        owns: list[Numbers] = []
        worlds: list[Seen] = []
        message: Remark | None = None
        for key, arguments in asked.items():
            true = np.asarray(rule(arguments), dtype=float)
            own = _read(seen.here[key], item, list(self.rules))
            fitted = own if isinstance(own, Problem) else fit_shape(own, true.shape, item)
            if isinstance(fitted, Problem):
                return fitted
            if not agree(fitted, true) and message is None:
                message = gap(fitted, true, item)
            owns.append(fitted)
            worlds.append(_world(seen, item, arguments, self.wrong_rules))
        if message is None:
            return None
        return _Wrong(message, explain_cases(owns, rule, worlds).named)


@dataclass(frozen=True, slots=True)
class _Wrong:
    """A value that is not the true one, and what explains it."""

    message: Remark
    named: Named | None


def _read(observation: Observation, item: str, names: Sequence[str]) -> Numbers | Problem:
    """One of the things that a call gave."""
    if not isinstance(observation, Value):
        return fault_problem(observation)
    items = returned_items(observation.data, names)
    if items is None or item not in items:
        return Problem("wrong", remark("calls.absent", name="your function", item=item))
    return read_numbers(items[item], item)


def _world(
    seen: Seen, item: str, arguments: Mapping[str, Any], wrong_rules: Sequence[Misconception]
) -> Seen:
    """One case as if it were a part of its own, so that wrong rules can be tried on it."""
    mine = tuple(one for one in wrong_rules if one.part == item)
    here = Answers({}, {})
    return replace(seen, part=item, here=here, parts={}, true=arguments, misconceptions=mine)
