"""Exercise 2: gradient descent on a parabola."""

from grader import (
    Exercise,
    Figure,
    Gradient,
    Matches,
    Number,
    Part,
    Pointwise,
    Trajectory,
    path_curve,
)

from ...reference import quadratic
from .misconceptions import MISCONCEPTIONS

EXERCISE = Exercise(
    id="gradient-descent",
    title="Gradient descent on a parabola",
    givens={"lr": 0.1, "n_iterations": 20},
    fixed={"x0": 0.0},
    parts=(
        Part("f", 1, Matches(quadratic.f, extra=(0.0, 2.0)), "f(x), the function"),
        Part("df", 2, Gradient("f", quadratic.df, extra=(0.0, 2.0)), "df(x), its derivative"),
        Part("trajectory_x", 3, Trajectory(slope="df", start="x0", lr="lr", n="n_iterations")),
        Part("trajectory_y", 1, Pointwise("f", "trajectory_x")),
        Part("x", 1, Number(lambda trajectory_x: trajectory_x[-1]), "x, where it ends"),
        Part("figure", 2, Figure(path_curve("trajectory_x", "trajectory_y")), "The figure"),
    ),
    misconceptions=MISCONCEPTIONS,
    # cells of the course text's own notebook: its solution and its stub
    solution_digests=frozenset(
        {"77ee50b0e7d0a34e4a76fd9ffad536711a2e8963da17c54e25e5868339049998"}
    ),
    stub_digests=frozenset({"5e145822ca52ab0588bc7145673b27f3a55215d7938c36dae06e6fe34cc9306b"}),
)
