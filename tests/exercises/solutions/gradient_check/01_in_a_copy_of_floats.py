import numpy as np


def bowl(x):
    return np.sum(np.arange(1, x.size + 1) * (x - 1) ** 2)


def waves(x):
    return np.sum(np.sin(2 * x)) + np.prod(x)


def gradient_check(f, x, h):
    """The slope of f for each entry of x, by differences."""
    x = np.array(x, dtype=float)
    slopes = np.zeros_like(x)
    for i in range(len(x)):
        old = x[i]
        x[i] = old + h
        up = f(x)
        x[i] = old - h
        down = f(x)
        x[i] = old
        slopes[i] = (up - down) / (2 * h)
    return slopes


print(gradient_check(bowl, np.array([1.0, 1.0, 1.0]), 0.1))
