"""Gradient descent for linear regression: batch, mini-batch and stochastic.

Source: the course text, module 2, section 3.1 (the loss) and section 4 (the update and its three
variants). The model is w . x, so the loss is J(w) = (1/m) sum of (w . x - y)^2 / 2.

X has shape (n, m), one column a sample; y has shape (m,), w has shape (n,).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Order = NDArray[np.int64]


def gradient(w: Floats, X: Floats, y: Floats) -> Floats:
    """dJ/dw = X (w . x - y) / m: the mean over the samples that it is given."""
    slopes: Floats = X @ (w @ X - y) / y.size
    return slopes


def gd(X: Floats, y: Floats, w0: Floats, lr: float, n: int) -> list[Floats]:
    """Batch gradient descent: the path w_0, ..., w_n, each update by all samples."""
    path = [w0]
    for _ in range(n):
        path.append(path[-1] - lr * gradient(path[-1], X, y))
    return path


def minibatches(X: Floats, y: Floats, B: int, order: Order) -> Iterator[tuple[Floats, Floats]]:
    """The samples in this order, B at a time; the last batch holds what is left."""
    for start in range(0, y.size, B):
        picked = order[start : start + B]
        yield X[:, picked], y[picked]


def sgd(X: Floats, y: Floats, w0: Floats, lr: float, B: int, orders: Order) -> list[Floats]:
    """The path of one update a batch, epochs * ceil(m / B) in all; `orders` has a row an epoch.

    B = 1 is stochastic gradient descent, and B = m is batch gradient descent.
    """
    path = [w0]
    for order in orders:
        for Xb, yb in minibatches(X, y, B, order):
            path.append(path[-1] - lr * gradient(path[-1], Xb, yb))
    return path


def shuffled(m: int, epochs: int, rng: Generator) -> Order:
    """A new order of m samples for each epoch, shape (epochs, m)."""
    return np.array([rng.permutation(m) for _ in range(epochs)]).reshape(epochs, m)
