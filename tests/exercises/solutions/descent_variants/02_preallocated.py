import math

import numpy as np


def grad(w, X, y):
    residual = w @ X - y
    return (X * residual).mean(axis=1)


def gd(X, y, w0, lr, n):
    path = np.zeros((n + 1, len(w0)))
    path[0] = w0
    for k in range(n):
        path[k + 1] = path[k] - lr * grad(path[k], X, y)
    return path


def minibatches(X, y, B, seed):
    rng = np.random.default_rng(seed)
    m = X.shape[1]
    order = np.arange(m)
    rng.shuffle(order)
    count = math.ceil(m / B)
    out = []
    for b in range(count):
        chosen = order[b * B : min((b + 1) * B, m)]
        out.append((np.take(X, chosen, axis=1), np.take(y, chosen)))
    return out


def sgd(X, y, w0, lr, epochs, B, seed):
    rng = np.random.default_rng(seed)
    m = y.shape[0]
    steps = math.ceil(m / B)
    path = np.zeros((epochs * steps + 1, w0.shape[0]))
    path[0] = w0
    k = 0
    for _ in range(epochs):
        order = rng.permutation(m)
        for b in range(steps):
            chosen = order[b * B : (b + 1) * B]
            path[k + 1] = path[k] - lr * grad(path[k], X[:, chosen], y[chosen])
            k += 1
    return path
