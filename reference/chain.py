"""A chain of two functions, link by link: y = s(u) with u = 3 x^2 - 1 and s the sigmoid.

Source: the course text, module 2, section 5 (dz/dx = dz/dy * dy/dx) and section 2 (the sigmoid).
"""

from __future__ import annotations

from .neuron import sigmoid


def inner(x: float) -> float:
    """The inner function u = 3 x^2 - 1."""
    return 3.0 * x * x - 1.0


def outer(u: float) -> float:
    """The outer function y = 1 / (1 + exp(-u))."""
    return sigmoid(u)


def inner_slope(x: float) -> float:
    """du/dx = 6 x."""
    return 6.0 * x


def outer_slope(y: float) -> float:
    """dy/du = y (1 - y), the slope of the sigmoid in terms of its value."""
    return y * (1.0 - y)


def whole_slope(dy_du: float, du_dx: float) -> float:
    """dy/dx = dy/du * du/dx."""
    return dy_du * du_dx
