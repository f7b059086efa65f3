"""The numerical gradient check: never "wrong" of a right gradient, never "right" of a wrong one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
from numpy.random import Generator
from numpy.typing import ArrayLike, NDArray

from grader.gradients import (
    FIRST_STEP,
    LEVELS,
    NOISE_POINTS,
    RESOLUTION,
    check,
    decide,
    noise,
    plan,
    plan_at,
)

Floats = NDArray[np.float64]
Function = Callable[[Floats], float]

DRAWS = 30
OFF = 1e-3
"""A wrong gradient is off by this share of its largest entry."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A function of (n,), its true gradient, and where."""

    f: Function
    gradient: Callable[[Floats], Floats]
    x: Floats


def quadratic(rng: Generator) -> Problem:
    """A x^2 + b x + c, as in the exercises."""
    a, b, c = rng.uniform(0.5, 3), rng.uniform(-5, 5), rng.uniform(-8, 8)
    return Problem(
        lambda t: a * t[0] ** 2 + b * t[0] + c,
        lambda t: np.array([2 * a * t[0] + b]),
        rng.uniform(-5, 5, 1),
    )


def neuron(rng: Generator) -> Problem:
    """Cross-entropy of one sigmoid neuron by its weight and bias."""
    x, y = rng.uniform(0.5, 3) * rng.choice([-1, 1]), float(rng.integers(0, 2))

    def f(t: Floats) -> float:
        a = 1 / (1 + np.exp(-(t[0] * x + t[1])))
        return float(-(y * np.log(a) + (1 - y) * np.log(1 - a)))

    def gradient(t: Floats) -> Floats:
        a = 1 / (1 + np.exp(-(t[0] * x + t[1])))
        return np.array([(a - y) * x, a - y])

    return Problem(f, gradient, rng.uniform(-2, 2, 2))


def linear_regression(rng: Generator) -> Problem:
    """Half the mean square error by weights and bias."""
    m, n = int(rng.integers(1, 30)), int(rng.integers(1, 6))
    inputs, y = rng.normal(size=(m, n)), rng.normal(size=m)

    def residual(t: Floats) -> Floats:
        return np.asarray(inputs @ t[:n] + t[n] - y)

    return Problem(
        lambda t: float(0.5 * np.mean(residual(t) ** 2)),
        lambda t: np.append(inputs.T @ residual(t), residual(t).sum()) / m,
        rng.normal(size=n + 1),
    )


def softmax(rng: Generator) -> Problem:
    """Cross-entropy of a softmax by its scores."""
    n = int(rng.integers(2, 7))
    label = int(rng.integers(0, n))

    def share(t: Floats) -> Floats:
        e = np.exp(t - t.max())
        return np.asarray(e / e.sum())

    return Problem(
        lambda t: float(-np.log(share(t)[label])),
        lambda t: share(t) - np.eye(n)[label],
        rng.normal(size=n) * 2,
    )


def relu_net(rng: Generator) -> Problem:
    """A layer of rectified units with a linear one on top, all of them away from their kinks."""
    inputs, target = rng.normal(size=3), float(rng.normal())
    while True:
        x = rng.normal(size=16)
        first = x[:12].reshape(4, 3)
        if np.min(np.abs(first @ inputs)) > 0.1:
            break

    def f(t: Floats) -> float:
        out = t[12:] @ np.maximum(0, t[:12].reshape(4, 3) @ inputs)
        return float(0.5 * (out - target) ** 2)

    def gradient(t: Floats) -> Floats:
        z = t[:12].reshape(4, 3) @ inputs
        error = t[12:] @ np.maximum(0, z) - target
        below = error * t[12:] * (z > 0)
        return np.concatenate([np.outer(below, inputs).ravel(), error * np.maximum(0, z)])

    return Problem(f, gradient, x)


def sine(rng: Generator) -> Problem:
    """A fast wave on a slope."""
    w = rng.uniform(5, 40)
    return Problem(
        lambda t: float(np.sin(w * t[0]) + t[0]),
        lambda t: np.array([w * np.cos(w * t[0]) + 1]),
        rng.uniform(-3, 3, 1),
    )


def constant(rng: Generator) -> Problem:
    """The same everywhere; its gradient is zero."""
    c, n = float(rng.normal()), int(rng.integers(1, 4))
    return Problem(lambda _t: c, lambda _t: np.zeros(n), rng.normal(size=n))


