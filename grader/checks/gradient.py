"""Gradient: a derivative, against the reference, else against the student's own function."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from grader.checks.check import Ask, Seen
from grader.checks.closeness import RTOL, close
from grader.checks.diagnosis import explain_function
from grader.checks.functions import (
    asked_points,
    at_points,
    first_difference,
    is_single,
    not_a_function,
    random_points,
    read_batch,
    soundness_probes,
    unsound,
)
from grader.checks.reading import Floats, Problem
from grader.checks.rule import Rule
from grader.checks.verdict import Remark, Staff, Verdict, follow_through, remark, right, wrong
from grader.gradients import GradientVerdict, decide, plan, plan_at
from grader.observation.evidence import GradientEvidence, coarse, rounded, unit
from grader.observation.probe import Probe


class Gradient:
    """Judges the derivative of a function of one number.

    A df that is wrong against the reference is right all the same if it is the derivative of the
    student's own f, and f is sound: the slip was made in f and is charged there. An undecided
    numerical check buys nothing.

    Args:
        of: The part that is the function itself.
        reference: The true derivative. Without one, the student's own function alone decides, and
            what cannot be told is not judged.
        low: Lower end of the interval for the random points.
        high: Its upper end.
        extra: Further points that must be among them.
        slack: Where the student's own function alone decides, a derivative that is off by no more
            than this, relative to the steepest slope, is not called wrong.
    """

    def __init__(
        self,
        of: str,
        reference: Callable[[float], float] | None = None,
        *,
        low: float = -10.0,
        high: float = 10.0,
        extra: Sequence[float] = (),
        slack: float = 0.0,
    ) -> None:
        self.of = of
        self.reference = reference
        self.rule = None if reference is None else Rule((), lambda: reference)
        self.interval = (low, high)
        self.extra = tuple(extra)
        self.slack = slack

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
        if self.reference is None:
            return self._by_own_function(seen, points, own)
        true = np.array([self.reference(float(point)) for point in points])
        staff = Staff(
            expected=np.array2string(true, precision=8),
            tolerance="relative 1e-6 against the reference; else the computed error bound",
        )
        # a df that is worked out numerically is right too; where 0 is due it is near 0
        if close(own, true, atol=RTOL):
            return right(None, staff=staff)
        if is_single(seen.here, "points") and close(own, true, single=True):
            return right(None, remark("read.single"), staff=staff)
        verdicts = self._against_own_function(seen, points, own)
        statuses = [verdict.status for verdict in verdicts]
        staff = replace(staff, tried=(f"against own {self.of}: {_said(statuses)}",))
        # one point may fall where nothing can be told; an undecided check buys nothing by itself
        undecided = statuses.count("undecided")
        fits = bool(statuses) and "wrong" not in statuses and undecided <= 1
        if fits and not seen.is_right(self.of) and not self._trivial(seen, own):
            return follow_through((self.of,), staff=staff)
        k = first_difference(points, own, true)
        code = "wrong.gradient.own" if "wrong" in statuses else "wrong.gradient"
        verdict = wrong(
            remark(code, name=seen.part, of=self.of, x=f"{points[k]:g}", got=f"{own[k]:.6g}"),
            misconception=explain_function(seen, points, own).named,
            trivial=unsound(seen.here, own, seen.part) is not None,
            staff=staff,
        )
        evidence = self._evidence(points, own, verdicts)
        return replace(verdict, remarks=self._why_undecided(verdicts), evidence=evidence)

    def _by_own_function(self, seen: Seen, points: Floats, own: Floats) -> Verdict:
        """The verdict where there is no reference to hold df against."""
        verdicts = self._against_own_function(seen, points, own)
        statuses = self._statuses(own, verdicts)
        staff = Staff(tried=(f"against own {self.of}: {_said(statuses)}",))
        if "wrong" in statuses:
            k = statuses.index("wrong")
            fields = {"x": f"{points[k]:g}", "got": f"{own[k]:.6g}"}
            message = remark("wrong.gradient.own", name=seen.part, of=self.of, **fields)
            evidence = self._evidence(points, own, verdicts)
            return replace(wrong(message, staff=staff), evidence=evidence)
        of = seen.verdicts.get(self.of)
        # a df that is worked out numerically jitters, and may be near enough all the same
        sound = unsound(seen.here, own, seen.part) in (None, "noisy")
        if not sound or (of is not None and of.trivial):
            message = remark("trivial.parent", name=seen.part, parents=[self.of])
            return wrong(message, trivial=True, staff=staff)
        if not statuses or statuses.count("undecided") > 1:
            message = remark("gradient.undecided", name=seen.part, of=self.of)
            why = self._why_undecided(verdicts)
            return Verdict(
                status="not-judged", fraction=0.0, message=message, remarks=why, staff=staff
            )
        return right(None, staff=staff)

    def _statuses(self, own: Floats, verdicts: Sequence[GradientVerdict]) -> list[str]:
        """The status at each point: a df that is worked out numerically is right too."""
        estimates = np.array([float(one.estimate[0]) for one in verdicts])
        steepest = float(np.max(np.abs(estimates), initial=0.0))
        statuses: list[str] = []
        for one, claim, estimate in zip(verdicts, own, estimates, strict=False):
            off = abs(float(claim - estimate)) - float(one.error[0])
            if one.status != "wrong" or off > max(self.slack, RTOL) * steepest:
                statuses.append(one.status)
            else:
                statuses.append("right" if off <= RTOL * steepest else "undecided")
        return statuses

    def _evidence(
        self, points: Floats, own: Floats, verdicts: Sequence[GradientVerdict]
    ) -> GradientEvidence | None:
        """What df claims and what the student's own function says, where it says anything."""
        if not verdicts:
            return None
        order = np.argsort(points, kind="stable")
        estimate = np.array([float(verdicts[k].estimate[0]) for k in order])
        spread = float(np.ptp([*own, *estimate]))
        return GradientEvidence(
            of=self.of,
            x=rounded(points[order]),
            claimed=coarse(own[order], spread),
            estimate=coarse(estimate, spread),
            error=rounded((max(float(verdicts[k].error[0]), unit(spread) / 2) for k in order), 2),
        )

    def _why_undecided(self, verdicts: Sequence[GradientVerdict]) -> tuple[Remark, ...]:
        """What keeps the student's own function from vouching for the derivative."""
        notes = [note for one in verdicts if one.status == "undecided" for note in one.notes]
        reasons = {
            "not-finite": remark("gradient.not-finite", of=self.of),
            "noisy": remark("gradient.noisy", of=self.of),
            "rounded": remark("gradient.rounded", of=self.of),
            "float32": remark("gradient.float32", of=self.of),
        }
        return tuple(said for note, said in reasons.items() if note in notes)[:1]

    def _trivial(self, seen: Seen, own: Floats) -> bool:
        """Whether nothing may rest on the student's f, or df says nothing itself."""
        verdict = seen.verdicts.get(self.of)
        f_is_trivial = verdict is None or verdict.trivial or verdict.status != "wrong"
        heights = read_batch(seen.here, "ladder", self.of)
        if not isinstance(heights, Problem):  # of exp, the derivative is the function itself
            at_points_asked = heights.reshape(len(own), -1)[:, -1]
            f_is_trivial = f_is_trivial or close(own, at_points_asked, atol=RTOL)
        return f_is_trivial or unsound(seen.here, own, seen.part) is not None

    def _against_own_function(
        self, seen: Seen, points: Floats, own: Floats
    ) -> list[GradientVerdict]:
        """The numerical verdict at each point; empty where f gave no numbers."""
        asked = asked_points(seen.here.asked["ladder"])
        values = read_batch(seen.here, "ladder", self.of)
        if isinstance(values, Problem) or not np.isfinite(own).all():
            return []
        ladders = values.reshape(len(points), -1)
        at = asked.reshape(len(points), -1)
        verdicts: list[GradientVerdict] = []
        for point, ladder_points, ladder, claim in zip(points, at, ladders, own, strict=True):
            design = plan_at(point, ladder_points[:, None])
            verdicts.append(decide(design, ladder, claim))
        return verdicts


def _said(statuses: Sequence[str]) -> str:
    return ", ".join(statuses) or "not possible"
