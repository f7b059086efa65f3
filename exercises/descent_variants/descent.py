"""Paths down the student's own gradient: how they are read, and how batch descent is judged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from grader import Ask, Cases, Function, Misconception, Seen, Verdict
from grader.checks.cases import Case
from grader.checks.closeness import close, fit_shape
from grader.checks.follow import evaluate
from grader.checks.reading import Floats, Numbers, Problem, read_numbers
from grader.checks.verdict import Named, follow_through
from grader.observation.observation import Observation
from grader.observation.probe import Call, Const, Item, Probe

from .cases import Known

GRAD = "grad"


def suspect(seen: Seen, part: str) -> bool:
    """Whether what rests on this part has to be held against the student's own."""
    verdict = seen.verdicts.get(part)
    return verdict is not None and verdict.status == "wrong" and not verdict.trivial


def constants(case: Case, **changed: Any) -> tuple[Probe, ...]:  # noqa: ANN401 - any argument
    """The arguments of a call."""
    return tuple(Const(value) for value in {**case.arguments, **changed}.values())


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
