"""Sample by sample, with the math module, and derivatives by moving one number.

loses: nothing
names: nothing
"""

import math

import numpy as np

TINY = 1e-9


def mse(p, y):
    total = 0.0
    for a, b in zip(p, y):
        total += 0.5 * (a - b) ** 2
    return total / len(p)


def mse_grad(p, y):
    return [(a - b) / len(p) for a, b in zip(p, y)]


def bce(p, y):
    total = 0.0
    for a, label in zip(p, y):
        chance = a if label == 1 else 1 - a
        total -= math.log(max(chance, TINY))
    return total / len(p)


def bce_grad(p, y):
    slopes = []
    for a, label in zip(p, y):
        if label == 1:
            slopes.append(-1 / max(a, TINY) / len(p))
        else:
            slopes.append(1 / max(1 - a, TINY) / len(p))
    return np.array(slopes)


def softmax(z):
    out = np.zeros(z.shape)
    for j in range(z.shape[1]):
        top = max(z[:, j])
        powers = [math.exp(s - top) for s in z[:, j]]
        out[:, j] = [power / sum(powers) for power in powers]
    return out


def cce(p, y):
    true = y.argmax(axis=0)
    chances = p[true, np.arange(p.shape[1])]
    return float(np.mean(-np.log(np.maximum(chances, TINY))))


def softmax_cce_grad(z, y):
    h = 1e-6
    out = np.zeros(z.shape)
    for i in range(z.shape[0]):
        for j in range(z.shape[1]):
            up, down = z.copy(), z.copy()
            up[i, j] += h
            down[i, j] -= h
            out[i, j] = (cce(softmax(up), y) - cce(softmax(down), y)) / (2 * h)
    return out
