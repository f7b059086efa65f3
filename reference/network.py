"""Forward and backward through a network of L layers, for binary cross-entropy.

Source: the course text, module 2, sections 2, 3.2 and 5. Its conventions: columns are samples, so
that x has shape (n_0, m); layer l has the weights W[l] of shape (n_l, n_(l-1)) and the biases b[l]
of shape (n_l, 1), counted from 1; a[0] is x. Section 5 is for one sample. Here J is a mean over m
of them, as in section 3: 1/m comes in with dz[L], and all that follows carries it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from .activations import RELU, SIGMOID, Activation, Floats

ByLayer = Mapping[int, Floats]


@dataclass(frozen=True, slots=True)
class Cache:
    """What the way forward leaves for the way back: z[1..L] and a[0..L]."""

    z: ByLayer
    a: ByLayer


@dataclass(frozen=True, slots=True)
class Gradients:
    """The derivatives of J by z[l], W[l] and b[l], for l = 1..L."""

    dz: ByLayer
    dW: ByLayer  # noqa: N815 - the mathematics
    db: ByLayer


def weighted_sum(W: Floats, a: Floats, b: Floats) -> Floats:
    """z[l] = W[l] a[l-1] + b[l]; the bias is added to every sample."""
    return W @ a + b


def forward(x: Floats, W: ByLayer, b: ByLayer, hidden: Activation = RELU) -> Cache:
    """From the inputs to the predictions a[L], which come out of sigmoids."""
    last = len(W)
    z: dict[int, Floats] = {}
    a: dict[int, Floats] = {0: x}
    for l in range(1, last + 1):  # noqa: E741 - as in the course text
        z[l] = weighted_sum(W[l], a[l - 1], b[l])
        a[l] = (SIGMOID if l == last else hidden).value(z[l])
    return Cache(z, a)


def mean_loss(z: Floats, y: Floats) -> float:
    """J, the mean over the samples of -(y ln a + (1 - y) ln(1 - a)) with a = sigmoid(z).

    As a function of z it is ln(1 + exp(z)) - y z, which is finite for every z. With several outputs
    those of a sample are added up.
    """
    return float(np.sum(np.logaddexp(0.0, z) - y * z) / y.shape[1])


def output_slope(a: Floats, y: Floats) -> Floats:
    """dJ/dz[L] = (a[L] - y) / m: cross-entropy and sigmoid together."""
    return (a - y) / int(y.shape[1])


def weight_gradient(dz: Floats, a: Floats) -> Floats:
    """dJ/dW[l] = dJ/dz[l] a[l-1]^T, which adds up over the samples."""
    return np.asarray(dz @ a.T)


def bias_gradient(dz: Floats) -> Floats:
    """dJ/db[l]: all samples share the bias, so their slopes are added up."""
    return np.asarray(np.sum(dz, axis=1, keepdims=True))


def activation_slope(W: Floats, dz: Floats) -> Floats:
    """dJ/da[l-1] = W[l]^T dJ/dz[l]."""
    return np.asarray(W.T @ dz)


def backward(cache: Cache, W: ByLayer, y: Floats, hidden: Activation = RELU) -> Gradients:
    """From the predictions back to every parameter, layer by layer."""
    last = len(W)
    dz: dict[int, Floats] = {last: output_slope(cache.a[last], y)}
    for l in range(last - 1, 0, -1):  # noqa: E741 - as in the course text
        dz[l] = activation_slope(W[l + 1], dz[l + 1]) * hidden.slope(cache.z[l])
    dW = {k: weight_gradient(dz[k], cache.a[k - 1]) for k in dz}
    db = {k: bias_gradient(dz[k]) for k in dz}
    return Gradients(dz, dW, db)
