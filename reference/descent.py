"""Gradient descent, and when it has arrived.

Source: the course text, module 2, section 4 (the update rule) and exercise 3 (the criterion).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .quadratic import F_MIN

TOLERANCE = 0.01


def gradient_descent(df: Callable[[float], float], x0: float, lr: float, n: int) -> list[float]:
    """The path x_0, x_1, ..., x_n of x_{k+1} = x_k - lr * df(x_k); n + 1 numbers."""
    path = [x0]
    for _ in range(n):
        path.append(path[-1] - lr * df(path[-1]))
    return path


def converged_after(heights: Sequence[float], tolerance: float = TOLERANCE) -> int | None:
    """The first k with |heights[k] - F_MIN| < tolerance, counted in updates; None if there is none.

    `heights` is f along a path, its start included, so heights[k] is reached after k updates.
    """
    for k, height in enumerate(heights):
        if k > 0 and abs(height - F_MIN) < tolerance:
            return k
    return None
