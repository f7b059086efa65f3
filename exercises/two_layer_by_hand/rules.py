"""A network with two inputs, two hidden sigmoids and one output, step by step for one sample."""

from collections.abc import Callable
from typing import Any

import numpy as np

from ...reference import activations, network
from ..families.rule import over

WEIGHTS = {
    "x": np.array([[1.0], [2.0]]),
    "W1": np.array([[0.5, -0.3], [0.2, 0.8]]),
    "b1": np.array([[0.1], [0.0]]),
    "W2": np.array([[0.6, -0.4]]),
}
"""The sample, and the weights and biases that no variant changes."""
RULES: dict[str, Callable[..., Any]] = {
    "z1": over(("W1", "x", "b1"), network.weighted_sum),
    "a1": over(("z1",), activations.sigmoid),
    "z2": over(("W2", "a1", "b2"), network.weighted_sum),
    "a2": over(("z2",), activations.sigmoid),
    "L": lambda a2, y: -(y * np.log(a2) + (1 - y) * np.log(1 - a2)),
    "dz2": lambda a2, y: a2 - y,
    "dW2": over(("dz2", "a1"), network.weight_gradient),
    "da1": over(("W2", "dz2"), network.activation_slope),
    "dz1": lambda da1, a1: da1 * a1 * (1 - a1),
    "dW1": over(("dz1", "x"), network.weight_gradient),
    "db1": over(("dz1",), network.bias_gradient),
    "W1_new": lambda W1, lr, dW1: W1 - lr * dW1,
}
