"""The numerical gradient check: never "wrong" of a right gradient, never "right" of a wrong one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from time import process_time

import numpy as np
import pytest
from numpy.random import Generator
from numpy.typing import ArrayLike, NDArray

from grader.gradients import (
    FEW,
    FIRST_STEP,
    LEVELS,
    NOISE_POINTS,
    RESOLUTION,
    GradientVerdict,
    check,
    confirm,
    decide,
    neighbour,
    noise,
    plan,
    plan_at,
)
from tests.gradient_families import (
    FAMILIES,
    ROUND,
    Family,
    Problem,
    growth,
    hinge,
    least_squares,
    logistic_l2,
    neuron,
    parabola,
    relu_network,
    sigmoid_network,
    tanh_network,
    wide_network,
)

Floats = NDArray[np.float64]
Function = Callable[[Floats], float]
Gradient = Callable[[Floats], Floats]

SMOOTH = (parabola, neuron, least_squares, logistic_l2, sigmoid_network, tanh_network, growth)
DOCUMENT = (Path(__file__).resolve().parents[1] / "docs/gradients.md").read_text(encoding="utf-8")


def square(x: Floats) -> float:
    """x^2 of the first entry."""
    return float(x[0] ** 2)


def relu(x: Floats) -> float:
    """A corner at 0, with slopes 0 and 1."""
    return float(np.maximum(0, x[0]) + 0.1 * x[0] ** 2)


def rounded(f: Function, digits: int) -> Function:
    """The function, rounded."""
    return lambda x: round(f(x), digits)


def times(factor: float, gradient: Gradient) -> Gradient:
    """A multiple of a gradient."""
    return lambda x: factor * gradient(x)


def draws(family: Family, count: int, seed: int = 1) -> list[tuple[Problem, Generator]]:
    """So many problems of a family, each with the generator that goes on to check it."""
    chances = [np.random.default_rng([seed, k]) for k in range(count)]
    return [(family(rng), rng) for rng in chances]


def changed(problem: Problem, entry: int, factor: float) -> Gradient:
    """The gradient with one entry multiplied, everywhere."""

    def gradient(x: Floats) -> Floats:
        g = problem.gradient(x).astype(float)
        g[entry] *= factor
        return g

    return gradient


def at_once(problem: Problem, rng: Generator) -> GradientVerdict:
    """The verdict at one place, not confirmed."""
    asked = plan(problem.x, rng)
    return decide(asked, [problem.f(p) for p in asked.points], problem.gradient(problem.x))


# ---- right gradients ----


def test_a_thousand_right_gradients() -> None:
    """No alarm, not even before it is confirmed; at most one is undecided; all within budget."""
    seen, strange = Counter[str](), []
    for family in FAMILIES:
        for problem, rng in draws(family, 42):
            verdict = at_once(problem, rng)
            seen[verdict.status] += 1
            strange += [(family.__name__, verdict.notes)] if verdict.notes else []
            n = problem.x.size
            assert verdict.evaluations <= 24 * n + 10
            if n <= 40:
                slack = 1e-13 * np.max(np.abs(problem.gradient(problem.x)))
                off = np.abs(verdict.estimate - problem.gradient(problem.x))
                assert np.all(off <= verdict.error + slack)
    assert seen.total() >= 1000
    assert seen["wrong"] == 0
    assert seen["undecided"] <= 1
    assert len(strange) <= 3, strange


@pytest.mark.parametrize("x", ROUND)
def test_round_points(x: float) -> None:
    """2 x - 4, 3 and 0 are right there, though all these numbers fit float32."""
    assert check(lambda x: float(x[0] ** 2 - 4 * x[0] + 7), lambda x: 2 * x - 4, x).status == (
        "right"
    )
    assert check(lambda x: float(3 * x[0] + 1), 3.0, x).status == "right"
    assert check(lambda x: float(3 * x[0]), 3.0, x).status == "right"
    assert check(lambda x: float(x[0] - x[1] + 1), [1.0, -1.0], [x, x]).status == "right"
    assert check(lambda _: 5.0, 0.0, x).status == "right"
    assert check(lambda _: 0.0, 0.0, x).status == "right"


@pytest.mark.parametrize("x", ROUND)
def test_round_points_forgive_nothing(x: float) -> None:
    """Nor does a gradient of 0 there."""

    def f(x: Floats) -> float:
        return float(x[0] ** 2 - 4 * x[0] + 7)

    for off in (1e-2, 1e-5, 1e-8):
        assert check(f, 2 * x - 4 + off, x).status == "wrong"
        assert check(lambda x: float(3 * x[0] + 1), 3 + off, x).status == "wrong"
        assert check(lambda _: 5.0, off, x).status == "wrong"


@pytest.mark.parametrize("power", [2, 3, 4, 6])
def test_a_flat_lowest_point(power: int) -> None:
    """The slope of x^k + 5 at 0 is 0, and nothing else."""
    assert check(lambda x: float(x[0] ** power + 5), 0.0, 0.0).status == "right"
    assert check(lambda x: float(x[0] ** power + 5), 1e-6, 0.0).status == "wrong"


# ---- wrong gradients ----


@pytest.mark.parametrize("family", FAMILIES)
def test_an_error_of_one_entry_is_found_and_named(family: Family) -> None:
    """From 1e-5 of an entry that is no smaller than 1e-3 of the largest."""
    for problem, rng in draws(family, 8, seed=2):
        g = np.abs(problem.gradient(problem.x))
        if np.max(g) < 1e-9:
            continue
        entry = int(rng.choice(np.flatnonzero(g >= 1e-3 * np.max(g))))
        factor = 1 + float(rng.choice([-1, 1])) * 1e-5
        claim = changed(problem, entry, factor)
        verdict = check(problem.f, claim, problem.x, rng=rng)
        assert (verdict.status, verdict.worst) == ("wrong", entry)


@pytest.mark.parametrize("family", SMOOTH)
@pytest.mark.parametrize("factor", [-1.0, 0.0, 2.0, 0.5, 1 / 3, 1 + 1e-6])
def test_a_wrong_factor_is_wrong(family: Family, factor: float) -> None:
    """A flipped sign, nothing at all, twice, half, a third, and a little more."""
    for problem, rng in draws(family, 4):
        claim = times(factor, problem.gradient)
        assert check(problem.f, claim, problem.x, rng=rng).status == "wrong"


def test_right_promises_what_it_says() -> None:
    """What is called right is no further off than the resolution, whatever the claim."""
    for family in FAMILIES:
        for problem, rng in draws(family, 1, seed=4):
            true = problem.gradient(problem.x)
            largest = max(float(np.max(np.abs(true))), 1e-3)
            for size in 10.0 ** np.arange(-14, 0, 2):
                claim = true + size * largest * rng.choice([-1, 1], true.size)
                verdict = check(problem.f, claim, problem.x, rng=rng)
                if verdict.status == "right":
                    assert np.max(np.abs(claim - true)) <= 2 * RESOLUTION * largest


def test_many_entries_are_tried_along_few_directions() -> None:
    """82 values for 61 entries if all is right; two wrong entries do not cancel."""
    for problem, rng in draws(wide_network, 10):
        verdict = check(problem.f, problem.gradient, problem.x, rng=rng)
        assert (verdict.status, verdict.evaluations, verdict.worst) == ("right", 82, -1)
        assert verdict.estimate.shape == (FEW,)
        claim = problem.gradient(problem.x)
        claim[3] += 1e-6
        claim[50] -= 1e-6
        found = check(problem.f, claim, problem.x, rng=rng)
        assert found.status == "wrong"
        assert found.worst in (3, 50)
        assert found.estimate.shape == (61,)


# ---- confirmation ----


def test_wrong_is_confirmed_at_a_neighbour() -> None:
    """A claim that is wrong at one point only is not decided; everywhere, it costs twice."""
    once = check(square, lambda x: 2 * x + (x == 0.5), 0.5)
    assert (once.status, once.notes, once.evaluations) == ("undecided", ("unconfirmed",), 68)
    everywhere = check(square, lambda x: 2 * x + 1, 0.5)
    assert (everywhere.status, everywhere.notes, everywhere.evaluations) == ("wrong", (), 68)
    assert check(square, lambda x: 2 * x, 0.5).evaluations == 34
    assert check(square, 2.0, 0.5).evaluations == 34  # nothing is known of it elsewhere


def test_both_places_can_be_asked_ahead() -> None:
    """`confirm` joins the verdicts on two plans of one exchange."""
    rng = np.random.default_rng(3)
    here = plan([0.5, -2.0], rng)
    beside = plan(neighbour(here.x, rng), rng)
    assert 0.003 <= np.min(np.abs(beside.x - here.x)) <= np.max(np.abs(beside.x - here.x)) <= 0.02
    values = [square(p) for p in np.concatenate([here.points, beside.points])]
    first, second = values[: len(here.points)], values[len(here.points) :]
    for slope, status in ((2.0, "right"), (3.0, "wrong")):
        verdict = confirm(
            decide(here, first, [slope * here.x[0], 0.0]),
            decide(beside, second, [slope * beside.x[0], 0.0]),
        )
        assert verdict.status == status
        assert verdict.evaluations == len(values)


# ---- corners, kinks, jumps ----


@pytest.mark.parametrize("claim", [0.0, 0.3, 0.5, 1.0])
def test_a_corner_accepts_any_slope_between_its_sides(claim: float) -> None:
    """And says so."""
    verdict = check(relu, claim, 0.0)
    assert (verdict.status, verdict.notes) == ("right", ("corner",))
    assert check(lambda x: relu(x - 2.0) + 3, claim, 2.0).status == "right"
    assert check(lambda x: relu(x) + x[1], [claim, 1.0], [0.0, 1.3]).status == "right"


def test_round_values_at_a_corner_are_not_taken_for_single_precision() -> None:
    """Wherever the noise is sampled: on the flat side, all values are round."""

    def two(x: Floats) -> float:
        return max(0.0, float(x[0])) + 2 * max(0.0, float(x[1])) + 0.5

    for seed in range(12):
        rng = np.random.default_rng(seed)
        assert check(lambda x: max(0.0, float(x[0])), 0.5, 0.0, rng=rng).notes == ("corner",)
        assert check(two, [0.5, 0.5], [0.0, 0.0], rng=rng).status == "right"


@pytest.mark.parametrize("claim", [-1.0, -1e-5, 1 + 1e-5, 2.0])
def test_a_corner_refuses_what_lies_outside(claim: float) -> None:
    """A neighbour, which has no corner, is not asked."""
    assert check(relu, claim, 0.0).status == "wrong"
    assert check(relu, lambda x: x * 0 + claim, 0.0).evaluations == 34


@pytest.mark.parametrize("at", [1e-3, -1e-3])
def test_beside_a_corner_there_is_one_slope(at: float) -> None:
    """Boundary probes: the mask of a relu that is shifted by 0.01 is seen just beside it."""
    own, other = (1.0, 0.0) if at > 0 else (0.0, 1.0)
    assert check(lambda x: max(0.0, float(x[0])), own, at).status == "right"
    assert check(lambda x: max(0.0, float(x[0])), other, at).status == "wrong"
    assert check(lambda x: max(0.0, float(x[0])), 0.5, at).status == "wrong"


@pytest.mark.parametrize("distance", [1e-9, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2])
@pytest.mark.parametrize("scale", [1.0, 1e3])
def test_a_kink_between_the_steps_voids_the_large_ones(distance: float, scale: float) -> None:
    """Steps beyond a close kink agree on half the slope; the small ones contradict them."""
    at = scale * (1 + distance)
    assert check(lambda x: max(0.0, float(x[0]) - scale), 1.0, at).status != "wrong"
    assert check(lambda x: max(0.0, float(x[0]) - scale), 1.5, at).status == "wrong"
    if distance >= 1e-5:
        assert check(lambda x: max(0.0, float(x[0]) - scale), 0.5, at).status != "right"
        assert check(lambda x: max(0.0, float(x[0]) - scale), 0.0, at).status == "wrong"


def test_a_jump_of_the_second_derivative_is_no_corner() -> None:
    """The function x |x| has slope 0 at 0."""
    verdict = check(lambda x: float(x[0] * np.abs(x[0])) + 4, 0.0, 0.0)
    assert (verdict.status, verdict.notes) == ("right", ())
    assert check(lambda x: float(x[0] * np.abs(x[0])) + 4, 1e-6, 0.0).status == "wrong"


def test_a_jump_is_never_right_for_a_slope() -> None:
    """A step function has no slope at its step; beside it the slope is 0."""
    assert check(lambda x: float(x[0] > 1), 5.0, 1.0).status != "right"
    assert check(lambda x: float(x[0] > 1), 0.0, 1.1).status == "right"


def test_a_unit_that_is_switched_off() -> None:
    """Its slope is 0, and its few values, which have few digits, are not taken for rounded."""
    verdict = check(lambda x: max(0.0, float(x[0])) + 2, 0.0, -0.003)
    assert (verdict.status, verdict.notes) == ("right", ())
    assert check(lambda x: max(0.0, float(x[0])) + 2, 1.0, -0.003).status == "wrong"


# ---- rounding, single precision, noise ----


@pytest.mark.parametrize("digits", [2, 3, 4, 6, 8])
def test_a_rounded_loss_is_undecided_and_says_its_digits(digits: int) -> None:
    """Of a right gradient; it is never an alarm."""
    for family in SMOOTH:
        for p, rng in draws(family, 3):
            verdict = check(rounded(p.f, digits), p.gradient, p.x, rng=rng)
            assert (verdict.status, verdict.digits) == ("undecided", digits)
            assert "rounded" in verdict.notes


def test_whole_numbers_are_rounded_and_not_in_single_precision() -> None:
    """Though all of them fit float32."""
    slopes = np.array([3000.0, 5000.0, 7000.0])
    verdict = check(lambda x: round(float(slopes @ x)), slopes, [1.3, 0.7, 1.1])
    assert (verdict.status, verdict.notes, verdict.digits) == ("undecided", ("rounded",), 0)


def test_gross_errors_of_a_rounded_loss_are_found() -> None:
    """A sign with four digits, 1 % with six, unless the gradient is small."""
    seen = Counter[str]()
    for family in SMOOTH:
        for p, rng in draws(family, 5):
            flipped = check(rounded(p.f, 4), -p.gradient(p.x), p.x, rng=rng)
            assert flipped.status == "wrong"
            more = check(rounded(p.f, 6), 1.01 * p.gradient(p.x), p.x, rng=rng)
            seen[more.status] += 1
    assert seen["wrong"] >= 0.9 * seen.total()
    assert seen["right"] == 0


@pytest.mark.parametrize("digits", [2, 3, 4])
def test_a_value_that_is_rounded_inside_of_f_gives_stairs(digits: int) -> None:
    """Their slope is 0; that of the unrounded function is not called wrong for it."""
    for family in SMOOTH:
        for p, rng in draws(family, 3):
            inner = rounded(p.f, digits)

            def stairs(x: Floats, inner: Function = inner) -> float:
                return 0.7 * inner(x) + 0.1

            claim = times(0.7, p.gradient)
            assert check(stairs, claim, p.x, rng=rng).status == "undecided"


def single(problem: Problem) -> Problem:
    """The function and its gradient, with what goes in and comes out in single precision."""
    return Problem(
        lambda x: float(np.float32(problem.f(x.astype(np.float32).astype(float)))),
        lambda x: problem.gradient(x.astype(np.float32).astype(float)).astype(np.float32),
        problem.x,
    )


@pytest.mark.parametrize("family", [*SMOOTH, hinge, relu_network])
def test_single_precision_is_known_by_the_values_of_f(family: Family) -> None:
    """It is undecided, whatever the claim is stored as; gross errors are found."""
    for problem, rng in draws(family, 5):
        p = single(problem)
        if not p.gradient(p.x).any():
            continue
        wide = [float(v) for v in p.gradient(p.x)]
        for claim in (p.gradient, wide):
            verdict = check(p.f, claim, p.x, rng=rng)
            assert verdict.status == "undecided"
            assert "float32" in verdict.notes
        assert check(p.f, times(-1, p.gradient), p.x, rng=rng).status == "wrong"


def test_a_claim_in_single_precision_is_not_wrong() -> None:
    """Of a function in double precision: its own rounding is allowed for."""
    for family in FAMILIES:
        for problem, rng in draws(family, 2):
            claim = problem.gradient(problem.x).astype(np.float32)
            verdict = check(problem.f, claim, problem.x, rng=rng)
            assert verdict.status == "undecided"
            assert "float32" in verdict.notes


@pytest.mark.parametrize("level", [1e-12, 1e-9, 1e-6, 1e-3, 1.0, 1e3])
def test_noise_never_helps_a_wrong_claim(level: float) -> None:
    """A jittering f gives "wrong" or "undecided"; a right claim is not called wrong for it."""
    for problem, rng in draws(parabola, 20):
        jitter = np.random.default_rng(500)

        def noisy(x: Floats, problem: Problem = problem, jitter: Generator = jitter) -> float:
            return problem.f(x) + level * jitter.standard_normal()

        true = problem.gradient(problem.x)
        for claim in (np.zeros(1), -true, 2 * true, true + 0.1, true * (1 + 1e-3)):
            if np.abs(claim - true) > 1e-4 * np.abs(true):
                assert check(noisy, claim, problem.x, rng=rng).status != "right"
        verdict = check(noisy, true, problem.x, rng=rng)
        assert verdict.status != "wrong"
        if level >= 1e-3:
            assert (verdict.status, verdict.notes) == ("undecided", ("noisy",))


def test_a_random_f_is_undecided() -> None:
    """As one with dropout in it."""
    rng = np.random.default_rng(1)
    assert check(lambda _: rng.random(), 1.0, 0.3).status == "undecided"


def test_hidden_noise_does_not_make_everything_right() -> None:
    """A fast ripple that looks like noise: a flat claim is not taken for its slope."""
    assert check(lambda x: square(x) + 1e-3 * np.sin(1e9 * x[0]), 0.0, 1.3).status != "right"


@pytest.mark.parametrize("level", [1e-12, 1e-6, 1e-2, 1.0, 1e5])
def test_noise_is_measured(level: float) -> None:
    """Within a factor of five in each of many samples, and within 1.6 on the average."""
    rng = np.random.default_rng(5)
    steps = np.arange(NOISE_POINTS, dtype=float)
    smooth = level * (3.0 + 0.05 * steps + 0.001 * steps**2)
    found = [noise(smooth + level * rng.standard_normal(NOISE_POINTS)) for _ in range(200)]
    assert 0.2 * level < min(found) < max(found) < 5 * level
    assert level / 1.6 < float(np.mean(found)) < 1.6 * level


def test_a_smooth_function_has_no_noise_but_its_rounding() -> None:
    """Polynomials of low degree vanish in the higher differences."""
    t = 1.0 + 1e-6 * np.arange(NOISE_POINTS)
    assert noise(np.full(NOISE_POINTS, 7.0)) == 0
    assert noise(t**2 - 4 * t + 7) < 1e-14
    assert noise([3.0 * k for k in range(NOISE_POINTS)]) == 0


# ---- what is not finite ----


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_undecided(bad: float) -> None:
    """Everywhere, at the point itself, close by, or in the claim; never right, never wrong."""
    asked = plan(1.0, np.random.default_rng(0))
    verdicts = [check(lambda _: bad, 2.0, 1.0), check(square, bad, 1.0)]
    for index in (-1, -2, -NOISE_POINTS):
        values = np.array([square(point) for point in asked.points])
        values[index] = bad
        verdicts.append(decide(asked, values, 2.0))
    for verdict in verdicts:
        assert (verdict.status, verdict.notes) == ("undecided", ("not-finite",))
        assert np.isinf(verdict.error).all()
        assert np.isnan(verdict.estimate).all()


def test_values_that_are_missing_far_out_cost_nothing() -> None:
    """The logarithm at 0.01: large steps leave its domain, small ones tell enough."""

    def f(x: Floats) -> float:
        with np.errstate(all="ignore"):
            return float(np.log(x[0]))

    assert check(f, 100.0, 0.01).status == "right"
    assert check(f, 100.01, 0.01).status == "wrong"


def test_where_no_step_tells_nothing_is_decided() -> None:
    """A function that is there at the close points only."""
    asked = plan(1.0, np.random.default_rng(0))
    values = np.full(len(asked.points), np.nan)
    values[-NOISE_POINTS - 1 :] = 1.0
    assert decide(asked, values, 0.5).status == "undecided"


# ---- plans ----


@pytest.mark.parametrize("x", [0.0, 2.0, [1.0], [1.0, -2.0, 3.0], np.zeros(7), 10**5])
def test_shapes(x: ArrayLike) -> None:
    """24 n + 10 points, one entry moved in each, and last x; a verdict has an entry a parameter."""
    at = np.atleast_1d(np.asarray(x, dtype=float))
    asked = plan(x, np.random.default_rng(0))
    assert np.array_equal(asked.x, at)
    assert asked.points.shape == (24 * at.size + 10, at.size)
    assert np.array_equal(asked.points[-1], at)
    assert asked.steps.shape == (at.size, LEVELS)
    assert np.all(asked.steps[:, 0] <= FIRST_STEP * np.maximum(1.0, np.abs(at)))
    assert np.all(asked.steps[:, 0] > FIRST_STEP * np.maximum(1.0, np.abs(at)) / 2)
    ladder = asked.points[: 2 * at.size * LEVELS]
    assert np.all(np.count_nonzero(ladder != at, axis=1) == 1)
    verdict = decide(asked, asked.points.sum(axis=1), np.ones(at.size))
    assert verdict.status == "right"
    assert verdict.estimate.shape == verdict.error.shape == at.shape
    assert 0 <= verdict.worst < at.size


def test_each_entry_has_a_scale_of_its_own() -> None:
    """A rate of 0.01 beside a price of 1e5."""
    f = lambda x: float(np.sin(3 * x[0]) + (x[1] / 1e5) ** 2)  # noqa: E731 - one line
    claim = [3 * np.cos(0.03), 2e-5]
    assert check(f, claim, [0.01, 1e5]).status == "right"
    for entry in (0, 1):
        off = np.array(claim)
        off[entry] *= 1.00001
        assert check(f, off, [0.01, 1e5]).worst == entry


@pytest.mark.parametrize("n", [2, 50])
def test_a_plan_can_be_taken_up_again(n: int) -> None:
    """`plan_at` with the points that were asked decides just as the plan that made them."""
    x = np.linspace(-300.0, 1.5, n)
    for every in (False, True):
        asked = plan(x, np.random.default_rng(4), every_entry=every)
        again = plan_at(x, asked.points)
        assert np.array_equal(again.steps, asked.steps)
        assert np.allclose(again.directions, asked.directions, rtol=1e-13)
        values = np.sum(asked.points**2, axis=1)
        for claim, status in ((2 * x, "right"), (2 * x + 0.1, "wrong")):
            assert decide(asked, values, claim).status == status
            assert decide(again, values, claim).status == status


def test_the_generator_alone_decides_on_the_points() -> None:
    """The same seed gives the same points, another seed others."""
    one, same, other = (plan(np.zeros(5), np.random.default_rng(seed)).points for seed in (1, 1, 2))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


def test_a_gradient_may_be_a_function_or_an_array() -> None:
    """Or a list, or for one parameter a number."""
    for claim in (lambda t: 2 * t, np.array([3.0]), [3.0], 3.0, 3):
        assert check(square, claim, 1.5).status == "right"


@pytest.mark.parametrize(
    ("values", "claim"),
    [
        (np.zeros(5), [0.0]),
        (np.zeros((34, 1)), [0.0]),
        (np.zeros(34), [0.0, 0.0]),
        (np.zeros(34), [[0.0]]),
        (np.zeros(34), []),
        (np.zeros(35), [0.0]),
    ],
)
def test_other_numbers_of_values_or_entries_are_refused(values: Floats, claim: ArrayLike) -> None:
    """With what is due."""
    asked = plan([1.0], np.random.default_rng(0))
    assert decide(asked, np.zeros(34), [0.0]).status == "right"
    with pytest.raises(ValueError, match="34 values and 1 entries are due"):
        decide(asked, values, claim)


@pytest.mark.parametrize("x", [[], np.zeros((2, 2))])
def test_x_is_a_vector(x: ArrayLike) -> None:
    """Of one entry at least."""
    with pytest.raises(ValueError, match="array of shape"):
        plan(x, np.random.default_rng(0))


@pytest.mark.parametrize("block", re.findall(r"```python\n(.*?)```", DOCUMENT, re.DOTALL))
def test_the_examples_of_the_document(block: str, capsys: pytest.CaptureFixture[str]) -> None:
    """They run, and print what their comments say."""
    exec(compile(block, "docs/gradients.md", "exec"), {})  # noqa: S102 - our own text
    said = re.findall(r"^print\(.*\)  # (.*)$", block, re.MULTILINE)
    assert capsys.readouterr().out.split("\n") == [*said, ""]


def test_it_takes_ten_milliseconds() -> None:
    """For 40 entries, without the time of f; the best of a few runs."""
    asked = plan(np.ones(40), np.random.default_rng(0))
    values = np.sum(asked.points**3, axis=1)
    times = []
    for _ in range(7):
        start = process_time()
        decide(plan(np.ones(40), np.random.default_rng(0)), values, np.full(40, 3.0))
        times.append(process_time() - start)
    assert min(times) <= 0.01
