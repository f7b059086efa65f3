"""How batches are read and judged: each sample is found again by its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from grader import Seen
from grader.checks.cases import Case
from grader.checks.reading import Floats, Numbers, Problem, fault_problem, read_numbers
from grader.checks.verdict import remark
from grader.observation.observation import Data, Observation, Value

from ...reference import sgd
from .shuffled import Answer, Epochs, Shuffled, as_given


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
        due = [len(batch) for batch in as_given(case)[0]]
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