def linear(rng: Generator) -> Problem:
    """A plane."""
    slope = rng.normal(size=int(rng.integers(1, 6)))
    return Problem(
        lambda t: float(slope @ t) + 1.0, lambda _t: slope.copy(), rng.normal(size=slope.size)
    )


def offset(rng: Generator) -> Problem:
    """Linear regression with ten thousand added, which costs four digits."""
    inner = linear_regression(rng)
    return Problem(lambda t: inner.f(t) + 1e4, inner.gradient, inner.x)


def large_x(rng: Generator) -> Problem:
    """A parabola far out."""
    a = rng.uniform(0.5, 3)
    return Problem(
        lambda t: a * t[0] ** 2 - 4 * t[0] + 7,
        lambda t: np.array([2 * a * t[0] - 4]),
        rng.uniform(1e3, 1e5, 1),
    )


def exponential(rng: Generator) -> Problem:
    """Values over many orders of magnitude."""
    k = rng.uniform(-3, 3)
    return Problem(
        lambda t: float(np.exp(k * t[0]) * t[1]),
        lambda t: np.array([k * np.exp(k * t[0]) * t[1], np.exp(k * t[0])]),
        rng.uniform(0.5, 3, 2),
    )


SMOOTH = [
    quadratic, neuron, linear_regression, softmax, relu_net, sine, linear, large_x, exponential,
]  # fmt: skip
FAMILIES = [*SMOOTH, constant, offset]


def draws(family: Callable[[Generator], Problem]) -> list[tuple[Problem, Generator]]:
    """Thirty problems of a family, each with the generator that is to check it."""
    return [(family(np.random.default_rng(seed)), np.random.default_rng(seed + 1000))
            for seed in range(DRAWS)]  # fmt: skip


@pytest.mark.parametrize("family", FAMILIES)
def test_a_right_gradient_is_never_wrong(family: Callable[[Generator], Problem]) -> None:
    """And nearly always decided; the truth lies within the bound of every estimate."""
    decided = 0
    for problem, rng in draws(family):
        verdict = check(problem.f, problem.gradient, problem.x, rng=rng)
        assert verdict.status != "wrong"
        decided += verdict.status == "right"
        true = problem.gradient(problem.x)
        slack = 1e-13 * np.max(np.abs(true))
        assert np.all(np.abs(verdict.estimate - true) <= verdict.error + slack)
    assert decided >= DRAWS - 3


@pytest.mark.parametrize("family", FAMILIES)
def test_one_wrong_entry_is_always_wrong(family: Callable[[Generator], Problem]) -> None:
    """Off by a thousandth of the largest entry, in any place, and that place is named."""
    for problem, rng in draws(family):
        claim = problem.gradient(problem.x)
        entry = int(rng.integers(claim.size))
        claim[entry] += OFF * (np.max(np.abs(claim)) or 1.0) * rng.choice([-1, 1])
        verdict = check(problem.f, claim, problem.x, rng=rng)
        assert verdict.status == "wrong"
        assert verdict.worst == entry


@pytest.mark.parametrize("family", SMOOTH)
@pytest.mark.parametrize("factor", [-1.0, 0.0, 2.0, 0.5, 1 + 1e-4])
def test_a_wrong_factor_is_wrong(family: Callable[[Generator], Problem], factor: float) -> None:
    """A flipped sign, nothing at all, twice, half, and a little more."""
    for problem, rng in draws(family)[:5]:
        verdict = check(problem.f, factor * problem.gradient(problem.x), problem.x, rng=rng)
        assert verdict.status == "wrong"


@pytest.mark.parametrize("family", [family for family in SMOOTH if family is not relu_net])
def test_the_bound_is_narrow(family: Callable[[Generator], Problem]) -> None:
    """Smooth functions are known to eight digits, and what is further off is wrong."""
    for problem, rng in draws(family):
        true = problem.gradient(problem.x)
        largest = float(np.max(np.abs(true)))
        verdict = check(problem.f, true + 1e-8 * largest, problem.x, rng=rng)
        assert verdict.status == "wrong"
        assert np.all(verdict.error <= 1e-8 * largest)
        assert np.all(np.abs(verdict.estimate - true) <= 1e-10 * largest)


def test_right_promises_what_it_says() -> None:
    """What is called right is no further off than the resolution, whatever the claim."""
    for problem, rng in [pair for family in FAMILIES for pair in draws(family)[:5]]:
        true = problem.gradient(problem.x)
        largest = np.max(np.abs(true)) or 1.0
        for size in 10.0 ** np.arange(-14, 0):
            claim = true + size * largest * rng.choice([-1, 1], true.size)
            if check(problem.f, claim, problem.x, rng=rng).status == "right":
                assert np.max(np.abs(claim - true)) <= 3 * RESOLUTION * largest


