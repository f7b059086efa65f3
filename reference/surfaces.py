"""The loss of one sigmoid neuron over weight and bias, a descent on it, and rates on a parabola.

Source: the course text, module 2, sections 2, 3.2 and 4. ln(1 + e^z) - y z is binary cross-entropy
of a sigmoid in terms of z; in this form nothing overflows. On a parabola the update multiplies the
distance from the minimum by 1 - lr f''.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def loss_surface(w_range: Floats, b_range: Floats, X: Floats, y: Floats) -> Floats:
    """The mean loss for each pair: entry (i, j) belongs to b_range[i] and w_range[j]."""
    z = w_range[None, :, None] * X + b_range[:, None, None]
    return np.asarray(np.mean(np.logaddexp(0.0, z) - y * z, axis=-1))


def loss_gradient(w: float, b: float, X: Floats, y: Floats) -> Floats:
    """Both derivatives of the mean loss: the means of (a - y) x and of a - y."""
    z = w * X + b
    slope = 0.5 * (1.0 + np.tanh(0.5 * z)) - y
    return np.array([np.mean(slope * X), np.mean(slope)])


def descent(X: Floats, y: Floats, start: Floats, lr: float, n_iterations: float) -> Floats:
    """The path of (w, b) in n updates, the start included; shape (n + 1, 2)."""
    path = [np.asarray(start, dtype=float)]
    for _ in range(int(n_iterations)):
        w, b = path[-1].tolist()
        path.append(path[-1] - lr * loss_gradient(w, b, X, y))
    return np.array(path)


def critical_rate(curvature: float) -> float:
    """2 / f'': with a larger rate, |1 - lr f''| > 1 and each step leads farther away."""
    return 2.0 / curvature


def one_step_rate(curvature: float) -> float:
    """1 / f'': the factor 1 - lr f'' is 0, so that the first step arrives."""
    return 1.0 / curvature
