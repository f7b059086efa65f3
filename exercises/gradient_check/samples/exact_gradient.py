"""The gradient of the bowl by its formula, for any function.

loses: gradient_check, x_kept, whole_numbers
names: nothing
"""

import numpy as np


def bowl(x):
    return np.sum(np.arange(1, x.size + 1) * (x - 1) ** 2)


def waves(x):
    return np.sum(np.sin(2 * x)) + np.prod(x)


def gradient_check(f, x, h):
    return 2 * np.arange(1, x.size + 1) * (x - 1)


print(gradient_check(bowl, np.array([1.0, 1.0, 1.0]), 0.1))
