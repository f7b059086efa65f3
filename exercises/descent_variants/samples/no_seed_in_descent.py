"""The order of stochastic descent is drawn without the seed.

loses: sgd
names: nothing
"""

import numpy as np


def grad(w, X, y):
    return X @ (w @ X - y) / X.shape[1]


def gd(X, y, w0, lr, n):
    path = [w0]
    for _ in range(n):
        path.append(path[-1] - lr * grad(path[-1], X, y))
    return path


def minibatches(X, y, B, seed):
    rng = np.random.default_rng(seed)
    order = rng.permutation(X.shape[1])
    batches = []
    for i in range(0, len(order), B):
        k = order[i : i + B]
        batches.append((X[:, k], y[k]))
    return batches


def sgd(X, y, w0, lr, epochs, B, seed):
    path = [w0]
    for epoch in range(epochs):
        for Xb, yb in minibatches(X, y, B, np.random.randint(10**6)):
            path.append(path[-1] - lr * grad(path[-1], Xb, yb))
    return path
