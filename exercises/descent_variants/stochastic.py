"""How paths of stochastic descent are judged: each step tells the batch that made it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from typing import Any, Literal

import numpy as np

from grader import Ask, Cases, Misconception, Seen
from grader.checks.cases import Case
from grader.checks.closeness import close
from grader.checks.reading import Floats, Numbers, read_numbers
from grader.observation.observation import Observation, Value
from grader.observation.probe import Batch, Call, Item, Probe, Ref

from ...reference import sgd
from .cases import gradient
from .descent import GRAD, constants, read_path, read_slope, same_path, stepped, suspect
from .shuffled import Answer, Epochs, Picked, Shuffled

Slopes = Callable[[int, Picked], Floats | None]
"""The gradient of these samples at the parameters after so many updates."""


def picks(m: int, size: int) -> list[Picked]:
    """All batches that an epoch may hold: full ones, and the smaller last one."""
    sizes = {min(size, m), (m - 1) % size + 1}
    return [picked for n in sorted(sizes) for picked in combinations(range(m), n)]


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
