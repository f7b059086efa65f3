import random

import numpy as np


def grad(w, X, y):
    total = np.zeros(len(w))
    for x, label in zip(X.T, y):
        total += (w @ x - label) * x
    return total / len(y)


def gd(X, y, w0, lr, n):
    if n == 0:
        return [w0]
    before = gd(X, y, w0, lr, n - 1)
    return before + [before[-1] - lr * grad(before[-1], X, y)]


def minibatches(X, y, B, seed):
    pairs = list(zip(X.T, y))
    random.Random(int(seed)).shuffle(pairs)
    batches = []
    for start in range(0, len(pairs), B):
        part = pairs[start : start + B]
        batches.append((np.array([x for x, _ in part]).T, np.array([label for _, label in part])))
    return batches


def sgd(X, y, w0, lr, epochs, B, seed):
    w = w0
    trail = [w0.tolist()]
    for e in range(epochs):
        for Xb, yb in minibatches(X, y, B, 97 * seed + e):
            w = np.subtract(w, lr * grad(w, Xb, yb))
            trail.append(w.tolist())
    return trail
