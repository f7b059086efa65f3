"""One sigmoid neuron with binary cross-entropy: forward, backward, one step.

Source of all formulas: the course text, module 2, sections 2, 3.2 and 5; the derivation of dL/dz
is the chain rule with dL/da = (a - y) / (a (1 - a)) and da/dz = a (1 - a), which cancel.
"""

from __future__ import annotations

import numpy as np


def pre_activation(x: float, w: float, b: float) -> float:
    """The weighted sum z = w x + b."""
    return w * x + b


def sigmoid(z: float) -> float:
    """The logistic function a = 1 / (1 + exp(-z)); 0 < a < 1."""
    # 1 / (1 + exp(-z)) = (1 + tanh(z / 2)) / 2, which does not overflow
    return float(0.5 * (1.0 + np.tanh(0.5 * z)))


def binary_cross_entropy(a: float, y: float) -> float:
    """L = -(y ln a + (1 - y) ln(1 - a)), for 0 < a < 1 and a label y of 0 or 1; nan elsewhere.

    Far out, the sigmoid rounds to 0 or 1, and then the loss is not defined either.
    """
    if not 0.0 < a < 1.0:
        return float("nan")
    return float(-(y * np.log(a) + (1.0 - y) * np.log1p(-a)))


def loss_slope(a: float, y: float) -> float:
    """dL/dz = a - y: sigmoid and cross-entropy together."""
    return a - y


def weight_gradient(dL_dz: float, x: float) -> float:
    """dL/dw = dL/dz * dz/dw, and dz/dw = x."""
    return dL_dz * x


def bias_gradient(dL_dz: float) -> float:
    """dL/db = dL/dz * dz/db, and dz/db = 1."""
    return dL_dz


def new_weight(w: float, lr: float, dL_dw: float) -> float:
    """One step of gradient descent: w - lr * dL/dw."""
    return w - lr * dL_dw


def new_bias(b: float, lr: float, dL_db: float) -> float:
    """One step of gradient descent: b - lr * dL/db."""
    return b - lr * dL_db
