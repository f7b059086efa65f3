"""w -= step changes the start and every entry of the list.

loses: gd, sgd
names: gd=gd-same-array, sgd=sgd-same-array
"""

import numpy as np


def grad(w, X, y):
    return X @ (w @ X - y) / X.shape[1]


def gd(X, y, w0, lr, n):
    w = w0
    path = [w]
    for _ in range(n):
        w -= lr * grad(w, X, y)
        path.append(w)
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
    w = w0.copy()
    path = [w]
    for epoch in range(epochs):
        for Xb, yb in minibatches(X, y, B, seed + epoch):
            w -= lr * grad(w, Xb, yb)
            path.append(w)
    return path
