"""Matches: a function of one number, compared with the reference at points it has not seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

import numpy as np
from numpy.random import Generator

from grader.checks.check import Answers, Ask, Seen
from grader.checks.closeness import close
from grader.checks.diagnosis import explain_function
from grader.checks.reading import Floats, Problem, fault_problem, read_numbers
from grader.checks.rule import Rule
from grader.checks.verdict import Staff, Verdict, remark, right, wrong
from grader.gradients import noise
from grader.observation.observation import Opaque, Raised, Scalar, TimedOut, Unreadable, Value
from grader.observation.probe import Batch, Call, Probe, Ref

POINT = "point"
RANDOM_POINTS = 8
NOISE_FACTOR = 1e4
"""A function is noisy if it jitters by so many roundings of its own values."""

Unsound = Literal["constant", "random", "noisy", "not-finite"]


def at_points(fn: Ref, points: Sequence[float] | Floats) -> Batch:
    """A function of one number at each point."""
    return Batch(Call(fn, (Ref(POINT),)), POINT, tuple(float(point) for point in points))


def asked_points(probe: Probe) -> Floats:
    """The points that a batch made by `at_points` asks for, shape (k,)."""
    return np.array(probe.points if isinstance(probe, Batch) else (), dtype=float)


def _count(probe: Probe) -> int:
    return len(probe.points) if isinstance(probe, Batch) else 0


def random_points(rng: Generator, low: float, high: float, extra: Sequence[float]) -> Floats:
    """Eight random points in [low, high], rounded to 3 decimals to be shown, and the extra ones."""
    drawn = np.round(rng.uniform(low, high, RANDOM_POINTS), 3)
    return np.concatenate([drawn, np.asarray(extra, dtype=float)])


def read_batch(answers: Answers, key: str, name: str) -> Floats | Problem:
    """The numbers that a function gave, one for each point that was asked, shape (k,).

    Args:
        answers: To the part's probes.
        key: A batch of points made by `at_points`.
        name: The function.

    Returns:
        The numbers, or the problem if it gave anything else anywhere.
    """
    observation = answers[key]
    if not isinstance(observation, Value):
        return fault_problem(observation)
    data = observation.data
    if not isinstance(data, list) or len(data) != _count(answers.asked[key]):
        return fault_problem(Unreadable("not one answer for each point"))
    numbers = []
    for entry in data:
        if type(entry) is float:
            numbers.append(entry)
            continue
        if entry is None:
            return Problem("missing", remark("function.returns-none", name=name))
        one = read_numbers(entry if isinstance(entry, Raised | TimedOut) else Value(entry), name)
        if isinstance(one, Problem):
            return _of_function(one, name)
        if one.array.size != 1:
            shape = str(one.array.shape)
            return Problem("wrong", remark("function.returns-array", name=name, got=shape))
        numbers.append(float(one.array.reshape(())))
    return np.array(numbers)


def is_single(answers: Answers, key: str) -> bool:
    """Whether a function gave float32 at every point that was asked."""
    observation = answers[key]
    data = observation.data if isinstance(observation, Value) else None
    entries = data if isinstance(data, list) else []
    singles = ("numpy.float32", "numpy.float16")
    return bool(entries) and all(isinstance(e, Scalar) and e.type in singles for e in entries)


def _of_function(problem: Problem, name: str) -> Problem:
    """The same problem, said of what a function returned."""
    if problem.status in ("wrong", "missing"):
        kind = str(problem.remark.fields.get("type", "no number"))
        return Problem("wrong", remark("function.returns-other", name=name, type=kind))
    return problem


def soundness_probes(fn: Ref, points: Floats) -> Mapping[str, Probe]:
    """What shows whether anything may rest on a function: the same points again, and close ones."""
    start = float(points[0])
    beside: Floats = start + max(1.0, abs(start)) * 1e-6 * np.arange(9, dtype=np.float64)
    return {"again": at_points(fn, points[:3]), "close": at_points(fn, beside)}


def unsound(answers: Answers, values: Floats, name: str) -> Unsound | None:
    """Why nothing may rest on this function, or None.

    Args:
        answers: To `soundness_probes`, with the function's values under "points".
        values: The function at the points of "points", shape (k,).
        name: The function.
    """
    again, beside = read_batch(answers, "again", name), read_batch(answers, "close", name)
    if isinstance(again, Problem) or isinstance(beside, Problem):
        return "not-finite"
    if not (np.isfinite(values).all() and np.isfinite(beside).all()):
        return "not-finite"
    if not np.array_equal(again, values[: len(again)]):
        return "random"
    if np.all(values == values[0]):
        return "constant"
    largest = max(float(np.max(np.abs(beside))), 1e-3 * float(np.max(np.abs(values))))
    if noise(beside) > NOISE_FACTOR * float(np.finfo(float).eps) * largest:
        return "noisy"
    return None


def not_a_function(seen: Seen) -> Verdict | None:
    """The verdict where the name is not bound or is bound to something else than a function."""
    itself = seen.here["value"]
    match itself:
        case Value(Opaque("function" | "builtin_function_or_method" | "ufunc" | "type")):
            return None
        case Value(Opaque()):
            return None  # some other callable, such as a class instance; calling it tells
        case Value(None):
            return Verdict(
                status="missing", fraction=0.0, message=remark("wrong.none", name=seen.part)
            )
        case Value(data):
            kind = type(data).__name__
            return wrong(remark("function.is-no-function", name=seen.part, type=kind))
        case fault:
            problem = fault_problem(fault)
            return Verdict(status=problem.status, fraction=0.0, message=problem.remark)


def first_difference(points: Floats, own: Floats, true: Floats) -> int:
    """The index of the first point at which the values differ."""
    for k in range(len(points)):
        if not close(own[k : k + 1], true[k : k + 1]):
            return k
    return 0


class Matches:
    """Judges a function of one number against a reference at random points.

    Args:
        reference: The true function.
        low: Lower end of the interval for the random points.
        high: Its upper end.
        extra: Further points that must be among them.
    """

    def __init__(
        self,
        reference: Callable[[float], float],
        *,
        low: float = -10.0,
        high: float = 10.0,
        extra: Sequence[float] = (),
    ) -> None:
        self.reference = reference
        self.rule = Rule((), lambda: reference)
        self.interval = (low, high)
        self.extra = tuple(extra)

    def probes(self, ask: Ask) -> Mapping[str, Probe]:
        """The function itself, at random points, at some of them again, and at close points."""
        points = random_points(ask.rng, *self.interval, self.extra)
        fn = ask.ref()
        return {
            "value": fn,
            "points": at_points(fn, points),
            **soundness_probes(fn, points),
        }

    def judge(self, seen: Seen) -> Verdict:
        """Right if all points agree."""
        unusable = not_a_function(seen)
        if unusable is not None:
            return unusable
        own = read_batch(seen.here, "points", seen.part)
        if isinstance(own, Problem):
            return Verdict(status=own.status, fraction=0.0, message=own.remark)
        points = asked_points(seen.here.asked["points"])
        true = np.array([self.reference(float(point)) for point in points])
        staff = Staff(expected=np.array2string(true, precision=8), tolerance="relative 1e-6")
        if close(own, true):
            return right(None, staff=staff)
        if is_single(seen.here, "points") and close(own, true, single=True):
            return right(None, remark("read.single"), staff=staff)
        reason = unsound(seen.here, own, seen.part)
        k = first_difference(points, own, true)
        return wrong(
            remark("wrong.function", name=seen.part, x=f"{points[k]:g}", got=f"{own[k]:.6g}"),
            misconception=explain_function(seen, points, own).named,
            trivial=reason is not None,
            staff=staff,
        )
