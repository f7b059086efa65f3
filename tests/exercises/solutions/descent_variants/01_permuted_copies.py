import numpy as np


def grad(w, X, y):
    m = len(y)
    return 1 / m * np.dot(X, np.dot(X.T, w) - y)


def gd(X, y, w0, lr, n):
    w = w0.copy()
    history = [w.copy()]
    for i in range(n):
        w -= lr * grad(w, X, y)
        history.append(w.copy())
    return history


def minibatches(X, y, B, seed):
    rng = np.random.default_rng(seed)
    p = rng.permutation(X.shape[1])
    X_shuffled, y_shuffled = X[:, p], y[p]
    return [(X_shuffled[:, i : i + B], y_shuffled[i : i + B]) for i in range(0, X.shape[1], B)]


def sgd(X, y, w0, lr, epochs, B, seed):
    rng = np.random.default_rng(seed)
    w = w0.copy()
    history = [w.copy()]
    for epoch in range(epochs):
        for Xb, yb in minibatches(X, y, B, rng.integers(1_000_000)):
            w -= lr * grad(w, Xb, yb)
            history.append(w.copy())
    return history
