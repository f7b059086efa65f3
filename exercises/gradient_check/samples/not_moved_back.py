"""Entries are moved in x itself, and stay where they are.

loses: gradient_check, x_kept, whole_numbers
names: gradient_check=gradient_check-not-restored, x_kept=x-changed, whole_numbers=x-truncated
"""

import numpy as np


def bowl(x):
    return np.sum(np.arange(1, x.size + 1) * (x - 1) ** 2)


def waves(x):
    return np.sum(np.sin(2 * x)) + np.prod(x)


def gradient_check(f, x, h):
    slopes = np.zeros(x.size)
    for i in range(x.size):
        x[i] = x[i] + h
        up = f(x)
        x[i] = x[i] - 2 * h
        down = f(x)
        slopes[i] = (up - down) / (2 * h)
    return slopes


print(gradient_check(bowl, np.array([1.0, 1.0, 1.0]), 0.1))
