"""Gradient: a derivative, against the reference, else against the student's own function."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from grader.checks.check import Ask, Seen
from grader.checks.closeness import RTOL, close
from grader.checks.diagnosis import explain_function
from grader.checks.functions import (
    asked_points,
    at_points,
    first_difference,
    not_a_function,
    random_points,
    read_batch,
    soundness_probes,
    unsound,
)
from grader.checks.reading import Floats, Problem
from grader.checks.rule import Rule
from grader.checks.verdict import Staff, Verdict, follow_through, remark, right, wrong
from grader.gradients import decide, plan, plan_at
from grader.observation.probe import Probe


class Gradient:
    """Judges the derivative of a function of one number.

    A df that is wrong against the reference is right all the same if it is the derivative of the
    student's own f, and f is sound: the slip was made in f and is charged there. An undecided
    numerical check buys nothing.

    Args:
        of: The part that is the function itself.
        reference: The true derivative.
        low: Lower end of the interval for the random points.
        high: Its upper end.
        extra: Further points that must be among them.
    """

    def __init__(
        self,
        of: str,
        reference: Callable[[float], float],
        *,
        low: float = -10.0,
        high: float = 10.0,
        extra: Sequence[float] = (),
    ) -> None:
        self.of = of
        self.reference = reference
        self.rule = Rule((), lambda: reference)
        self.interval = (low, high)
        self.extra = tuple(extra)

    def probes(self, ask: Ask) -> Mapping[str, Probe]:
        """Df at random points, and the student's own f on a ladder of steps around each of them."""
        points = random_points(ask.rng, *self.interval, self.extra)
        fn, own_f = ask.ref(), ask.ref(self.of)
        ladder = np.concatenate([plan(point, ask.rng).points.ravel() for point in points])
        return {
            "value": fn,
            "points": at_points(fn, points),
            "ladder": at_points(own_f, ladder),
            **soundness_probes(fn, points),
        }

    def judge(self, seen: Seen) -> Verdict:
        """Right against the reference, or right for the student's own function."""
        unusable = not_a_function(seen)
        if unusable is not None:
            return unusable
        own = read_batch(seen.here, "points", seen.part)
        if isinstance(own, Problem):
            return Verdict(status=own.status, fraction=0.0, message=own.remark)
        points = asked_points(seen.here.asked["points"])
        true = np.array([self.reference(float(point)) for point in points])
        statuses = self._against_own_function(seen, points, own)
        staff = Staff(
            expected=np.array2string(true, precision=8),
            tolerance="relative 1e-6 against the reference; else the computed error bound",
            tried=(f"against own {self.of}: {', '.join(statuses) or 'not possible'}",),
        )
        # a df that is worked out numerically is right too; where 0 is due it is near 0
        if close(own, true, atol=RTOL):
            return right(None, staff=staff)
        fits = bool(statuses) and all(status == "right" for status in statuses)
        if fits and not seen.is_right(self.of) and not self._trivial(seen, own):
            return follow_through((self.of,), staff=staff)
        k = first_difference(points, own, true)
        code = "wrong.gradient.own" if "wrong" in statuses else "wrong.gradient"
        return wrong(
            remark(code, name=seen.part, of=self.of, x=f"{points[k]:g}", got=f"{own[k]:.6g}"),
            misconception=explain_function(seen, points, own).named,
            trivial=unsound(seen.here, own, seen.part) is not None,
            staff=staff,
        )

    def _trivial(self, seen: Seen, own: Floats) -> bool:
        """Whether nothing may rest on the student's f, or df says nothing itself."""
        verdict = seen.verdicts.get(self.of)
        f_is_trivial = verdict is None or verdict.trivial or verdict.status != "wrong"
        return f_is_trivial or unsound(seen.here, own, seen.part) is not None

    def _against_own_function(self, seen: Seen, points: Floats, own: Floats) -> list[str]:
        """The numerical verdict at each point; empty where f gave no numbers."""
        asked = asked_points(seen.here.asked["ladder"])
        values = read_batch(seen.here, "ladder", self.of)
        if isinstance(values, Problem) or not np.isfinite(own).all():
            return []
        ladders = values.reshape(len(points), -1)
        at = asked.reshape(len(points), -1)
        statuses: list[str] = []
        for point, ladder_points, ladder, claim in zip(points, at, ladders, own, strict=True):
            design = plan_at(point, ladder_points[:, None])
            statuses.append(decide(design, ladder, claim).status)
        return statuses
