"""A numerical gradient check whose tolerance is computed, not chosen.

`plan` lists the points at which f must be known, so that all of them are asked in one exchange;
`decide` compares a claimed gradient with central differences of those values; `check` does both for
a function at hand. Every estimate carries an error bound from two sources: what is left of the
truncation error after one Richardson step (the difference of two successive estimates), and the
noise of f, measured on nine close points and divided by the step. A claim further away than the
bound is wrong; a bound too wide to tell is "undecided", never "right".

Sources: L. F. Richardson, "The deferred approach to the limit" (1927), for the extrapolation;
J. J. More and S. M. Wild, "Estimating computational noise" (SIAM J. Sci. Comput. 33, 2011), for
reading noise off a difference table.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

LEVELS = 9
RATIO = 4.0
FIRST_STEP = 0.25
NOISE_POINTS = 9
SAFETY = 16.0
RESOLUTION = 1e-5
"""A decided "right" promises that no entry is off by more than this share of the largest."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The points of one check at x of shape (n,): `points` has shape (2 n LEVELS + 9 + 1, n)."""

    x: Floats
    steps: Floats
    points: Floats


@dataclass(frozen=True, slots=True)
class GradientVerdict:
    """What the numbers say of a claimed gradient.

    Attributes:
        status: "right", "wrong", or "undecided" where the error bound is too wide to tell.
        estimate: The central-difference gradient, shape (n,).
        error: Its bound, shape (n,); inf where there is none.
        worst: Index of the entry that is furthest outside of its bound.
        evaluations: How many values of f were used.
    """

    status: Literal["right", "wrong", "undecided"]
    estimate: Floats
    error: Floats
    worst: int
    evaluations: int


def plan(x: ArrayLike, rng: Generator) -> Plan:
    """The points at which f must be known for a check at x of shape (n,)."""
    at = np.atleast_1d(np.asarray(x, dtype=float))
    scale, steps = _steps(at)
    unit = np.eye(at.size)
    forward = [at + h * v for v in unit for h in steps]
    backward = [at - h * v for v in unit for h in steps]
    signs = rng.choice([-1.0, 1.0], at.size)
    # the noise is read beside x, so that a corner at x does not look like noise
    beside = [at + scale * (3.1e-4 + 0.93e-6 * i) * signs for i in range(-4, 5)]
    return Plan(at, steps, np.array([*forward, *backward, *beside, at]))


def plan_at(x: ArrayLike, points: Floats) -> Plan:
    """The plan at x of shape (n,) whose points, made by `plan`, were asked already."""
    at = np.atleast_1d(np.asarray(x, dtype=float))
    return Plan(at, _steps(at)[1], points)


def _steps(at: Floats) -> tuple[float, Floats]:
    """The scale of x and the ladder of steps."""
    scale = max(1.0, float(np.max(np.abs(at), initial=0.0)))
    return scale, FIRST_STEP * scale * RATIO ** -np.arange(LEVELS, dtype=np.float64)


def noise(values: Sequence[float] | Floats) -> float:
    """The noise level of f from its values at equally spaced, close points (More & Wild 2011)."""
    differences = np.asarray(values, dtype=float)
    gamma, levels = 1.0, []
    for k in range(1, len(differences)):
        differences = np.diff(differences)
        gamma *= 0.5 * k / (2 * k - 1)  # gamma_k = (k!)^2 / (2k)!
        levels.append(math.sqrt(gamma * float(np.mean(differences**2))))
    return max(levels[2:6])


def decide(asked: Plan, values: ArrayLike, claim: ArrayLike) -> GradientVerdict:
    """Compare a claimed gradient of shape (n,) with f's values at `asked.points`."""
    f = np.asarray(values, dtype=float)
    g = np.atleast_1d(np.asarray(claim, dtype=float))
    n = asked.x.size
    ladder = n * LEVELS
    if f.shape != (len(asked.points),) or g.shape != (n,):
        raise ValueError(f"{len(asked.points)} values and {n} entries are due")
    plus, minus = f[:ladder].reshape(n, LEVELS), f[ladder : 2 * ladder].reshape(n, LEVELS)
    beside = f[2 * ladder : -1]
    if not (np.isfinite(beside).all() and np.isfinite(f[-1]) and np.isfinite(g).all()):
        unknown = np.full(n, math.nan)
        return GradientVerdict("undecided", unknown, np.full(n, math.inf), 0, f.size)
    estimate, error = _estimate(plus, minus, noise(beside), asked.steps)
    largest = max(float(np.max(np.abs(estimate), initial=0.0)), float(np.max(np.abs(g))))
    own_rounding = 64 * np.finfo(float).eps * largest
    excess = np.abs(g - estimate) - error - own_rounding
    worst = int(np.argmax(excess))
    if excess[worst] > 0:
        return GradientVerdict("wrong", estimate, error, worst, f.size)
    floor = max(largest, float(np.finfo(float).tiny))
    decided = bool(np.all(error <= RESOLUTION * floor)) or largest == 0
    return GradientVerdict("right" if decided else "undecided", estimate, error, worst, f.size)


def _estimate(plus: Floats, minus: Floats, level: float, steps: Floats) -> tuple[Floats, Floats]:
    """The best extrapolated central difference a direction, with its bound; each of shape (n,)."""
    eps = np.finfo(float).eps
    with np.errstate(all="ignore"):
        # D(h) = (f(x + h) - f(x - h)) / (2 h) = f'(x) + c h^2 + O(h^4)
        central = (plus - minus) / (2 * steps)
        # R = D(h / r) + (D(h / r) - D(h)) / (r^2 - 1) removes c h^2
        better = central[:, 1:] + (central[:, 1:] - central[:, :-1]) / (RATIO**2 - 1)
        size = np.maximum(np.abs(plus), np.abs(minus))[:, 1:]
        rounding = SAFETY * np.maximum(level, eps * size) / steps[1:]
        error = np.abs(better[:, 1:] - better[:, :-1]) + rounding[:, 1:]
    error[~np.isfinite(error)] = math.inf
    # an estimate that a smaller step contradicts beyond its bound is void: a kink lies between
    finer = better[:, 1:]
    for k in range(error.shape[1]):
        beyond = np.abs(finer[:, k + 1 :] - finer[:, k : k + 1])
        contradicted = beyond > error[:, k : k + 1] + error[:, k + 1 :]
        error[np.any(contradicted, axis=1), k] = math.inf
    rows = np.arange(len(error))
    best = np.argmin(error, axis=1)
    return finer[rows, best], error[rows, best]


def check(
    f: Callable[[Floats], float],
    gradient: Callable[[Floats], ArrayLike] | ArrayLike,
    x: ArrayLike,
    *,
    rng: Generator | None = None,
) -> GradientVerdict:
    """Check a gradient of f at x of shape (n,).

    Args:
        f: Maps an array of shape (n,) to a number.
        gradient: The claim at x, an array of shape (n,), or a function that gives it.
        x: Where to check.
        rng: For the directions of the noise sample; a fixed seed by default.
    """
    asked = plan(x, rng or np.random.default_rng(0))
    values = [float(f(point)) for point in asked.points]
    claim = gradient(asked.x) if callable(gradient) else gradient
    return decide(asked, values, claim)
