"""One sample after another with loops, and the arrays as a tuple; exp(z) / (1 + exp(z)) where z is
negative.

loses: nothing
names: nothing
"""

import numpy as np


def sigmoid(z):
    if z < 0:
        return np.exp(z) / (1 + np.exp(z))
    return 1 / (1 + np.exp(-z))


def forward(x, W1, b1, W2, b2):
    columns = []
    for sample in x.T:
        h = [sum(w * s for w, s in zip(row, sample)) + b for row, b in zip(W1, b1[:, 0])]
        g = [t if t > 0 else 0.0 for t in h]
        s = sum(w * t for w, t in zip(W2[0], g)) + b2[0, 0]
        columns.append((h, g, s, sigmoid(s)))
    return tuple(np.array(list(part)).T for part in zip(*columns))
