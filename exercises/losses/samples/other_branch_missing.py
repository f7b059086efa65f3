"""Only the term for label 1; the gradient belongs to it. Labels and predictions meet the wrong way round elsewhere.

loses: mse_grad, bce, softmax_cce_grad
names: mse_grad=mse_grad-sign, bce=bce-one-branch, softmax_cce_grad=softmax_cce_grad-sign
"""

import numpy as np


def mse(p, y):
    return np.mean((p - y) ** 2) / 2


def mse_grad(p, y):
    return (y - p) / len(y)


def bce(p, y):
    return -np.mean(y * np.log(np.clip(p, 1e-10, 1)))


def bce_grad(p, y):
    return -y / np.clip(p, 1e-10, 1) / len(y)


def softmax(z):
    e = np.exp(z - z.max(axis=0))
    return e / e.sum(axis=0)


def cce(p, y):
    return -np.sum(y * np.log(np.clip(p, 1e-12, 1))) / p.shape[1]


def softmax_cce_grad(z, y):
    return (y - softmax(z)) / y.shape[1]