@pytest.mark.parametrize("level", [1e-12, 1e-9, 1e-6, 1e-3, 1.0, 1e3])
def test_noise_never_helps_a_wrong_claim(level: float) -> None:
    """A jittering f gives "wrong" or "undecided"; a right claim is not called wrong for it."""
    for seed in range(DRAWS):
        rng = np.random.default_rng(seed)
        problem = quadratic(rng)
        jitter = np.random.default_rng(seed + 500)

        def noisy(t: Floats, problem: Problem = problem, jitter: Generator = jitter) -> float:
            return problem.f(t) + level * jitter.standard_normal()

        true = problem.gradient(problem.x)
        for claim in (np.zeros(1), -true, 2 * true, true + 0.1, true * (1 + OFF)):
            if np.abs(claim - true) > 1e-4 * np.abs(true):
                assert check(noisy, claim, problem.x, rng=rng).status != "right"
        assert check(noisy, true, problem.x, rng=rng).status != "wrong"


def test_hidden_noise_does_not_make_everything_right() -> None:
    """A fast ripple that looks like noise: a flat claim is not taken for its slope."""
    verdict = check(lambda t: float(t[0] ** 2 + 1e-3 * np.sin(1e9 * t[0])), [0.0], [1.3])
    assert verdict.status != "right"


@pytest.mark.parametrize("claim", [-2.0, -1.0, -0.5, 0.5, 1.0, 2.0])
def test_a_corner(claim: float) -> None:
    """At the corner of |x| no slope beyond its two sides passes; beside it there is one slope."""

    def f(t: Floats) -> float:
        return float(np.abs(t[0]))

    if abs(claim) > 1:
        assert check(f, [claim], [0.0]).status == "wrong"
    assert check(f, [claim], [1e-3]).status == ("right" if claim == 1.0 else "wrong")
    assert check(f, [claim], [-1e-3]).status == ("right" if claim == -1.0 else "wrong")


@pytest.mark.parametrize("distance", [1e-5, 3e-5, 1e-4, 1e-3, 1e-2])
@pytest.mark.parametrize("scale", [1.0, 1e3])
def test_a_kink_between_the_steps_voids_the_large_ones(distance: float, scale: float) -> None:
    """Steps beyond a close kink agree on half the slope; the small ones contradict them."""

    def f(t: Floats) -> float:
        return float(max(0.0, t[0] - scale))

    at = [scale * (1 + distance)] if scale > 1 else [1 + distance]
    assert check(f, [1.0], at).status != "wrong"
    assert check(f, [0.5], at).status != "right"
    assert check(f, [0.0], at).status == "wrong"


def test_a_jump_is_never_right_for_a_slope() -> None:
    """A step function has no slope at its step; beside it the slope is 0."""
    assert check(lambda t: float(t[0] > 1.0), [5.0], [1.0]).status != "right"
    assert check(lambda t: float(t[0] > 1.0), [0.0], [1.1]).status == "right"


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_undecided(bad: float) -> None:
    """Everywhere, at the point itself, close by, or in the claim; never right, never wrong."""
    square: Function = lambda t: float(t[0] ** 2)  # noqa: E731 - one line
    assert check(lambda _t: bad, [2.0], [1.0]).status == "undecided"
    assert check(square, [bad], [1.0]).status == "undecided"
    asked = plan([1.0], np.random.default_rng(0))
    for index in (-1, -2, -NOISE_POINTS):
        values = np.array([square(point) for point in asked.points])
        values[index] = bad
        verdict = decide(asked, values, [2.0])
        assert verdict.status == "undecided"
        assert np.isinf(verdict.error).all()
        assert np.isnan(verdict.estimate).all()


def test_values_that_are_missing_far_out_cost_nothing() -> None:
    """The logarithm at 0.1: large steps leave its domain, small ones tell enough."""

    def f(t: Floats) -> float:
        with np.errstate(all="ignore"):
            return float(np.log(t[0]))

    assert check(f, [10.0], [0.1]).status == "right"
    assert check(f, [10.1], [0.1]).status == "wrong"


