import numpy as np


class Regression:
    def __init__(self, w, lr):
        self.w = np.array(w, dtype=float)
        self.lr = lr
        self.history = [self.w]

    def gradient(self, X, y):
        errors = self.w @ X - y
        return errors @ X.T / errors.shape[0]

    def update(self, X, y):
        self.w = self.w - self.lr * self.gradient(X, y)
        self.history.append(self.w)


def grad(w, X, y):
    return Regression(w, 0).gradient(X, y)


def gd(X, y, w0, lr, n):
    model = Regression(w0, lr)
    while len(model.history) <= n:
        model.update(X, y)
    return model.history


def minibatches(X, y, B, seed):
    state = np.random.RandomState(seed)
    table = np.vstack([X, y])
    table = table[:, state.permutation(table.shape[1])]
    result = []
    while table.shape[1] > 0:
        result.append((table[:-1, :B], table[-1, :B]))
        table = table[:, B:]
    return result


def sgd(X, y, w0, lr, epochs, B, seed):
    np.random.seed(seed)
    model = Regression(w0, lr)
    for _ in range(epochs):
        keys = np.random.rand(len(y))
        order = np.argsort(keys)
        for first in range(0, len(y), B):
            chosen = order[first : first + B]
            model.update(X[:, chosen], y[chosen])
    return model.history
