from __future__ import annotations

import numpy as np


def sigmoid(t: float) -> float:
    return float(1.0 / (1.0 + np.exp(-t)))


def bce(p: float, label: float, eps: float = 1e-15) -> float:
    p = float(np.clip(p, eps, 1 - eps))
    return float(-(label * np.log(p) + (1 - label) * np.log(1 - p)))


def sigmoid_prime(t: float) -> float:
    s = sigmoid(t)
    return s * (1 - s)


x: float = 2.0
w: float = 0.5
b: float = 0.3
y: float = 1.0
lr: float = 0.1

z: float = np.dot(w, x) + b
a: float = sigmoid(z)
L: float = bce(a, y)

# chain rule
dL_da = -(y / a) + (1 - y) / (1 - a)
da_dz = sigmoid_prime(z)
dL_dz = dL_da * da_dz
dz_dw, dz_db = x, 1.0
dL_dw = dL_dz * dz_dw
dL_db = dL_dz * dz_db

(w_new, b_new) = (w - lr * dL_dw, b - lr * dL_db)
assert bce(sigmoid(w_new * x + b_new), y) < L
