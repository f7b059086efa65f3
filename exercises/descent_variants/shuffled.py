"""How functions are judged that draw an order of the samples from a seed.

In which order the samples come is up to the student and the seed. So `minibatches` and `sgd` are
right if there is an order for which they are, and a misconception explains them if it does so for
some order. Batches are told by their samples, the steps of a path by the batch whose gradient made
them. What follows from the student's own `grad`, or from batches as the student's own `minibatches`
cuts them, is right.
"""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations, product
from typing import Any, Literal

import numpy as np

from grader import Ask, Cases, Function, Misconception, Seen, Verdict
from grader.checks.calls import EDGE_SHARE
from grader.checks.cases import Case
from grader.checks.functions import not_a_function
from grader.checks.reading import Problem, show
from grader.checks.verdict import follow_through, partial, remark, right, wrong
from grader.observation.observation import Observation, Value
from grader.observation.probe import Call, Probe

from ...reference import sgd
from .cases import Known
from .descent import as_named, constants

Picked = tuple[int, ...]
Epochs = tuple[tuple[Picked, ...], ...]
"""The samples of each batch of each epoch."""
MOST_ORDERS = 600
OTHER_SEEDS = 3


@dataclass(frozen=True, slots=True)
class Answer:
    """One case of a function that shuffles: what came back, and the order it shows if right."""

    case: Case
    own: Any
    epochs: Epochs | None


class Shuffled(Function):
    """Judges a function whose result depends on an order that it draws from a seed."""

    def __init__(self, fn: str, rule: Callable[..., Any], cases: Cases) -> None:
        super().__init__(fn, rule, cases)
        self.calls = Known(fn, cases, {fn: rule})

    @abstractmethod
    def read(self, observation: Observation, case: Case) -> Any:  # noqa: ANN401 - or a Problem
        """What came back."""

    @abstractmethod
    def epochs(self, own: Any, case: Case) -> Epochs | None:  # noqa: ANN401
        """The batches that a right result is made of; None if it is not right for any order."""

    @abstractmethod
    def same(self, own: Any, other: Any) -> bool:  # noqa: ANN401
        """Whether a result is the same as that of a rule."""

    @abstractmethod
    def source(self, seen: Seen, answers: Mapping[str, Answer]) -> str:
        """The student's own wrong part that all results follow from; empty if there is none."""

    def excused(self, seen: Seen, what: Literal["random", "order"]) -> str:  # noqa: ARG002
        """The student's own part to which a lack of randomness, or of a seed, goes back."""
        return ""

    def probes(self, ask: Ask) -> Mapping[str, Probe]:
        """All cases, and the first one with other seeds."""
        found = dict(super().probes(ask))
        first = self.asked_of(found)["case 0"]
        for k in range(1, OTHER_SEEDS + 1):
            seed = first.arguments["seed"] + k
            found[f"other {k}"] = Call(ask.ref(), constants(first, seed=seed))
        return found

    def judge(self, seen: Seen) -> Verdict:
        """Right for some order in each case, explained by something, or wrong."""
        unusable = not_a_function(seen)
        if unusable is not None:
            return unusable
        answers: dict[str, Answer] = {}
        for key, case in self.asked_of(seen.here.asked).items():
            own = self.read(seen.here[key], case)
            if isinstance(own, Problem):
                return Verdict(status=own.status, fraction=0.0, message=own.remark)
            answers[key] = Answer(case, own, self.epochs(own, case))
        first, again = answers["case 0"], self.read(seen.here["again"], answers["case 0"].case)
        value = show(seen.here["case 1"])
        steps_hold = all(answer.epochs is not None for answer in answers.values())
        if isinstance(again, Problem) or not self.same(again, first.own):
            source = self.excused(seen, "random") if steps_hold else ""
            unlike = wrong(remark("check.random", name=self.calls.fn), value)
            return follow_through((source,), value) if source else unlike
        if steps_hold:
            named = self._orders(seen, list(answers.values()))
            if named is None:
                return self._but_for_seeds(seen, first, value)
        else:
            named = next((m for m in seen.misconceptions if self.explains(m.rule, answers)), None)
        source = self.source(seen, answers)
        if not source and steps_hold:
            source = self.excused(seen, "order")
        if source:
            return follow_through((source,), value)
        return wrong(remark("wrong", name=self.calls.fn), value, misconception=as_named(named))

    def explains(self, rule: Callable[..., Any], answers: Mapping[str, Answer]) -> bool:
        """Whether a rule gives what came back, for some order, in all cases with few orders."""
        small = [a for a in answers.values() if _orders_of(a.case) <= MOST_ORDERS]
        return all(any(self._gives(rule, a, order) for order in _drawn(a.case)) for a in small)

    def _gives(self, rule: Callable[..., Any], answer: Answer, order: sgd.Order) -> bool:
        true = {**self.calls.true_values(answer.case), "orders": order}
        try:
            with np.errstate(all="ignore"):
                return self.same(answer.own, Misconception("", "", rule, "", "").as_rule()(true))
        except (ArithmeticError, ValueError, IndexError, TypeError):
            return False

    def _orders(self, seen: Seen, answers: Sequence[Answer]) -> Misconception | None:
        """What is wrong with the orders of right results: they are as given, or all the same."""
        known = {m.id.partition("-")[2]: m for m in seen.misconceptions}
        shuffled = [a for a in answers if self.shows_order(a.case)]
        if all(a.epochs == as_given(a.case) for a in shuffled):
            return known["no-shuffle"]
        several = [a.epochs for a in shuffled if a.epochs and len(a.epochs) > 1]
        if several and all(len(set(epochs)) == 1 for epochs in several):
            return known["one-order"]
        return None

    def shows_order(self, case: Case) -> bool:
        """Whether a result shows in which order the samples came."""
        return bool(case.arguments["B"] < case.arguments["y"].size)

    def _but_for_seeds(self, seen: Seen, first: Answer, value: str | None) -> Verdict:
        others = [self.read(seen.here[f"other {k}"], first.case) for k in range(1, OTHER_SEEDS + 1)]
        kept = seen.here["kept"]
        failed = []
        if all(not isinstance(other, Problem) and self.same(other, first.own) for other in others):
            failed.append("other seeds, which must give other orders")
        if isinstance(kept, Value) and kept.data is False:
            failed.append("arguments that must stay as they are")
        if failed:
            message = remark("calls.edges", name=self.calls.fn, edges=failed)
            return partial(1 - EDGE_SHARE, message, value)
        return right(value)


def _orders_of(case: Case) -> int:
    return int(math.factorial(case.arguments["y"].size) ** case.arguments.get("epochs", 1))


def _drawn(case: Case) -> Iterator[sgd.Order]:
    """All orders of the samples in all epochs."""
    one = permutations(range(case.arguments["y"].size))
    for orders in product(one, repeat=case.arguments.get("epochs", 1)):
        yield np.array(orders)


def as_given(case: Case) -> Epochs:
    m, size = case.arguments["y"].size, case.arguments["B"]
    one = tuple(tuple(range(i, min(i + size, m))) for i in range(0, m, size))
    epochs: int = case.arguments.get("epochs", 1)
    return (one,) * epochs
