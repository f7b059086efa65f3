"""Number by number, with Python's own random module.

loses: nothing
names: nothing
"""

import random

import numpy as np


def grad(w, X, y):
    n, m = X.shape
    g = [0.0] * n
    for j in range(m):
        error = sum(w[i] * X[i, j] for i in range(n)) - y[j]
        for i in range(n):
            g[i] += error * X[i, j] / m
    return g


def gd(X, y, w0, lr, n):
    w = list(w0)
    path = [tuple(w)]
    for _ in range(n):
        g = grad(w, X, y)
        for i in range(len(w)):
            w[i] -= lr * g[i]
        path.append(tuple(w))
    return path


def minibatches(X, y, B, seed):
    indices = list(range(X.shape[1]))
    random.Random(seed).shuffle(indices)
    batches = []
    while indices:
        batches.append([X[:, indices[:B]], y[indices[:B]]])
        del indices[:B]
    return batches


def sgd(X, y, w0, lr, epochs, B, seed):
    w = np.array(w0, dtype=float)
    path = np.empty((0, len(w)))
    path = np.vstack([path, w])
    for e in range(epochs):
        for Xb, yb in minibatches(X, y, B, 1000 * seed + e):
            w = w - lr * np.array(grad(w, Xb, yb))
            path = np.vstack([path, w])
    return path