def test_where_no_step_tells_nothing_is_decided() -> None:
    """A function that is there at the close points only."""
    asked = plan([1.0], np.random.default_rng(0))
    values = np.full(len(asked.points), np.nan)
    values[-NOISE_POINTS - 1 :] = 1.0
    assert decide(asked, values, [0.5]).status == "undecided"


@pytest.mark.parametrize("x", [0.0, 2.0, [1.0], [1.0, -2.0, 3.0], np.zeros(7), 10**5])
def test_shapes(x: ArrayLike) -> None:
    """A plan has 2 n LEVELS + 10 points, the last is x; a verdict has an entry a parameter."""
    at = np.atleast_1d(np.asarray(x, dtype=float))
    asked = plan(x, np.random.default_rng(0))
    assert np.array_equal(asked.x, at)
    assert asked.points.shape == (2 * at.size * LEVELS + NOISE_POINTS + 1, at.size)
    assert np.array_equal(asked.points[-1], at)
    assert asked.steps.shape == (LEVELS,)
    assert asked.steps[0] == FIRST_STEP * max(1.0, float(np.max(np.abs(at))))
    ladder = asked.points[: 2 * at.size * LEVELS]
    assert np.all(np.count_nonzero(ladder != at, axis=1) == 1)
    verdict = decide(asked, asked.points.sum(axis=1), np.ones(at.size))
    assert verdict.status == "right"
    assert verdict.estimate.shape == verdict.error.shape == at.shape
    assert 0 <= verdict.worst < at.size
    assert verdict.evaluations == len(asked.points)


def test_a_plan_can_be_taken_up_again() -> None:
    """`plan_at` with the points that were asked decides just as the plan that made them."""
    asked = plan([1.5, -300.0], np.random.default_rng(4))
    again = plan_at([1.5, -300.0], asked.points)
    assert np.array_equal(again.steps, asked.steps)
    values = np.array([p[0] ** 2 + p[1] for p in asked.points])
    for claim in ([3.0, 1.0], [3.0, 1.1]):
        assert decide(again, values, claim).status == decide(asked, values, claim).status


def test_the_generator_alone_decides_on_the_points() -> None:
    """The same seed gives the same points, another seed others."""
    one, same, other = (plan(np.zeros(5), np.random.default_rng(seed)).points for seed in (1, 1, 2))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


def test_a_gradient_may_be_a_function_or_an_array() -> None:
    """Or a list, or for one parameter a number."""
    f: Function = lambda t: float(t[0] ** 2)  # noqa: E731 - one line
    for claim in (lambda t: 2 * t, np.array([3.0]), [3.0], 3.0):
        assert check(f, claim, 1.5).status == "right"


@pytest.mark.parametrize(
    ("values", "claim"),
    [
        (np.zeros(5), [0.0]),
        (np.zeros((28, 1)), [0.0]),
        (np.zeros(28), [0.0, 0.0]),
        (np.zeros(28), [[0.0]]),
        (np.zeros(28), []),
        (np.zeros(29), [0.0]),
    ],
)
def test_other_numbers_of_values_or_entries_are_refused(values: Floats, claim: ArrayLike) -> None:
    """With what is due."""
    asked = plan([1.0], np.random.default_rng(0))
    assert len(asked.points) == 28
    assert decide(asked, np.zeros(28), [0.0]).status == "right"
    with pytest.raises(ValueError, match="28 values and 1 entries are due"):
        decide(asked, values, claim)


@pytest.mark.parametrize("level", [1e-12, 1e-6, 1e-2, 1.0, 1e5])
def test_noise_is_measured(level: float) -> None:
    """Within a factor of five in each of many samples, and within 1.6 on the average."""
    rng = np.random.default_rng(5)
    steps = np.arange(NOISE_POINTS, dtype=float)
    smooth = level * (3.0 + 0.05 * steps + 0.001 * steps**2)
    found = [noise(smooth + level * rng.standard_normal(NOISE_POINTS)) for _ in range(200)]
    assert min(found) > 0.2 * level
    assert max(found) < 5 * level
    assert level / 1.6 < float(np.mean(found)) < 1.6 * level


def test_a_smooth_function_has_no_noise_but_its_rounding() -> None:
    """Polynomials of low degree vanish in the higher differences."""
    t = 1.0 + 1e-6 * np.arange(NOISE_POINTS)
    assert noise(np.full(NOISE_POINTS, 7.0)) == 0
    assert noise(t**2 - 4 * t + 7) < 1e-14
    assert noise([3.0 * k for k in range(NOISE_POINTS)]) == 0
