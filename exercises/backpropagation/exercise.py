"""Exercise 9: back through a network with one hidden layer."""

from grader import Calls, Exercise, Part, Returned

from . import cases, rules
from .misconceptions import MISCONCEPTIONS

BACKWARD = Calls("backward", cases.INNER, rules.GRADIENTS)
FAR = Calls("backward", cases.FAR, rules.GRADIENTS)
SHAPES = """\
grads = backward(cache, params, y)
for name in ("W1", "b1", "W2", "b2"):  # a gradient has the shape of what it belongs to
    print(name, params[name].shape, np.shape(grads["d" + name]))
twice = {name: np.hstack([array, array]) for name, array in cache.items()}
again = backward(twice, params, np.hstack([y, y]))  # the same samples twice: the mean stays
print(grads, again)
"""


def _part(name: str, title: str, symbol: str, calls: Calls = BACKWARD) -> Part:
    slope = rf"\displaystyle\frac{{\partial J}}{{\partial {symbol}}}"
    return Part(name, 2, Returned(calls, name), f"{name}, {title}", slope, SHAPES)


EXERCISE = Exercise(
    id="backpropagation",
    title="Back through two layers",
    parts=(
        _part("dZ2", "by the output's sums", "z^{[2]}", FAR),
        _part("dW2", "by the output's weights", "W^{[2]}"),
        _part("db2", "by the output's bias", "b^{[2]}"),
        _part("dZ1", "by the hidden sums", "z^{[1]}"),
        _part("dW1", "by the hidden weights", "W^{[1]}"),
        _part("db1", "by the hidden biases", "b^{[1]}"),
    ),
    misconceptions=MISCONCEPTIONS,
)
