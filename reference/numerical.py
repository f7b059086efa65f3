"""The numerical gradient, and two functions to try it on.

Source: the course text, module 2, section 5, asks for gradients; that central differences are off
by h^2 f'''(x) / 6 follows from Taylor's theorem, since all even terms cancel.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Fn = Callable[[Floats], float]


def gradient(f: Fn, x: Floats, h: float) -> Floats:
    """Entry i is (f(x + h e_i) - f(x - h e_i)) / (2 h), for x of shape (n,); x stays as it is."""
    steps = h * np.eye(x.size)
    return np.array([(f(x + step) - f(x - step)) / (2.0 * h) for step in steps])


def bowl(x: Floats) -> float:
    """The sum of k (x_k - 1)^2, k from 1: central differences of it are exact."""
    return float(np.sum(np.arange(1, x.size + 1) * (x - 1.0) ** 2))


def waves(x: Floats) -> float:
    """The sum of sin(2 x_k), and the product of all x_k: each slope depends on all entries."""
    return float(np.sum(np.sin(2.0 * x)) + np.prod(x))
