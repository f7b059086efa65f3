import numpy as np


def bowl(x):
    return np.sum(np.arange(1, x.size + 1) * (x - 1) ** 2)


def waves(x):
    return np.sum(np.sin(2 * x)) + np.prod(x)


def gradient_check(f, x, h):
    forward, backward = [], []
    middle = f(x)
    for i in range(x.size):
        step = np.zeros(x.size)
        step[i] = h
        forward.append((f(x + step) - middle) / h)
        backward.append((middle - f(x - step)) / h)
    return (np.array(forward) + np.array(backward)) / 2
