"""A batch begins at every sample, and stochastic descent has loops of its own.

loses: minibatches
names: minibatches=mb-overlap
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
    for i in range(len(order)):
        k = order[i : i + B]
        batches.append((X[:, k], y[k]))
    return batches


def sgd(X, y, w0, lr, epochs, B, seed):
    rng = np.random.default_rng(seed)
    w, path = np.array(w0), [w0]
    index = np.arange(len(y))
    for _ in range(epochs):
        rng.shuffle(index)
        for i in range(0, len(y), B):
            Xb, yb = X[:, index[i : i + B]], y[index[i : i + B]]
            w = w - lr * Xb.dot(Xb.T.dot(w) - yb) / len(yb)
            path.append(w)
    return np.array(path)
