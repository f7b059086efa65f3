"""Affine and ReLU layers, and the softmax loss, each forward and backward.

Signatures as in the assignments of Stanford's course CS231n. Samples are rows. A gradient with
respect to a quantity has its shape, and `dout` is that of whatever comes after the layer.
Derivations: I. Goodfellow, Y. Bengio and A. Courville, Deep Learning, sections 6.2 and 6.5.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def affine(x: Array, w: Array, b: Array) -> Array:
    """out = X w + b, where row i of X is sample i of x, whatever its shape, laid out flat."""
    return np.asarray(x.reshape(len(x), -1) @ w + b)


def affine_dx(dout: Array, x: Array, w: Array) -> Array:
    """dL/dX = dout w^T, in the shape of x."""
    return np.asarray((dout @ w.T).reshape(x.shape))


def affine_dw(dout: Array, x: Array) -> Array:
    """dL/dw = X^T dout: each sample adds its part."""
    return np.asarray(x.reshape(len(x), -1).T @ dout)


def affine_db(dout: Array) -> Array:
    """dL/db = the sum of dout over all samples."""
    return np.asarray(dout.sum(axis=0))


def relu(x: Array) -> Array:
    """max(0, x), entry by entry."""
    return np.maximum(0, x)


def relu_dx(dout: Array, x: Array) -> Array:
    """dout where x was positive, else 0."""
    return np.asarray(dout * (x > 0))


def softmax(x: Array) -> Array:
    """exp(x) over its sum in each row; the largest score is taken away, so that none overflows."""
    raised = np.exp(x - x.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def softmax_loss(x: Array, y: Array) -> float:
    """The mean of -ln p over all samples, where p is the share of the true class."""
    shifted = x - x.max(axis=1, keepdims=True)
    logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return float(-np.mean(logs[np.arange(len(y)), y]))


def softmax_dx(x: Array, y: Array) -> Array:
    """dL/dx = (softmax(x) - one-hot(y)) / N."""
    return (softmax(x) - np.eye(x.shape[1])[y]) / len(y)
