"""Exercise 2: gradient descent on a parabola."""

from grader import (
    Exercise,
    Figure,
    Gradient,
    Last,
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
        Part(
            "f",
            1,
            Matches(quadratic.f, extra=(0.0, 2.0)),
            "f(x), the function",
            symbol="f(x)",
            self_check="print(f(1), f(2), f(3))  # the lowest in the middle, the others equal\n",
        ),
        Part(
            "df",
            2,
            Gradient("f", quadratic.df, extra=(0.0, 2.0)),
            "df(x), its derivative",
            symbol=r"\displaystyle\frac{df}{dx}",
            self_check="""\
h = 1e-6
for at in (0.0, 1.0, 3.5):  # a slope is rise over run
    print(at, (f(at + h) - f(at - h)) / (2 * h), df(at))
""",
        ),
        Part(
            "trajectory_x",
            3,
            Trajectory(slope="df", start="x0", lr="lr", n="n_iterations", of="f"),
            symbol=r"x_0, x_1, \dots, x_n",
            self_check="""\
print(len(trajectory_x), trajectory_x[0])
for k in range(1, len(trajectory_x)):  # each step, in units of lr times the slope before it
    step = trajectory_x[k] - trajectory_x[k - 1]
    print(k, step / (lr * df(trajectory_x[k - 1])))
""",
        ),
        Part(
            "trajectory_y",
            1,
            Pointwise("f", "trajectory_x"),
            symbol=r"f(x_0), f(x_1), \dots, f(x_n)",
            self_check="""\
for at, height in zip(trajectory_x, trajectory_y):
    print(at, height, f(at))
""",
        ),
        Part(
            "x",
            1,
            Number(lambda trajectory_x: trajectory_x[-1]),
            "x, where it ends",
            symbol="x_n",
            self_check="print(x, trajectory_x[-3:])\n",
            relation=Last("trajectory_x"),
        ),
        Part("figure", 2, Figure(path_curve("trajectory_x", "trajectory_y")), "The figure"),
    ),
    misconceptions=MISCONCEPTIONS,
    # cells of the course text's own notebook: its solution and its stub
    solution_digests=frozenset(
        {"77ee50b0e7d0a34e4a76fd9ffad536711a2e8963da17c54e25e5868339049998"}
    ),
    stub_digests=frozenset({"5e145822ca52ab0588bc7145673b27f3a55215d7938c36dae06e6fe34cc9306b"}),
)
