"""What `loss_surface` is called with, and how the figure of exercise 11 is judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from grader import Cases, Curve, Edge, Figure, Seen, Verdict, labels, real, way
from grader.checks.check import VALUE
from grader.checks.figure import count_fields
from grader.checks.reading import Floats, Numbers, read_numbers
from grader.checks.verdict import remark

X = np.array([-2.0, -1.0, 0.0, 1.0, 2.0, 3.0])
Y = np.array([0.0, 0.0, 1.0, 0.0, 1.0, 1.0])
START = np.array([-2.0, 2.0])
CURVATURE = 2.0
"""Of the parabola of exercise 2."""


def _far_out(own: Floats) -> bool:
    """Finite where predictions round to 0 and 1; how large depends on where they are clipped."""
    return bool(np.isfinite(own).all() and np.ptp(own) > 1)


CASES = Cases(
    {"w_range": real("n"), "b_range": real("n"), "X": real("m"), "y": labels("m")},
    sizes=({"n": 2, "m": 1}, {"n": 3, "m": 5}, {"n": 4, "m": 3}),
    edges={
        "ranges of different lengths": Edge(
            {"w_range": np.linspace(-1, 1, 5), "b_range": np.linspace(-2, 1, 3)}
        ),
        "predictions that round to 0 or 1": Edge(
            {"w_range": np.array([-900.0, 0.5, 900.0, 1000.0])}, _far_out
        ),
    },
)
"""Square grids tell rows from columns by their numbers; the edge case does by its shape."""


class SurfaceFigure(Figure):
    """Judges whether the path is drawn, and a surface with it: contours, an image, a mesh."""

    def __init__(self) -> None:
        super().__init__(path_curves)

    def judge(self, seen: Seen) -> Verdict:
        """Half for the path, and half for a surface in the same plot."""
        verdict = super().judge(seen)
        if verdict.fraction < 1:
            return verdict
        if count_fields(seen.here[VALUE]):
            return verdict
        return replace(
            verdict,
            status="partial",
            fraction=0.5,
            message=remark("figure.missing", what=["the surface"]),
        )


def path_curves(seen: Seen) -> Sequence[Curve]:
    """The path as weight and bias or the other way round: the true one, or the student's own."""
    true = np.asarray(seen.true["loss_path"], dtype=float)
    own, verdict = read_numbers(seen.own("loss_path"), "loss_path"), seen.verdicts.get("loss_path")
    paths = [true]
    sound = isinstance(own, Numbers) and verdict is not None and not verdict.trivial
    if sound and isinstance(own, Numbers) and own.array.ndim == 2 and own.array.shape[1] == 2:
        finite = bool(np.isfinite(own.array).all())
        paths += [own.array] if finite and len(own.array) > len(true) / 2 else []
    ways = [way(*order) for p in paths for order in ((p[:, 0], p[:, 1]), (p[:, 1], p[:, 0]))]
    return [Curve("the path", tuple(ways))]
