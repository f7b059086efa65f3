"""Small functions that all exercises share."""

import math


def sigmoid(t):
    return 1 / (1 + math.exp(-t))


def descend(slope, start, rate, steps):
    """Every point of a gradient descent, the start included."""
    points = [start]
    for _ in range(steps):
        points.append(points[-1] - rate * slope(points[-1]))
    return points


def steps_until(test, points):
    """The index of the first point that passes the test, or None."""
    return next((k for k, point in enumerate(points) if test(point)), None)
