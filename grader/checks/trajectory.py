"""Trajectory: the recorded path of gradient descent, judged step by step."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from grader.checks.check import VALUE, Ask, Seen
from grader.checks.closeness import close
from grader.checks.diagnosis import explain_list
from grader.checks.follow import GIVEN_RANGE, own_given
from grader.checks.path import FEWEST_MOVES, Steps, implied_rate, read_path, steps_of
from grader.checks.reading import Floats, Problem, read_numbers, show
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
from grader.observation.evidence import PathEvidence, coarse
from grader.observation.probe import Along, Probe

START, LENGTH, STEPS = 1 / 6, 1 / 6, 4 / 6
"""Shares of the points: half a point each of three for start and length, two for the steps."""
CURVE_POINTS, MOST_SHOWN = 61, 500
FAR = 5.0
"""A path that reaches so much farther than what is around its first wrong step is shown there."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """A path held against gradient descent with one choice of df and learning rate.

    `due` is where each step should have led from where it began, shape (k,).
    """

    steps: Steps
    due: Floats
    own: tuple[str, ...]


class Trajectory:
    """Judges x_0, x_1, ..., x_n of x <- x - lr * slope(x).

    Each step is held against the one before it, so that one slip is found where it was made. A step
    counts only where the slope moves it: `[2.0] * 21` at a minimum satisfies every step and earns
    nothing.

    Args:
        slope: The part or helper that is the derivative.
        start: The given that is x_0.
        lr: The given that is the learning rate.
        n: The given that is the number of steps.
        of: The part or helper that is the function, for the picture of a path that is not right.
    """

    def __init__(self, *, slope: str, start: str, lr: str, n: str, of: str = "") -> None:
        self.slope, self.start, self.lr, self.n, self.of = slope, start, lr, n, of

        def path(**values: Quantity) -> list[float]:
            xs = [float(values[start])]
            for _ in range(int(values[n])):
                xs.append(xs[-1] - values[lr] * values[slope](xs[-1]))
            return xs

        self.rule = Rule((slope, start, lr, n), path)

    def probes(self, ask: Ask) -> Mapping[str, Probe]:
        """The path, and the student's own slope along it."""
        own_slope = ask.ref(self.slope)
        return {VALUE: ask.ref(), "slopes": Along(own_slope, ask.ref())}

    def judge(self, seen: Seen) -> Verdict:
        """Start, length and steps, each with its share; the first wrong step is named."""
        verdict = self._judge(seen)
        path = read_path(seen.here[VALUE], seen.part)
        if verdict.fraction == 1 or isinstance(path, Problem):
            return verdict
        explanation = explain_list(seen, path)
        staff = replace(verdict.staff, tried=explanation.tried)
        # a path that a misconception explains was worked out: what rests on it follows through;
        # but one that stands still, or is evenly spaced from its first step on, may be typed
        still = bool(np.all(path == path[0]))
        typed = still or (_evenly_spaced(path) and not self._begins_well(seen, path))
        trivial = verdict.trivial and (typed or path.size <= 2 or explanation.named is None)
        return replace(
            verdict,
            misconception=explanation.named,
            staff=staff,
            trivial=trivial,
            evidence=self._evidence(seen, path),
        )

    def _evidence(self, seen: Seen, path: Floats) -> PathEvidence | None:
        """The path on its curve; what was due is told up to the first step that is not, only."""
        function = seen.true.get(self.of)
        if function is None or not 2 <= path.size <= MOST_SHOWN:
            return None

        def height(x: float) -> float:
            try:
                return float(function(x))
            except (ArithmeticError, ValueError):  # a picture is no reason not to judge
                return math.nan

        reading = self._best(seen, path)
        first = reading.steps.first_wrong
        start = float(seen.true[self.start])
        due = [start] if first is None else [*path[:first].tolist(), float(reading.due[first - 1])]
        if first is None and close(path[:1], np.array([start])):
            due = []
        low, high = _seen(path, due, first)
        curve = np.linspace(low, high, CURVE_POINTS)
        heights = [height(float(x)) for x in curve]
        finite = [y for y in heights if math.isfinite(y)]
        wide, tall = high - low, max(finite, default=0.0) - min(finite, default=0.0)
        on_curve = (height(float(x)) if low <= x <= high else math.nan for x in path)
        return PathEvidence(
            own=coarse(path, wide),
            own_heights=coarse(on_curve, tall),
            due=coarse(due, wide),
            due_heights=coarse((height(x) for x in due), tall),
            curve_x=coarse(curve, wide / 10),
            curve_y=coarse(heights, tall / 10),
            first_wrong=first,
        )

    def _best(self, seen: Seen, path: Floats) -> _Reading:
        """The reading that most steps agree with."""
        return max(self._readings(seen, path), key=lambda r: (r.steps.share, -len(r.own)))

    def _judge(self, seen: Seen) -> Verdict:
        value = show(seen.here[VALUE])
        path = read_path(seen.here[VALUE], seen.part)
        if isinstance(path, Problem):
            return Verdict(status=path.status, fraction=0.0, message=path.remark, value=value)
        true: Floats = np.array(seen.true[seen.part])
        staff = Staff(
            expected=np.array2string(true, precision=8), tolerance="relative 1e-6, a step"
        )
        if np.all(path == path[0]):
            message = remark("trivial.still", name=seen.part)
            if path.size <= 2:
                message = remark("wrong.steps-missing", name=seen.part, got=int(path.size))
            return wrong(message, value, trivial=True, staff=staff)
        return self._score(seen, path, true, self._best(seen, path), staff)

    def _begins_well(self, seen: Seen, path: Floats) -> bool:
        """Whether the first step is gradient descent, as where the slope was taken only once."""
        slope, lr = seen.true[self.slope], float(seen.true[self.lr])
        due = path[:1] - lr * slope(path[0])
        return path.size > 1 and close(path[1:2], np.asarray(due, dtype=float))

    def _readings(self, seen: Seen, path: Floats) -> list[_Reading]:
        """The path against the true df and the student's own, the stated rate and the own one."""
        slope = seen.true[self.slope]
        slopes: list[tuple[Floats, tuple[str, ...]]] = [
            (np.array([slope(x) for x in path], dtype=float), ())
        ]
        verdict = seen.verdicts.get(self.slope)
        own_slopes = read_numbers(seen.here["slopes"], self.slope)
        if verdict is not None and not verdict.trivial and not isinstance(own_slopes, Problem):
            own = own_slopes.array
            if own.size == path.size and np.isfinite(own).all():
                # a right df may still be rounded or differenced: its own slopes are its due
                blame = () if verdict.status == "right" else (self.slope,)
                slopes.append((own.reshape(path.shape), blame))
        rates: list[tuple[float, tuple[str, ...]]] = [(float(seen.true[self.lr]), ())]
        own_rate = own_given(self.lr, seen)
        if isinstance(own_rate, float) and own_rate != seen.true[self.lr]:
            rates.append((own_rate, (self.lr,)))
        return [
            _Reading(steps_of(path, g, lr), path[:-1] - lr * g[:-1], (*g_own, *lr_own))
            for g, g_own in slopes
            for lr, lr_own in rates
        ]

    def _score(
        self, seen: Seen, path: Floats, true: Floats, reading: _Reading, staff: Staff
    ) -> Verdict:
        value = show(seen.here[VALUE])
        share = reading.steps.share
        if share < 0.5:
            return self._unlike_descent(seen, path, reading, staff)
        starts = close(path[:1], np.array([float(seen.true[self.start])]))
        steps, asked = path.size - 1, true.size - 1
        half = self._off_by_one(seen, path, reading)
        if half is not None:
            return partial(0.5, half, value, staff=staff)
        own_n = own_given(self.n, seen)
        long_enough = steps == asked or (steps == own_n and steps >= asked / 2)
        done = 1.0 if long_enough else min(1.0, steps / asked)
        fraction = START * starts + LENGTH * long_enough + STEPS * share * done
        if fraction > 1 - 1e-9:
            if reading.own:
                return follow_through(reading.own, value, staff=staff)
            return right(value, staff=staff)
        if share < 1:
            message = remark(
                "wrong.steps", name=seen.part, step=reading.steps.first_wrong or 0, of=steps
            )
        elif not starts:
            message = remark("wrong.start", name=seen.part, got=f"{path[0]:.6g}")
        else:
            message = remark("wrong.length", name=seen.part, got=int(path.size), asked=asked)
        verdict = partial(round(fraction, 6), message, value, staff=staff)
        return replace(verdict, trivial=steps < asked / 2)

    def _off_by_one(self, seen: Seen, path: Floats, reading: _Reading) -> Remark | None:
        """Half the points where all is right but one end was not recorded."""
        n = int(seen.true[self.n])
        if path.size != n or reading.steps.share < 1:
            return None
        start = float(seen.true[self.start])
        if close(path[:1], np.array([start])):
            return remark("wrong.no-end", name=seen.part, got=int(path.size), asked=n)
        slope, lr = seen.true[self.slope], float(seen.true[self.lr])
        first = start - lr * slope(start)
        if close(path[:1], np.array([first])) or reading.own:
            return remark("wrong.no-start", name=seen.part, got=int(path.size), asked=n)
        return None

    def _unlike_descent(self, seen: Seen, path: Floats, reading: _Reading, staff: Staff) -> Verdict:
        """No points for the steps; ascent and another rate are named by the rate they imply."""
        value = show(seen.here[VALUE])
        slope, lr = seen.true[self.slope], float(seen.true[self.lr])
        slopes = np.array([slope(x) for x in path], dtype=float)
        rate = implied_rate(path, slopes)
        starts = close(path[:1], np.array([float(seen.true[self.start])]))
        due = int(seen.true[self.n]) + 1
        short = path.size - 1 < int(seen.true[self.n]) / 2
        odd = rate is not None and not lr / GIVEN_RANGE <= abs(rate) <= lr * GIVEN_RANGE
        worthless = short or odd or _evenly_spaced(path) or _hardly_moves(path)
        if rate is not None and not worthless:
            fraction = round(START * starts + LENGTH * (path.size == due), 6)
            code = "wrong.ascent" if abs(rate + lr) < 1e-4 * lr else "wrong.rate"
            message = remark(code, name=seen.part, rate=f"{rate:.4g}")
            return partial(fraction, message, value, staff=staff)
        first = reading.steps.first_wrong or 1
        return wrong(
            remark("wrong.steps", name=seen.part, step=first, of=int(path.size) - 1),
            value,
            trivial=worthless,
            staff=staff,
        )


def _seen(path: Floats, due: Sequence[float], first: int | None) -> tuple[float, float]:
    """From where to where the curve is seen: all of a path, or what lies around a wrong step."""
    until = path.size if first is None else first + 3
    whole, near = np.array([*path, *due]), np.array([*path[:until], *due])
    if np.ptp(whole) <= FAR * np.ptp(near):
        near = whole
    margin = 0.15 * float(np.ptp(near)) or 1.0
    return float(near.min()) - margin, float(near.max()) + margin


def _hardly_moves(path: Floats) -> bool:
    """Whether a path jumps once or twice and stands still otherwise."""
    return int(np.count_nonzero(np.diff(path))) < FEWEST_MOVES


def _evenly_spaced(path: Floats) -> bool:
    """Whether a list was typed or filled rather than worked out: its differences are all equal."""
    differences = np.diff(path)
    return bool(np.all(np.abs(differences - differences[0]) <= 1e-9 * np.max(np.abs(path))))
