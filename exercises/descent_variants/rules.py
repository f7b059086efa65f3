"""How functions are judged that draw an order of the samples, or walk down the student's gradient.

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
from dataclasses import dataclass, replace
from itertools import combinations, permutations, product
from typing import Any, Literal

import numpy as np

from grader import Ask, Cases, Function, Misconception, Seen, Verdict
from grader.checks.calls import EDGE_SHARE
from grader.checks.cases import Case
from grader.checks.closeness import close, fit_shape
from grader.checks.follow import evaluate
from grader.checks.functions import not_a_function
from grader.checks.reading import (
    Floats,
    Numbers,
    Problem,
    fault_problem,
    read_numbers,
    show,
)
from grader.checks.verdict import Named, follow_through, partial, remark, right, wrong
from grader.observation.observation import Data, Observation, Value
from grader.observation.probe import Batch, Call, Const, Item, Probe, Ref

from ...reference import sgd
from .cases import Known, gradient

Picked = tuple[int, ...]
Epochs = tuple[tuple[Picked, ...], ...]
"""The samples of each batch of each epoch."""
Slopes = Callable[[int, Picked], Floats | None]
"""The gradient of these samples at the parameters after so many updates."""
MOST_ORDERS = 600
OTHER_SEEDS = 3
GRAD = "grad"


def suspect(seen: Seen, part: str) -> bool:
    """Whether what rests on this part has to be held against the student's own."""
    verdict = seen.verdicts.get(part)
    return verdict is not None and verdict.status == "wrong" and not verdict.trivial


def constants(case: Case, **changed: Any) -> tuple[Probe, ...]:  # noqa: ANN401 - any argument
    """The arguments of a call."""
    return tuple(Const(value) for value in {**case.arguments, **changed}.values())


def picks(m: int, size: int) -> list[Picked]:
    """All batches that an epoch may hold: full ones, and the smaller last one."""
    sizes = {min(size, m), (m - 1) % size + 1}
    return [picked for n in sorted(sizes) for picked in combinations(range(m), n)]


class Descent(Function):
    """Judges batch gradient descent: the right path, else one down the student's own gradient."""

    def __init__(self, fn: str, rule: Callable[..., Any], cases: Cases) -> None:
        super().__init__(fn, rule, cases)
        self.calls = Known(fn, cases, {fn: rule})

    def probes(self, ask: Ask) -> Mapping[str, Probe]:
        """All cases, and the student's own gradient at each entry of what comes back."""
        found = dict(super().probes(ask))
        for key, case in self.asked_of(found).items():
            path, data = (
                Call(ask.ref(), constants(case)),
                (case.arguments["X"], case.arguments["y"]),
            )
            for k in range(case.arguments["n"]):
                at = Item(path, k)
                found[f"{key} slope {k}"] = Call(ask.ref(GRAD), (at, *map(Const, data)))
        return found

    def judge(self, seen: Seen) -> Verdict:
        """By the reference, else by the student's own gradient."""
        verdict = super().judge(seen)
        if verdict.status != "wrong":
            return verdict
        if suspect(seen, GRAD) and self._follows(seen):
            return follow_through((GRAD,), verdict.value, staff=verdict.staff)
        if verdict.misconception is None:  # paths of another length too
            named = next((m for m in seen.misconceptions if self._explains(m, seen)), None)
            return replace(verdict, misconception=as_named(named))
        return verdict

    def _explains(self, found: Misconception, seen: Seen) -> bool:
        for key, case in self.asked_of(seen.here.asked).items():
            own = read_numbers(seen.here[key], self.item)
            due = evaluate(found.as_rule(), self.calls.true_values(case))
            if isinstance(own, Problem) or due is None or not same_path(own, due):
                return False
        return True

    def _follows(self, seen: Seen) -> bool:
        for key, case in self.asked_of(seen.here.asked).items():
            path = read_path(seen.here[key], self.item, case, case.arguments["n"])
            if not isinstance(path, Numbers) or not close(path.array[0], case.arguments["w0"]):
                return False
            for k in range(case.arguments["n"]):
                slope = read_slope(seen.here[f"{key} slope {k}"], case)
                if slope is None or not stepped(path, k, case.arguments["lr"], slope):
                    return False
        return True


def as_named(found: Misconception | None) -> Named | None:
    """What is said of a misconception that explains all cases."""
    if found is None:
        return None
    return Named(found.id, found.name, (found.nudge, found.pointer, found.worked), sure=True)


def same_path(own: Numbers, due: Floats) -> bool:
    """Whether two paths agree in length and in every point."""
    return own.array.shape == due.shape and close(own.array, due, single=own.single)


