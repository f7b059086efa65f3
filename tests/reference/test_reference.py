"""What is true, checked by automatic differentiation and closed forms, never by itself."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad

from reference import descent, neuron, quadratic

DRAWS = [tuple(row) for row in np.random.default_rng(2).uniform(-3, 3, (25, 3)).tolist()]


def loss_of_z(z: Any, y: float) -> Any:
    """Cross-entropy of a sigmoid, written out once more, for autograd."""
    a = 1 / (1 + anp.exp(-z))
    return -(y * anp.log(a) + (1 - y) * anp.log(1 - a))


def loss_of(w: Any, b: Any, x: float, y: float) -> Any:
    """The same as a function of weight and bias."""
    return loss_of_z(w * x + b, y)


def forward(x: float, w: float, b: float, y: float) -> tuple[float, float, float]:
    """z, a and L by the reference."""
    z = neuron.pre_activation(x, w, b)
    a = neuron.sigmoid(z)
    return z, a, neuron.binary_cross_entropy(a, y)


@pytest.mark.parametrize("y", [0.0, 1.0])
@pytest.mark.parametrize(("x", "w", "b"), [(2.0, 0.5, 0.3), (1.7, 0.6, -0.35), *DRAWS])
def test_the_neuron_against_automatic_derivatives(x: float, w: float, b: float, y: float) -> None:
    """Loss, its slopes by z, w and b, and one step downhill."""
    z, a, loss = forward(x, w, b, y)
    assert z == pytest.approx(w * x + b, rel=1e-14)
    assert a == pytest.approx(1 / (1 + math.exp(-z)), rel=1e-14)
    assert loss == pytest.approx(float(loss_of(w, b, x, y)), rel=1e-12)
    dz = neuron.loss_slope(a, y)
    dw, db = neuron.weight_gradient(dz, x), neuron.bias_gradient(dz)
    assert dz == pytest.approx(float(grad(loss_of_z)(z, y)), rel=1e-10)
    assert dw == pytest.approx(float(grad(loss_of, 0)(w, b, x, y)), rel=1e-10)
    assert db == pytest.approx(float(grad(loss_of, 1)(w, b, x, y)), rel=1e-10)
    lr = 1e-4
    w_new, b_new = neuron.new_weight(w, lr, dw), neuron.new_bias(b, lr, db)
    assert loss_of(w_new, b_new, x, y) < loss_of(w, b, x, y)
    assert (w_new - w, b_new - b) == pytest.approx((-lr * dw, -lr * db), rel=1e-6)


def test_the_neuron_by_hand() -> None:
    """The numbers of the exercise, worked out with a pocket calculator's functions."""
    z, a, loss = forward(2.0, 0.5, 0.3, 1.0)
    assert z == pytest.approx(1.3, abs=1e-15)
    assert a == pytest.approx(math.exp(1.3) / (math.exp(1.3) + 1), rel=1e-15)
    assert loss == pytest.approx(math.log(1 + math.exp(-1.3)), rel=1e-14)
    assert neuron.new_weight(0.5, 0.1, -2.0) == pytest.approx(0.7)
    assert neuron.new_bias(0.3, 0.1, 3.0) == pytest.approx(0.0, abs=1e-15)


@pytest.mark.parametrize(
    "z", [-800.0, -745.0, -710.0, -40.0, 0.0, 40.0, 710.0, 800.0, 1e300, -1e300]
)
def test_the_sigmoid_far_out(z: float) -> None:
    """No overflow, no warning, always within 0 and 1, and odd around one half."""
    a = neuron.sigmoid(z)
    assert 0.0 <= a <= 1.0
    assert neuron.sigmoid(z) + neuron.sigmoid(-z) == 1.0
    assert a == pytest.approx(1.0 if z > 0 else 0.5 if z == 0 else 0.0, abs=1e-17)


def test_the_sigmoid_rises() -> None:
    """And is a plain number."""
    values = [neuron.sigmoid(float(z)) for z in np.linspace(-30, 30, 121)]
    assert all(type(value) is float for value in values)
    assert values == sorted(values)


@pytest.mark.parametrize("z", [-36.0, -30.0, -20.0, -10.0, 10.0, 20.0, 30.0])
@pytest.mark.parametrize("y", [0.0, 1.0])
def test_the_loss_far_out(z: float, y: float) -> None:
    """L = ln(1 + exp(-z)) for y = 1 and ln(1 + exp(z)) for y = 0, as far as a tells."""
    a = neuron.sigmoid(z)
    true = math.log1p(math.exp(-z if y else z))
    assert neuron.binary_cross_entropy(a, y) == pytest.approx(true, rel=1e-2, abs=1e-15)


@pytest.mark.parametrize("y", [0.0, 1.0])
def test_the_loss_at_small_predictions(y: float) -> None:
    """No digits are lost in 1 - a."""
    for a in (1e-300, 1e-17, 1e-9):
        true = -math.log(a) if y else a + a * a / 2  # ln(1 - a) = -a - a^2 / 2 - ...
        assert neuron.binary_cross_entropy(a, y) == pytest.approx(true, rel=1e-12, abs=0.0)


