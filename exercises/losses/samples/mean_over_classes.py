"""The mean of the categorical loss is taken over classes too.

loses: cce, softmax_cce_grad
names: cce=cce-over-classes, softmax_cce_grad=softmax_cce_grad-over-all
"""

import numpy as np


def mse(p, y):
    return np.mean((p - y) ** 2) / 2


def mse_grad(p, y):
    return (p - y) / len(p)


def bce(p, y):
    p = np.clip(p, 1e-12, 1 - 1e-12)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


def bce_grad(p, y):
    p = np.clip(p, 1e-12, 1 - 1e-12)
    return (p - y) / (p * (1 - p)) / len(p)


def softmax(z):
    e = np.exp(z - z.max(axis=0))
    return e / e.sum(axis=0)


def cce(p, y):
    return -np.mean(y * np.log(p + 1e-15))


def softmax_cce_grad(z, y):
    return (softmax(z) - y) / z.size