def read_path(observation: Observation, name: str, case: Case, updates: int) -> Numbers | Problem:
    """A path of so many updates, one row a point."""
    own = read_numbers(observation, name)
    shape = (updates + 1, *case.arguments["w0"].shape)
    return own if isinstance(own, Problem) else fit_shape(own, shape, name)


def read_slope(observation: Observation, case: Case) -> Floats | None:
    """A gradient of the student's, if it has the shape of the parameters."""
    own = read_numbers(observation, GRAD)
    fitted = own if isinstance(own, Problem) else fit_shape(own, case.arguments["w0"].shape, GRAD)
    return fitted.array if isinstance(fitted, Numbers) else None


def stepped(path: Numbers, k: int, lr: float, slope: Floats) -> bool:
    """Whether update k + 1 of a path is down this slope."""
    return close(path.array[k + 1], path.array[k] - lr * slope, single=path.single)


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
        if all(a.epochs == _as_given(a.case) for a in shuffled):
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


def _as_given(case: Case) -> Epochs:
    m, size = case.arguments["y"].size, case.arguments["B"]
    one = tuple(tuple(range(i, min(i + size, m))) for i in range(0, m, size))
    return (one,) * case.arguments.get("epochs", 1)


def in_order(X: Floats, y: Floats, orders: sgd.Order) -> Floats:
    """All samples, and their labels below them, in the order in which batches take them."""
    return np.vstack([X, y])[:, orders[0]]


class Minibatches(Shuffled):
    """Judges the batches of one epoch."""

    def read(self, observation: Observation, case: Case) -> Any:  # noqa: ANN401, ARG002
        """Pairs of samples and labels."""
        if not isinstance(observation, Value):
            return fault_problem(observation)
        if observation.data is None:
            return Problem("missing", remark("function.returns-none", name=self.calls.fn))
        if not isinstance(observation.data, list | tuple | dict):
            return _no_batches(self.calls.fn)
        batches = []
        for entry in _entries(observation.data):
            pair = [read_numbers(Value(one), self.item) for one in _entries(entry)]
            if len(pair) != 2 or not all(isinstance(one, Numbers) for one in pair):
                return _no_batches(self.calls.fn)
            samples, labels = (one.array for one in pair if isinstance(one, Numbers))
            if samples.ndim != 2 or labels.size != max(labels.shape, default=0):
                return _no_batches(self.calls.fn)
            batches.append((samples, labels.ravel()))
        return batches

    def epochs(self, own: Any, case: Case) -> Epochs | None:  # noqa: ANN401
        """Each sample is found again by its numbers, which no two share."""
        X, y = case.arguments["X"], case.arguments["y"]
        where = {tuple(column): j for j, column in enumerate(X.T.tolist())}
        found = []
        for samples, labels in own:
            picked = tuple(where.get(tuple(column), -1) for column in samples.T.tolist())
            if -1 in picked or not np.array_equal(y[list(picked)], labels):
                return None
            found.append(picked)
        due = [len(batch) for batch in _as_given(case)[0]]
        whole = sorted(j for picked in found for j in picked) == list(range(y.size))
        return (tuple(found),) if whole and [len(picked) for picked in found] == due else None

    def same(self, own: Any, other: Any) -> bool:  # noqa: ANN401
        """The same batches in the same order."""
        if isinstance(other, Mapping):
            other = [(batch["X"], batch["y"]) for batch in other.values()]
        pairs = [
            pair
            for one, two in zip(own, other, strict=False)
            for pair in zip(one, two, strict=True)
        ]
        return len(own) == len(other) and all(np.array_equal(one, two) for one, two in pairs)

    def shows_order(self, case: Case) -> bool:
        """Within a batch too."""
        return bool(case.arguments["y"].size > 1)

    def source(self, _seen: Seen, _answers: Mapping[str, Answer]) -> str:
        """Nothing comes before."""
        return ""


def _entries(data: Data) -> list[Data]:
    """The entries of a list, tuple or dict, however its keys are called."""
    if isinstance(data, dict):
        return list(data.values())
    return list(data) if isinstance(data, list | tuple) else []


def _no_batches(name: str) -> Problem:
    return Problem("wrong", remark("wrong", name=name))