@pytest.mark.parametrize("y", [0.0, 1.0])
@pytest.mark.parametrize("a", [-0.5, 1.5, math.nan])
def test_the_loss_outside_of_its_domain_is_nan(a: float, y: float) -> None:
    """As its docstring says."""
    with np.errstate(invalid="ignore"):
        assert math.isnan(neuron.binary_cross_entropy(a, y))


def polynomial(x: Any) -> Any:
    """The parabola, by powers."""
    return anp.power(x, 2) - 4 * x + 7


@pytest.mark.parametrize("x", [-10.0, -1.5, 0.0, 0.1, 2.0, 3.25, 1e6])
def test_the_parabola(x: float) -> None:
    """Its values exactly, its slope by automatic differentiation."""
    exact = Fraction(x) ** 2 - 4 * Fraction(x) + 7
    assert quadratic.f(x) == pytest.approx(float(exact), rel=1e-15)
    assert quadratic.df(x) == pytest.approx(float(grad(polynomial)(x)), rel=1e-15, abs=1e-15)


def test_the_parabola_has_its_minimum_where_it_says() -> None:
    """(x - 2)^2 + 3: nothing is lower, and the slope vanishes there alone."""
    assert (quadratic.X_MIN, quadratic.F_MIN) == (2.0, 3.0)
    assert quadratic.f(quadratic.X_MIN) == quadratic.F_MIN
    assert quadratic.df(quadratic.X_MIN) == 0.0
    assert all(quadratic.f(2.0 + d) > 3.0 for d in (-1.0, -1e-3, 1e-3, 1.0))


def test_the_parabola_takes_arrays() -> None:
    """Elementwise."""
    xs: Any = np.array([[0.0, 1.0], [2.0, -3.0]])
    assert np.array_equal(quadratic.f(xs), [[7.0, 4.0], [3.0, 28.0]])
    assert np.array_equal(quadratic.df(xs), [[-4.0, -2.0], [0.0, -10.0]])


def test_the_path_from_0_at_rate_01() -> None:
    """x_k = 2 - 2 * 0.8^k."""
    path = descent.gradient_descent(quadratic.df, 0.0, 0.1, 20)
    assert path == pytest.approx([2 - 2 * 0.8**k for k in range(21)], rel=1e-14)
    assert path[-1] == pytest.approx(1.9769415698492)


@pytest.mark.parametrize("x0", [-3.0, 0.0, 2.0, 5.0])
@pytest.mark.parametrize("lr", [0.01, 0.1, 0.5, 0.9, 1.0, 1.1])
def test_the_path_at_any_rate(x0: float, lr: float) -> None:
    """x_k = 2 + (x0 - 2) (1 - 2 lr)^k, the start included."""
    path = descent.gradient_descent(quadratic.df, x0, lr, 30)
    assert len(path) == 31
    assert path[0] == x0
    true = [2 + (x0 - 2) * (1 - 2 * lr) ** k for k in range(31)]
    assert path == pytest.approx(true, rel=1e-11, abs=1e-12)


def test_no_updates_leave_the_start() -> None:
    """A path of one number, and the slope is not asked."""

    def never(_x: float) -> float:
        raise AssertionError

    assert descent.gradient_descent(never, 4.0, 0.1, 0) == [4.0]


@pytest.mark.parametrize(
    ("lr", "arrives"), [(0.1, 14), (0.5, 1), (0.9, 14), (0.01, None), (1.1, None)]
)
def test_arrival(lr: float, arrives: int | None) -> None:
    """The first k with 4 (1 - 2 lr)^(2 k) < 0.01, and the counts of the course text."""
    path = descent.gradient_descent(quadratic.df, 0.0, lr, 30)
    assert descent.converged_after([quadratic.f(x) for x in path]) == arrives
    exact = [4 * (1 - 2 * Fraction(str(lr))) ** (2 * k) < Fraction(1, 100) for k in range(31)]
    assert (exact.index(True) if True in exact else None) == arrives


@pytest.mark.parametrize(
    ("heights", "arrives"),
    [
        ([], None),
        ([3.0], None),
        ([3.0, 3.0], 1),
        ([7.0, 3.5, 3.005, 9.0], 2),
        ([7.0, 3.02, 2.995], 2),
        ([7.0, 3.02, 2.98], None),
        ([7.0, math.nan, 3.0], 2),
        ([7.0, math.inf], None),
    ],
)
def test_arrival_counts_updates(heights: list[float], arrives: int | None) -> None:
    """From 1, on either side of the minimum; what comes later does not matter."""
    assert descent.converged_after(heights) == arrives


def test_the_tolerance_is_strict_and_can_be_chosen() -> None:
    """A height that is just 0.25 away has not arrived within 0.25."""
    assert descent.converged_after([7.0, 3.25], 0.25) is None
    assert descent.converged_after([7.0, 3.25], 0.26) == 1
    assert descent.TOLERANCE == 0.01


@pytest.mark.parametrize("function", [quadratic.f, quadratic.df])
def test_it_is_the_slope_of_what_it_is_said_to_be(function: Callable[[float], float]) -> None:
    """Autograd differentiates the reference itself: f' is df, and f'' is 2."""
    derivative = grad(function)
    for x in (-4.0, 0.0, 1.0, 2.0, 7.5):
        due = quadratic.df(x) if function is quadratic.f else 2.0
        assert float(derivative(x)) == pytest.approx(due, abs=1e-14)
