"""Wrong functions, paths and lists that explain wrong answers of exercise 2."""

from ...reference import quadratic
from ..families import along, derivative, descent

NAMES = descent.Names()
LOWEST = (quadratic.X_MIN, quadratic.F_MIN)
COEFFICIENTS = (1.0, -4.0, 7.0)
"""Of the parabola, the highest power first."""

MISCONCEPTIONS = (
    *derivative.parabola("f", *COEFFICIENTS),
    *derivative.slope_of_parabola("df", *COEFFICIENTS),
    *derivative.wide_difference("df", quadratic.f, 0.1, 0.01, 0.001),
    *descent.path(NAMES),
    *along.heights("trajectory_y", NAMES, lowest=LOWEST),
    *along.end("x", NAMES, x_min=quadratic.X_MIN),
)
