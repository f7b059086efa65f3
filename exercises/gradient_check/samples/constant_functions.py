"""Functions that are constant, so that every slope is 0.

loses: gradient_check, x_kept, whole_numbers
names: nothing
"""

import numpy as np


def bowl(x):
    return 0.0


def waves(x):
    return 0.0


def gradient_check(f, x, h):
    slopes = np.zeros(x.size)
    for i in range(x.size):
        right = x.astype(float)
        left = x.astype(float)
        right[i] += h
        left[i] -= h
        slopes[i] = (f(right) - f(left)) / (2 * h)
    return slopes


print(gradient_check(bowl, np.array([1.0, 1.0, 1.0]), 0.1))
