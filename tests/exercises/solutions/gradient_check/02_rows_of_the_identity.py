import numpy as np


def bowl(x):
    return np.sum(np.arange(1, x.size + 1) * (x - 1) ** 2)


def waves(x):
    return np.sum(np.sin(2 * x)) + np.prod(x)


def gradient_check(f, x, h):
    e = np.eye(x.size)
    up = np.array([f(x + h * row) for row in e])
    down = np.array([f(x - h * row) for row in e])
    return 0.5 * (up - down) / h
