"""The array for the slopes has the type of x.

loses: whole_numbers
names: whole_numbers=x-truncated
"""

import numpy as np


def bowl(x):
    return np.sum(np.arange(1, x.size + 1) * (x - 1) ** 2)


def waves(x):
    return np.sum(np.sin(2 * x)) + np.prod(x)


def gradient_check(f, x, h):
    slopes = np.zeros_like(x)
    for i in range(x.size):
        right = x.astype(float)
        left = x.astype(float)
        right[i] += h
        left[i] -= h
        slopes[i] = (f(right) - f(left)) / (2 * h)
    return slopes


print(gradient_check(bowl, np.array([1.0, 1.0, 1.0]), 0.1))
