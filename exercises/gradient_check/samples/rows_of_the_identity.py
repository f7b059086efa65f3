"""No copies: steps are rows of the identity matrix.

loses: nothing
names: nothing
"""

import numpy as np


def bowl(x):
    return np.sum(np.arange(1, x.size + 1) * (x - 1) ** 2)


def waves(x):
    return np.sum(np.sin(2 * x)) + np.prod(x)


def gradient_check(f, x, h):
    steps = h * np.eye(len(x))
    return [(f(x + step) - f(x - step)) / (2 * h) for step in steps]


print(gradient_check(bowl, np.array([1.0, 1.0, 1.0]), 0.1))
