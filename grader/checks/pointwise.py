"""Pointwise: a list that holds a function along another list, such as f along a trajectory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from grader.checks.check import VALUE, Ask, Seen
from grader.checks.diagnosis import explain_list, same_list
from grader.checks.path import read_path
from grader.checks.reading import Floats, Problem, show
from grader.checks.rule import Quantity, Rule
from grader.checks.verdict import Remark, Staff, Verdict, follow_through, remark, right, wrong
from grader.observation.probe import Along, Probe


class Pointwise:
    """Judges y_i = fn(x_i), element by element.

    Args:
        fn: The part or helper that is the function.
        over: The part that is the list of x.
    """

    def __init__(self, fn: str, over: str) -> None:
        self.fn, self.over = fn, over

        def values(**parents: Quantity) -> list[float]:
            return [float(parents[fn](x)) for x in parents[over]]

        self.rule = Rule((fn, over), values)

    def probes(self, ask: Ask) -> Mapping[str, Probe]:
        """The list itself, and the student's own function along the student's own list."""
        return {VALUE: ask.ref(), "own": Along(ask.ref(self.fn), ask.ref(self.over))}

    def judge(self, seen: Seen) -> Verdict:
        """Right along the true list, or along the student's own, with the true or own function."""
        value = show(seen.here[VALUE])
        ys = read_path(seen.here[VALUE], seen.part)
        if isinstance(ys, Problem):
            return Verdict(status=ys.status, fraction=0.0, message=ys.remark, value=value)
        true: Floats = np.array(seen.true[seen.part])
        staff = Staff(expected=np.array2string(true, precision=8), tolerance="relative 1e-6")
        if same_list(ys, true):
            return right(value, staff=staff)
        xs = read_path(seen.own(self.over), self.over)
        over = seen.verdicts.get(self.over)
        if isinstance(xs, Problem) or over is None:
            return wrong(remark("wrong", name=seen.part), value, staff=staff)
        if over.trivial:
            message = remark("trivial.parent", name=seen.part, parents=[self.over])
            return wrong(message, value, trivial=True, staff=staff)
        path_from = () if over.status == "right" else (self.over,)
        along_true = np.array([float(seen.true[self.fn](x)) for x in xs])
        if same_list(ys, along_true):
            return follow_through(path_from, value, staff=staff) if path_from else right(value)
        along_own = read_path(seen.here["own"], seen.part)
        fn = seen.verdicts.get(self.fn)
        if fn is not None and not isinstance(along_own, Problem) and same_list(ys, along_own):
            if fn.trivial or same_list(ys, xs):
                message = remark("trivial.parent", name=seen.part, parents=[self.fn])
                return wrong(message, value, trivial=True, staff=staff)
            return follow_through((self.fn, *path_from), value, staff=staff)
        explanation = explain_list(seen, ys)
        return wrong(
            self._gap(seen, ys, along_true),
            value,
            misconception=explanation.named,
            staff=replace(staff, tried=explanation.tried),
        )

    def _gap(self, seen: Seen, ys: Floats, along: Floats) -> Remark:
        """Names a list that is shifted or of another length, else the first entry that differs."""
        fields = {"name": seen.part, "over": self.over, "fn": self.fn}
        if ys.size != along.size:
            return remark("pointwise.length", **fields, got=int(ys.size), due=int(along.size))
        if ys.size > 2 and same_list(ys[1:], along[:-1]):
            return remark("pointwise.late", **fields)
        if ys.size > 2 and same_list(ys[:-1], along[1:]):
            return remark("pointwise.early", **fields)
        wrong_at = [i for i in range(ys.size) if not same_list(ys[i : i + 1], along[i : i + 1])]
        return remark("pointwise.entry", **fields, index=wrong_at[0] if wrong_at else 0)
