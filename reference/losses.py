"""Losses as means over the samples, and their gradients.

Source: the course text, module 2, section 3. Its derivatives are those of a single sample, without
the 1 / m of the mean, and its categorical cross-entropy has no mean over samples at all; here the
gradients are those of the means.

Predictions and labels have shape (m,); with C classes they have shape (C, m), one column a sample.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

EPSILON = 1e-12
"""Predictions are kept so far away from 0 and 1 before a logarithm or a division sees them."""


def mse(p: Floats, y: Floats) -> float:
    """The halved mean squared error J = (1/m) sum of (p - y)^2 / 2."""
    return float(np.mean((p - y) ** 2) / 2)


def mse_grad(p: Floats, y: Floats) -> Floats:
    """dJ/dp = (p - y) / m: the 2 of the square meets the half."""
    return (p - y) / p.size


def bce(p: Floats, y: Floats) -> float:
    """Binary cross-entropy J = -(1/m) sum of y ln p + (1 - y) ln(1 - p), with p clipped."""
    p = _inside(p)
    return float(-np.mean(y * np.log(p) + (1 - y) * np.log1p(-p)))


def bce_grad(p: Floats, y: Floats) -> Floats:
    """dJ/dp = (p - y) / (p (1 - p)) / m, with p clipped; by the prediction, not by its sum z."""
    p = _inside(p)
    return (p - y) / (p * (1 - p)) / p.size


def softmax(z: Floats) -> Floats:
    """The shares exp(z) / sum of exp(z) over the classes of each sample: columns add up to 1."""
    powers = np.exp(z - np.max(z, axis=0))  # the largest is exp(0): nothing overflows
    shares: Floats = powers / np.sum(powers, axis=0)
    return shares


def cce(p: Floats, y: Floats) -> float:
    """Categorical cross-entropy J = -(1/m) sum of y ln p over classes and samples, p clipped."""
    return float(-np.sum(y * np.log(_inside(p))) / p.shape[1])


def softmax_cce_grad(z: Floats, y: Floats) -> Floats:
    """dJ/dz = (p - y) / m for p = softmax(z): the two derivatives cancel like sigmoid and bce."""
    slopes: Floats = (softmax(z) - y) / z.shape[1]
    return slopes


def _inside(p: Floats) -> Floats:
    """Predictions a little away from 0 and 1."""
    return np.clip(p, EPSILON, 1 - EPSILON)
