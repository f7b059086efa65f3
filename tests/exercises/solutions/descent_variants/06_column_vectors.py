import numpy as np


def grad(w, X, y):
    w, y = np.reshape(w, (-1, 1)), np.reshape(y, (1, -1))
    m = X.shape[1]
    dz = (w.T @ X - y) / m
    return X @ dz.T


def gd(X, y, w0, lr, n):
    w = w0.reshape(-1, 1)
    ws = [w]
    for _ in range(n):
        w = w - lr * grad(w, X, y)
        ws.append(w)
    return ws


def minibatches(X, y, B, seed):
    rng = np.random.default_rng(seed)
    order = rng.permutation(X.shape[1])
    m = X.shape[1]
    full = m // B
    batches = []
    for k in range(full):
        idx = order[k * B : k * B + B]
        batches.append([X[:, idx], y.reshape(1, -1)[:, idx]])
    if m % B != 0:
        idx = order[full * B :]
        batches.append([X[:, idx], y.reshape(1, -1)[:, idx]])
    return batches


def sgd(X, y, w0, lr, epochs, B, seed):
    w = w0.reshape(-1, 1)
    ws = [w]
    for epoch in range(epochs):
        for Xb, yb in minibatches(X, y, B, [seed, epoch]):
            w = w - lr * grad(w, Xb, yb)
            ws.append(w)
    return ws
