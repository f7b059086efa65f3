"""Mine: what is true. Name the source of each formula.

A line as a model, its error, and the mean squared error of many.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def prediction(x: float, w: float, b: float) -> float:
    """The model: p = w x + b."""
    return w * x + b


def error(p: float, y: float) -> float:
    """How much too high the prediction is: e = p - y."""
    return p - y


def mse(p: NDArray[Any], y: NDArray[Any]) -> float:
    """The mean of the squared errors."""
    return float(np.mean((p - y) ** 2))
