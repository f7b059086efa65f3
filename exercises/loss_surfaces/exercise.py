"""Exercise 11: a loss as a surface, a path on it, and the rates of a parabola."""

from grader import Exercise, Function, Number, Part

from ...reference import surfaces
from . import rules
from .misconceptions import MISCONCEPTIONS

EXERCISE = Exercise(
    id="loss-surfaces",
    title="A loss as a surface",
    givens={"lr": 0.5, "n_iterations": 20},
    fixed={"X": rules.X, "y": rules.Y, "start": rules.START, "curvature": rules.CURVATURE},
    parts=(
        Part("loss_surface", 3, Function("loss_surface", surfaces.loss_surface, rules.CASES),
             "loss_surface(w_range, b_range, X, y)",
             self_check="print(loss_surface(np.zeros(1), np.zeros(1), X, y))  # all are 0.5\n"),
        Part("loss_path", 1, Number(surfaces.descent), "The path of weight and bias",
             self_check="for w, b in loss_path:\n"
             "    print(loss_surface(np.array([w]), np.array([b]), X, y))  # does it fall?\n"),
        Part("figure", 2, rules.SurfaceFigure(), "The figure"),
        Part("critical_lr", 1, Number(surfaces.critical_rate), "The critical rate"),
        Part("one_step_lr", 1, Number(surfaces.one_step_rate), "The rate that arrives at once"),
    ),
    misconceptions=MISCONCEPTIONS,
)  # fmt: skip
