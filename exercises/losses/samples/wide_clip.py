"""A limit so wide that it changes ordinary predictions.

loses: bce
names: nothing
"""

import numpy as np


def mse(p, y):
    return np.mean((p - y) ** 2) / 2


def mse_grad(p, y):
    return (p - y) / len(p)


def bce(p, y):
    p = np.clip(p, 0.01, 0.99)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


def bce_grad(p, y):
    p = np.clip(p, 1e-12, 1 - 1e-12)
    return (p - y) / (p * (1 - p)) / len(p)


def softmax(z):
    e = np.exp(z - z.max(axis=0))
    return e / e.sum(axis=0)


def cce(p, y):
    return -np.sum(y * np.log(np.clip(p, 1e-12, 1))) / p.shape[1]


def softmax_cce_grad(z, y):
    return (softmax(z) - y) / z.shape[1]