class Stochastic(Shuffled):
    """Judges the path of stochastic gradient descent, one update a batch.

    `batching` are wrong ways to cut batches, which a path may follow.
    """

    def __init__(
        self,
        fn: str,
        rule: Callable[..., Any],
        cases: Cases,
        *,
        batching: Sequence[Misconception] = (),
    ) -> None:
        super().__init__(fn, rule, cases)
        self.batching = {m.id: m for m in batching}

    def probes(self, ask: Ask) -> Mapping[str, Probe]:
        """The student's own gradient of every batch that may be, at each entry of the path."""
        found = dict(super().probes(ask))
        for key, case in self.asked_of(found).items():
            X, y, size = (case.arguments[name] for name in ("X", "y", "B"))
            points = tuple((X[:, list(one)], y[list(one)]) for one in picks(y.size, size))
            path, batch = Call(ask.ref(), constants(case)), Ref("batch")
            for k in range(_updates(case)):
                slope = Call(ask.ref(GRAD), (Item(path, k), Item(batch, 0), Item(batch, 1)))
                found[f"{key} slopes {k}"] = Batch(slope, "batch", points)
        return found

    def read(self, observation: Observation, case: Case) -> Any:  # noqa: ANN401
        """The path; in its own shape where that is not the right one."""
        own = read_numbers(observation, self.item)
        fitted = read_path(observation, self.item, case, _updates(case))
        return fitted if isinstance(fitted, Numbers) else own

    def epochs(self, own: Any, case: Case) -> Epochs | None:  # noqa: ANN401
        """By the true gradient."""
        X, y, path = case.arguments["X"], case.arguments["y"], own.array

        def slopes(k: int, picked: Picked) -> Floats:
            return gradient(X[:, list(picked)], y[list(picked)], path[k])

        return batches_of(own, case, slopes)

    def same(self, own: Any, other: Any) -> bool:  # noqa: ANN401
        """The same path."""
        due = other.array if isinstance(other, Numbers) else np.asarray(other, dtype=float)
        return same_path(own, due)

    def source(self, seen: Seen, answers: Mapping[str, Answer]) -> str:
        """The own gradient makes the steps, or batches are cut by the own rule for them."""
        if suspect(seen, GRAD) and all(
            batches_of(a.own, a.case, own_slopes(seen, key, a.case)) for key, a in answers.items()
        ):
            return GRAD
        batching = seen.verdicts.get("minibatches")
        named = None if batching is None else batching.misconception
        if named is not None and named.id in self.batching:
            rule = walk_along(self.batching[named.id].rule)
            return "minibatches" if self.explains(rule, answers) else ""
        return ""

    def excused(self, seen: Seen, what: Literal["random", "order"]) -> str:
        """Batches that differ from call to call, or that no seed changes."""
        batching = seen.verdicts.get("minibatches")
        if batching is None:
            return ""
        random = batching.message.code == "check.random"
        return (
            "minibatches" if (random if what == "random" else batching.status == "partial") else ""
        )


def _updates(case: Case) -> int:
    return int(case.arguments["epochs"] * -(-case.arguments["y"].size // case.arguments["B"]))


def own_slopes(seen: Seen, key: str, case: Case) -> Slopes:
    """The student's own gradients, as they were asked for."""
    index = {one: i for i, one in enumerate(picks(case.arguments["y"].size, case.arguments["B"]))}

    def slopes(k: int, picked: Picked) -> Floats | None:
        answer = seen.here[f"{key} slopes {k}"]
        entries = answer.data if isinstance(answer, Value) else None
        if not isinstance(entries, list) or len(entries) != len(index):
            return None
        return read_slope(Value(entries[index[picked]]), case)

    return slopes


def batches_of(path: Numbers, case: Case, slopes: Slopes) -> Epochs | None:
    """The batches whose gradients make the steps of a path, each sample once an epoch."""
    m, size, lr = case.arguments["y"].size, case.arguments["B"], case.arguments["lr"]
    start = case.arguments["w0"]
    if path.array.shape != (_updates(case) + 1, *start.shape) or not close(path.array[0], start):
        return None
    k, epochs = 0, []
    for _ in range(case.arguments["epochs"]):
        left, batches = list(range(m)), []
        while left:
            for picked in combinations(left, min(size, len(left))):
                slope = slopes(k, picked)
                if slope is not None and stepped(path, k, lr, slope):
                    break
            else:
                return None
            batches.append(picked)
            left = [j for j in left if j not in picked]
            k += 1
        epochs.append(tuple(batches))
    return tuple(epochs)


def walk_along(cut: Callable[..., Any]) -> Callable[..., Floats]:
    """The path that updates once a batch, with batches cut by this rule for an epoch."""

    def path(X: Floats, y: Floats, w0: Floats, lr: float, B: int, orders: sgd.Order) -> Floats:
        found = [w0]
        for one in orders:
            for batch in cut(X=X, y=y, B=B, orders=one[None]).values():
                found.append(found[-1] - lr * gradient(batch["X"], batch["y"], found[-1]))
        return np.array(found)

    return path
