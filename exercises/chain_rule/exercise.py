"""Exercise 8: the chain rule, link by link."""

from grader import Calls, Cases, Exercise, Part, Returned, real

from ...reference import chain
from .misconceptions import MISCONCEPTIONS

CHAIN = Calls(
    "chain",
    Cases({"x": real(low=-1.2, high=1.2)}, sizes=({},) * 5),
    {
        "u": chain.inner,
        "y": chain.outer,
        "du_dx": chain.inner_slope,
        "dy_du": chain.outer_slope,
        "dy_dx": chain.whole_slope,
    },
)
CHECK = """\
h, at = 1e-6, 0.7
print((chain(at + h)["{of}"] - chain(at - h)["{of}"]) / (2 * h), chain(at)["d{of}_dx"])
"""

EXERCISE = Exercise(
    id="chain-rule",
    title="The chain rule, link by link",
    parts=(
        Part("u", 1, Returned(CHAIN, "u"), "u, the inner function", "u"),
        Part("y", 1, Returned(CHAIN, "y"), "y, the outer function of it", "y"),
        Part("du_dx", 1, Returned(CHAIN, "du_dx"), "The inner link",
             r"\displaystyle\frac{du}{dx}", CHECK.format(of="u")),
        Part("dy_du", 1, Returned(CHAIN, "dy_du"), "The outer link",
             r"\displaystyle\frac{dy}{du}"),
        Part("dy_dx", 2, Returned(CHAIN, "dy_dx"), "The whole chain",
             r"\displaystyle\frac{dy}{dx}", CHECK.format(of="y")),
    ),
    misconceptions=MISCONCEPTIONS,
)  # fmt: skip
