"""The parabola of the exercises on gradient descent: f(x) = x^2 - 4 x + 7.

Source: the course text, module 2, exercise 2. f(x) = (x - 2)^2 + 3, so its minimum is f(2) = 3.
"""

from __future__ import annotations

X_MIN = 2.0
F_MIN = 3.0


def f(x: float) -> float:
    """The height f(x) = x^2 - 4 x + 7, at a number or elementwise."""
    return x * x - 4.0 * x + 7.0


def df(x: float) -> float:
    """The slope f'(x) = 2 x - 4, at a number or elementwise."""
    return 2.0 * x - 4.0
