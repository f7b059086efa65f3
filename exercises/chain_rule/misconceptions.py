"""Wrong rules that explain wrong links of the chain."""

from ..families import composition, forward

FACTOR, CONSTANT = 3.0, -1.0
"""Of the inner function."""

MISCONCEPTIONS = (
    *composition.inner("u", FACTOR, CONSTANT),
    *forward.prediction("y", z="u"),
    *composition.inner_slope("du_dx", FACTOR, CONSTANT),
    *composition.sigmoid_slope("dy_du"),
    *composition.whole("dy_dx"),
)
