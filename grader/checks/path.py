"""Reading a path of numbers, step by step."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from grader.checks.closeness import COMPUTED, RTOL, digits_of
from grader.checks.reading import Floats, Numbers, Problem, read_numbers
from grader.checks.verdict import remark
from grader.observation.observation import Observation

FEWEST_MOVES = 3
"""A path that moves less often than this, and in less than half its steps, shows no descent."""


def read_path(observation: Observation, name: str) -> Floats | Problem:
    """A list of numbers of shape (k,), k >= 1, all finite; columns of one entry are read too."""
    numbers = read_numbers(observation, name)
    if isinstance(numbers, Problem):
        return numbers
    array = _flat(numbers)
    if array is None:
        return Problem("wrong", remark("wrong.no-list", name=name))
    if array.size == 0:
        return Problem("missing", remark("wrong.empty-list", name=name))
    if not np.isfinite(array).all():
        first = int(np.flatnonzero(~np.isfinite(array))[0])
        return Problem("wrong", remark("wrong.not-finite-at", name=name, index=first))
    return array


def _flat(numbers: Numbers) -> Floats | None:
    array = numbers.array
    if array.ndim == 2 and 1 in array.shape:
        array = array.ravel()
    return array if array.ndim == 1 else None


def rounding_of(path: Floats) -> float:
    """Half a unit of the last decimal if every entry was rounded by hand, else 0."""
    places = [digits_of(value) for value in path.tolist()]
    if any(digits >= COMPUTED for digits, _ in places):
        return 0.0
    decimals = max(decimals for _, decimals in places)
    fewest = 2 if np.min(np.abs(path)) >= 1 else 3  # three significant digits
    return 0.5 * 10.0**-decimals if decimals >= fewest else 0.0


def own_rounding(values: Floats) -> float:
    """Half a unit of the last decimal of values that were rounded by hand to two or more, else 0.

    What `rounding_of` takes for too coarse to be graded is read all the same.
    """
    places = [digits_of(value) for value in values[np.isfinite(values)].tolist()]
    decimals = max((decimals for _, decimals in places), default=0)
    if decimals < 2 or any(digits >= COMPUTED for digits, _ in places):
        return 0.0
    return float(0.5 * 10.0**-decimals)


@dataclass(frozen=True, slots=True)
class Steps:
    """Which steps of a path of k + 1 numbers are as they should be.

    Attributes:
        right: For each of k steps, whether x_{i+1} = x_i - lr * slope_i.
        moving: For each, whether the rule moves visibly there; else the step proves nothing.
    """

    right: tuple[bool, ...]
    moving: tuple[bool, ...]

    @property
    def share(self) -> float:
        """The share of right steps among those that move or are wrong; 0 if hardly any moves."""
        counted = [r for r, m in zip(self.right, self.moving, strict=True) if m or not r]
        enough = sum(self.moving) >= min(FEWEST_MOVES, len(self.moving) / 2)
        return sum(counted) / len(counted) if enough and counted else 0.0

    @property
    def first_wrong(self) -> int | None:
        """The number of the first wrong step, from 1; None if all are right."""
        return next((i + 1 for i, ok in enumerate(self.right) if not ok), None)


def steps_of(path: Floats, slopes: Floats, lr: float) -> Steps:
    """Compare each step with gradient descent.

    Args:
        path: Shape (k + 1,).
        slopes: df at each entry of the path, shape (k + 1,).
        lr: The learning rate.
    """
    due = path[:-1] - lr * slopes[:-1]
    # the scale is each step's own: one huge entry must not make small ones agree
    scale = np.maximum(np.abs(path[:-1]), np.abs(lr * slopes[:-1]))
    tolerance = RTOL * scale + 4 * rounding_of(path)
    right = np.abs(path[1:] - due) <= tolerance
    # a step that is hidden by the tolerance proves nothing
    moving = np.abs(lr * slopes[:-1]) > 10 * tolerance
    return Steps(tuple(right.tolist()), tuple(moving.tolist()))


def implied_rate(path: Floats, slopes: Floats) -> float | None:
    """The one learning rate that explains every step, if there is one."""
    usable = np.abs(slopes[:-1]) > 1e-9 * max(1.0, float(np.max(np.abs(slopes))))
    if usable.sum() < 3:
        return None
    with np.errstate(all="ignore"):
        rates = (path[:-1] - path[1:])[usable] / slopes[:-1][usable]
    rate = float(np.median(rates))
    fits = np.all(np.abs(rates - rate) <= 1e-4 * abs(rate) + 1e-12)
    return rate if fits and rate != 0 else None
