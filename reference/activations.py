"""Activation functions and their slopes, elementwise, for sums of any size.

Source: the course text, module 2, section 2 (sigmoid and relu) and section 5 (the slope of the
sigmoid, a (1 - a)).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Activation:
    """A function of the weighted sum, and its derivative there; both elementwise."""

    value: Callable[[Floats], Floats]
    slope: Callable[[Floats], Floats]


def sigmoid(z: Floats) -> Floats:
    """The logistic function 1 / (1 + exp(-z)), between 0 and 1."""
    small = np.exp(-np.abs(z))  # at most 1, so nothing overflows
    return np.where(z >= 0, 1.0, small) / (1.0 + small)


def sigmoid_slope(z: Floats) -> Floats:
    """Its derivative a (1 - a), with 1 - a as sigmoid(-z), so that no digits are lost."""
    return sigmoid(z) * sigmoid(-z)


def relu(z: Floats) -> Floats:
    """max(0, z)."""
    return np.maximum(0.0, z)


def relu_slope(z: Floats) -> Floats:
    """1 right of 0 and 0 left of it; at 0 itself, where relu has a corner, 0."""
    return np.where(z > 0, 1.0, 0.0)


SIGMOID = Activation(sigmoid, sigmoid_slope)
RELU = Activation(relu, relu_slope)
