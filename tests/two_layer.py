"""Two-layer backpropagation as an exercise of the tests: three functions and an opaque cache.

The student writes `forward(x, params) -> (a2, cache)`, `loss(a2, y)` and
`backward(cache, params, y)`, which gives a dict `{"dW1": ..., "db1": ..., "dW2": ..., "db2": ...}`.
What `cache` holds is the student's own business: it goes from one function to the other inside, and
never comes out. `backward` is held against the slope of the student's own loss.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from grader.checks.check import Ask, Seen
from grader.checks.functions import read_batch
from grader.checks.judge import Judge
from grader.checks.reading import Problem, fault_problem, read_numbers
from grader.checks.verdict import Verdict, remark, right, wrong
from grader.exercise.exercise import Exercise, Part
from grader.gradients import GradientVerdict, decide, plan, plan_at
from grader.observation.observation import Value
from grader.observation.probe import Batch, Call, Const, Item, Probe, Ref

Floats = NDArray[np.float64]

SAMPLES = (1, 3, 5)
"""A missing 1/m is right for one sample and wrong for more."""
SHAPES = {"W1": (4, 3), "b1": (4, 1), "W2": (1, 4), "b2": (1, 1)}


@dataclass(frozen=True, slots=True)
class Question:
    """One batch of m samples: x of shape (3, m), labels y of shape (1, m), and parameters."""

    x: Floats
    y: Floats
    params: dict[str, Floats]


def question(m: int, rng: Generator) -> Question:
    """A random batch; one label of each kind where there is more than one."""
    params = {name: rng.normal(size=shape) for name, shape in SHAPES.items()}
    y = np.array([[float(k % 2) for k in range(m)]])
    return Question(rng.normal(size=(3, m)), y, params)


def flat(params: Mapping[str, Floats]) -> Floats:
    """All parameters one after another, shape (n,)."""
    return np.concatenate([params[name].ravel() for name in SHAPES])


def unflat(theta: Floats) -> dict[str, Floats]:
    """The parameters that `flat` made one array of."""
    parts, start = {}, 0
    for name, (rows, columns) in SHAPES.items():
        size = rows * columns
        parts[name] = theta[start : start + size].reshape(rows, columns)
        start += size
    return parts


def probes(ask: Ask) -> dict[str, Probe]:
    """For each m: the claimed gradient, and the own loss at the points of a numerical one."""
    asked: dict[str, Probe] = {"value": ask.ref()}
    for m in SAMPLES:
        given = question(m, ask.rng)
        forward = Call(ask.ref("forward"), (Const(given.x), Const({**given.params})))
        claim = Call(ask.ref(), (Item(forward, 1), Const({**given.params}), Const(given.y)))
        at = Call(ask.ref("forward"), (Const(given.x), Ref("theta")))
        points = plan(flat(given.params), ask.rng).points
        loss = Call(ask.ref("loss"), (Item(at, 0), Const(given.y)))
        asked[f"theta-{m}"] = Const(flat(given.params))
        asked[f"claim-{m}"] = claim
        asked[f"losses-{m}"] = Batch(loss, "theta", tuple({**unflat(p)} for p in points))
    return asked


def judge(seen: Seen) -> Verdict:
    """Right where the claim is the slope of the own loss for every m, wrong where it is not."""
    if not isinstance(seen.here["value"], Value):
        problem = fault_problem(seen.here["value"])
        return Verdict(status=problem.status, fraction=0.0, message=problem.remark)
    wrong_at = []
    for m in SAMPLES:
        found = numerical(seen, m)
        if isinstance(found, Problem):
            return Verdict(status=found.status, fraction=0.0, message=found.remark)
        if found.status != "right":
            wrong_at.append(f"m = {m}: {found.status} at {entry_name(found.worst)}")
    if wrong_at:
        return wrong(remark("wrong", name=seen.part), "; ".join(wrong_at))
    return right()


def numerical(seen: Seen, m: int) -> GradientVerdict | Problem:
    """What the numbers say of the claim for m samples."""
    claim = read_claim(seen, m)
    losses = read_batch(seen.here, f"losses-{m}", "loss")
    if isinstance(claim, Problem):
        return claim
    if isinstance(losses, Problem):
        return losses
    theta, batch = seen.here.asked[f"theta-{m}"], seen.here.asked[f"losses-{m}"]
    assert isinstance(theta, Const)
    assert isinstance(batch, Batch)
    at = read_numbers(seen.here[f"theta-{m}"], "theta")
    assert not isinstance(at, Problem)
    asked = plan_at(at.array, np.array([_flat_point(point) for point in batch.points]))
    return decide(asked, losses, claim)


def _flat_point(point: object) -> Floats:
    assert isinstance(point, Mapping)
    return flat(point)


def read_claim(seen: Seen, m: int) -> Floats | Problem:
    """The claimed gradient for m samples, flattened; a problem where entries do not fit."""
    observation = seen.here[f"claim-{m}"]
    if not isinstance(observation, Value):
        return fault_problem(observation)
    data = observation.data
    if not isinstance(data, dict):
        return Problem("wrong", remark("wrong.not-a-number", name=seen.part, type="no dict"))
    entries = []
    for name, shape in SHAPES.items():
        entry = read_numbers(Value(data.get(f"d{name}")), f"d{name}")
        if isinstance(entry, Problem):
            return entry
        if entry.array.shape != shape:
            got, asked = str(entry.array.shape), str(shape)
            return Problem("wrong", remark("wrong.shape", name=f"d{name}", got=got, asked=asked))
        entries.append(entry.array.ravel())
    return np.concatenate(entries)


def entry_name(index: int) -> str:
    """The name of an entry of the flattened gradient, e.g. `dW1`."""
    return [f"d{name}" for name in _owners()][index]


def _owners() -> Iterator[str]:
    for name, (rows, columns) in SHAPES.items():
        yield from [name] * (rows * columns)


EXERCISE = Exercise(
    id="two-layer",
    title="Backpropagation through two layers",
    parts=(Part("backward", 5, Judge(probes, judge)),),
)
