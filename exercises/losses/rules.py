"""What the functions of exercise 5 are called with, and what is accepted where answers may differ.

How far predictions are kept away from 0 and 1 is up to the student. So losses there must be finite
and large where a sure prediction is wrong, and about 0 where it is right.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from grader import Cases, Edge, Function, Seen, Verdict, one_hot, real, shares
from grader.checks.cases import labels
from grader.checks.check import Ask
from grader.checks.reading import Floats, Numbers, read_numbers
from grader.checks.verdict import follow_through
from grader.observation.probe import Call, Const, Probe

LARGE = 4.0
"""What two thirds, or half, of the samples cost at least if their label has the probability 0."""
SIZES = ({"m": 1}, {"m": 3}, {"m": 5})
CLASS_SIZES = ({"C": 3, "m": 1}, {"C": 4, "m": 3}, {"C": 3, "m": 5})
SURE, WRONG, RIGHT = np.array([0.0, 1.0, 0.5]), np.array([1, 0, 1]), np.array([0, 1, 1])
SMALL, SMALL_LABELS = np.array([0.0001, 0.3, 0.6]), np.array([1, 0, 1])
# so far from the edges that a limit, or a number that is added, of up to 1e-7 changes nothing
CHANCES = real("m", low=0.2, high=0.8)
PAIR = {"p": CHANCES, "y": labels("m")}


def near(due: float) -> Callable[[Floats], bool]:
    """A little off is right: 1e-7 may have been added to a prediction of 0.0001."""
    return lambda own: bool(abs(own - due) < 2e-3 * abs(due) + 1e-6)


def large(own: Floats) -> bool:
    """A loss that is finite and large."""
    return bool(LARGE < own < 1e3)


def steep(own: Floats) -> bool:
    """Slopes at predictions 0 and 1 with labels 1 and 0: finite, large, and of the right sign."""
    return bool(np.isfinite(own).all() and own[0] < -100 and own[1] > 100)


def flat(own: Floats) -> bool:
    """Slopes at predictions 0 and 1 with labels 0 and 1: those of the clip, or none."""
    return bool(np.isfinite(own).all() and np.all(np.abs(own[:2]) < 1.01))


REALS = Cases({"p": real("m"), "y": real("m")}, SIZES)
BINARY = Cases(
    PAIR,
    SIZES,
    {
        "predictions of 0 and 1 that are wrong": Edge({"p": SURE, "y": WRONG}, large),
        "predictions of 0 and 1 that are right": Edge(
            {"p": SURE, "y": RIGHT}, near(float(np.log(2) / 3))
        ),
        "a prediction of 0.0001": Edge(
            {"p": SMALL, "y": SMALL_LABELS}, near(float(-np.log(0.0001 * 0.7 * 0.6) / 3))
        ),
    },
)
BINARY_SLOPES = Cases(
    PAIR,
    SIZES,
    {
        "predictions of 0 and 1 that are wrong": Edge({"p": SURE, "y": WRONG}, steep),
        "predictions of 0 and 1 that are right": Edge({"p": SURE, "y": RIGHT}, flat),
    },
)
SCORES = Cases(
    {"z": real("C", "m")},
    CLASS_SIZES,
    {
        "scores of 1000": Edge({"z": np.array([[1000.0, 1.0], [1001.0, 2.0], [999.0, -3.0]])}),
        "scores of -1000": Edge({"z": np.array([[-1000.0], [-1001.0], [-1002.0]])}),
    },
)
CLASSES = Cases(
    {"p": shares("C", "m"), "y": one_hot("C", "m")},
    CLASS_SIZES,
    {
        "a true class with probability 0": Edge(
            {"p": np.array([[0.0, 0.3], [0.4, 0.7], [0.6, 0.0]]), "y": np.eye(3)[:, :2]}, large
        ),
        "wrong classes with probability 0": Edge(
            {"p": np.eye(3), "y": np.eye(3)}, lambda own: bool(abs(own) < 1e-3)
        ),
    },
)
SCORES_AND_LABELS = Cases({"z": real("C", "m"), "y": one_hot("C", "m")}, CLASS_SIZES)


class ByScores(Function):
    """The gradient by the scores; right as well if it follows from the student's own softmax."""

    def probes(self, ask: Ask) -> Mapping[str, Probe]:
        """All cases, and the student's own softmax of their scores."""
        found = dict(super().probes(ask))
        for key, case in self.asked_of(found).items():
            found[f"own {key}"] = Call(ask.ref("softmax"), (Const(case.arguments["z"]),))
        return found

    def judge(self, seen: Seen) -> Verdict:
        """By the reference, else by the student's own softmax."""
        verdict = super().judge(seen)
        softmax = seen.verdicts.get("softmax")
        suspect = softmax is not None and softmax.status == "wrong" and not softmax.trivial
        if verdict.status == "wrong" and suspect and self._follows(seen):
            return follow_through(("softmax",), verdict.value, staff=verdict.staff)
        return verdict

    def _follows(self, seen: Seen) -> bool:
        """Whether it is (p - y) / m with the student's own p, in all cases."""
        varies = False  # equal shares everywhere say nothing of the scores
        for key, case in self.asked_of(seen.here.asked).items():
            own, p = (read_numbers(seen.here[k], self.item) for k in (key, f"own {key}"))
            y = case.arguments["y"]
            if not (isinstance(own, Numbers) and isinstance(p, Numbers)):
                return False
            if own.array.shape != y.shape or p.array.shape != y.shape:
                return False
            varies = varies or bool(np.ptp(p.array) > 0)
            if not np.allclose(own.array, (p.array - y) / y.shape[1], rtol=1e-6, atol=1e-9):
                return False
        return varies
