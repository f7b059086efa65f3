"""Entries are moved in x itself and back again, which whole numbers cannot be.

loses: whole_numbers
names: whole_numbers=x-truncated
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
        x[i] = x[i] + h
        slopes[i] = (up - down) / (2 * h)
    return slopes


print(gradient_check(bowl, np.array([1.0, 1.0, 1.0]), 0.1))
