"""Exercise 10: a numerical gradient, to check others with."""

from grader import Exercise, Judge, Part

from ..families import numerical
from . import rules

CHECK = """\
at, exact = np.array([2.0]), 2 * np.cos(4.0) + 1  # the slope of waves
for h in (0.1, 0.05, 0.025):  # how does the error fall?
    print(h, gradient_check(waves, at, h) - exact)
"""

EXERCISE = Exercise(
    id="gradient-check",
    title="A numerical gradient",
    parts=(
        Part(rules.NAME, 4, rules.NumericalGradient(), "gradient_check(f, x, h)",
             self_check=CHECK),
        Part("x_kept", 1, Judge(rules.ask_kept, rules.kept, within=rules.NAME),
             "x is as it was before"),
        Part("whole_numbers", 1, Judge(rules.ask_whole, rules.whole, within=rules.NAME),
             "x may hold whole numbers"),
    ),
    misconceptions=numerical.gradient(rules.NAME),
)  # fmt: skip
