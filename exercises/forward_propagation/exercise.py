"""Exercise 4: forward through a network with one hidden layer."""

from grader import Calls, Exercise, Part, Returned

from ...reference import activations, network
from ..families.rule import over
from .cases import CASES
from .misconceptions import MISCONCEPTIONS

FORWARD = Calls(
    "forward",
    CASES,
    {
        "z1": over(("W1", "x", "b1"), network.weighted_sum),
        "a1": over(("z1",), activations.relu),
        "z2": over(("W2", "a1", "b2"), network.weighted_sum),
        "a2": over(("z2",), activations.sigmoid),
    },
    symmetric=("m", "n1"),
)
ONE_BY_ONE = """\
x, W1, b1 = np.array([[1., 2.], [3., -4.]]), np.array([[1., 0.], [2., -1.]]), np.array([[5.], [7.]])
W2, b2 = np.array([[1., -2.]]), np.array([[3.]])
both, first = forward(x, W1, b1, W2, b2), forward(x[:, :1], W1, b1, W2, b2)
print(both, first)  # the first column of each array: is it the same? which shapes do they have?
"""
EXERCISE = Exercise(
    id="forward-propagation",
    title="Forward through two layers",
    parts=(
        Part("z1", 2, Returned(FORWARD, "z1"), "z1, hidden sums", "z^{[1]}", ONE_BY_ONE),
        Part("a1", 2, Returned(FORWARD, "a1"), "a1, hidden activations", "a^{[1]}", ONE_BY_ONE),
        Part("z2", 2, Returned(FORWARD, "z2"), "z2, sums of the output", "z^{[2]}", ONE_BY_ONE),
        Part("a2", 2, Returned(FORWARD, "a2"), "a2, predictions", "a^{[2]}", ONE_BY_ONE),
    ),
    misconceptions=MISCONCEPTIONS,
)
