"""The loss over weight and bias against its definition, and its slopes against automatic ones."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad

from reference import quadratic, surfaces
from reference.descent import gradient_descent


def loss(p: Any, x: Any, y: Any) -> Any:
    """Mean cross-entropy of a sigmoid, written out, for autograd; p holds weight and bias."""
    a = 1 / (1 + anp.exp(-(p[0] * x + p[1])))
    return -anp.mean(y * anp.log(a) + (1 - y) * anp.log(1 - a))


def data(m: int) -> tuple[Any, Any]:
    """So many samples."""
    rng = np.random.default_rng(m)
    return rng.normal(size=m), rng.integers(0, 2, m).astype(float)


@pytest.mark.parametrize("m", [1, 3, 5])
@pytest.mark.parametrize(("nw", "nb"), [(1, 1), (3, 4), (4, 3), (1, 5)])
def test_each_entry_is_the_loss_of_its_pair(m: int, nw: int, nb: int) -> None:
    """Rows belong to biases, and columns to weights."""
    x, y = data(m)
    w, b = np.linspace(-3, 2, nw), np.linspace(-1, 4, nb)
    found = surfaces.loss_surface(w, b, x, y)
    assert found.shape == (nb, nw)
    for i, j in np.ndindex(nb, nw):
        assert found[i, j] == pytest.approx(float(loss((w[j], b[i]), x, y)), rel=1e-12)


@pytest.mark.parametrize("m", [1, 3, 5])
def test_slopes_against_automatic_ones(m: int) -> None:
    """By weight and by bias."""
    x, y = data(m)
    for w, b in ((0.0, 0.0), (1.5, -2.0), (-3.0, 0.4)):
        due = np.asarray(grad(loss)(np.array([w, b]), x, y))
        assert surfaces.loss_gradient(w, b, x, y) == pytest.approx(due, rel=1e-9, abs=1e-12)


def test_far_out_the_loss_is_a_straight_line() -> None:
    """No overflow: for z = -800 and label 1 it is 800, and for label 0 it is 0."""
    x, far = np.array([1.0]), np.array([-800.0, 800.0])
    found = surfaces.loss_surface(far, np.zeros(1), x, np.ones(1))
    assert found.tolist() == [[800.0, 0.0]]
    assert surfaces.loss_surface(far, np.zeros(1), x, np.zeros(1)).tolist() == [[0.0, 800.0]]
    assert surfaces.loss_gradient(-800.0, 0.0, x, np.ones(1)).tolist() == [-1.0, -1.0]


def test_by_hand() -> None:
    """At w = b = 0 every prediction is 1/2, and the loss is ln 2."""
    x, y = np.array([1.0, 3.0]), np.array([0.0, 1.0])
    found = surfaces.loss_surface(np.zeros(1), np.zeros(1), x, y)
    assert found == pytest.approx(np.array([[math.log(2)]]), rel=1e-15)
    assert surfaces.loss_gradient(0.0, 0.0, x, y) == pytest.approx([-0.5, 0.0])


@pytest.mark.parametrize("m", [3, 5])
def test_the_path_goes_downhill(m: int) -> None:
    """From the start on, each step along the automatic slope."""
    x, y = data(m)
    path = surfaces.descent(x, y, np.array([-2.0, 2.0]), 0.5, 20)
    assert path.shape == (21, 2)
    assert path[0].tolist() == [-2.0, 2.0]
    heights = [float(loss(p, x, y)) for p in path]
    assert heights == sorted(heights, reverse=True)
    for one, following in pairwise(path):
        due = one - 0.5 * np.asarray(grad(loss)(one, x, y))
        assert following == pytest.approx(due, rel=1e-9)
    assert surfaces.descent(x, y, np.ones(2), 0.5, 0).tolist() == [[1.0, 1.0]]


def test_rates_on_the_parabola() -> None:
    """At 1 it swings for ever, just above it leaves, just below it arrives; at 0.5 in one step."""
    curvature = float(grad(quadratic.df)(0.3))
    critical, best = surfaces.critical_rate(curvature), surfaces.one_step_rate(curvature)
    assert (critical, best) == (1.0, 0.5)
    off = {
        lr: abs(gradient_descent(quadratic.df, 0.0, lr, 50)[-1] - quadratic.X_MIN)
        for lr in (0.99, critical, 1.01)
    }
    assert off[0.99] < off[critical] < off[1.01]
    assert off[critical] == 2.0
    assert gradient_descent(quadratic.df, -7.0, best, 1)[-1] == quadratic.X_MIN
    assert surfaces.critical_rate(8.0) == 0.25
