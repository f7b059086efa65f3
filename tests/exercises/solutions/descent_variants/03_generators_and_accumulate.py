from itertools import accumulate, chain

import numpy as np


def grad(w, X, y):
    return np.einsum("nm,m->n", X, w @ X - y) / y.size


def step(lr):
    return lambda w, batch: w - lr * grad(w, *batch)


def gd(X, y, w0, lr, n):
    return list(accumulate([(X, y)] * n, step(lr), initial=w0))


def minibatches(X, y, B, seed):
    rng = np.random.default_rng(seed)
    order = rng.permutation(y.size)
    return [(X[:, k], y[k]) for k in np.split(order, np.arange(B, y.size, B))]


def sgd(X, y, w0, lr, epochs, B, seed):
    seeds = np.random.SeedSequence(seed).spawn(epochs)
    batches = chain.from_iterable(minibatches(X, y, B, s) for s in seeds)
    return list(accumulate(batches, step(lr), initial=w0))
