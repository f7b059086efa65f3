"""The variants of gradient descent, checked by automatic differentiation and closed forms."""

from __future__ import annotations

import math
from typing import Any

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from numpy.typing import NDArray

from reference import sgd

Floats = NDArray[np.float64]


def regression(m: int, n: int = 2, seed: int = 0) -> tuple[Floats, Floats, Floats]:
    """Samples, labels and a start."""
    rng = np.random.default_rng([m, n, seed])
    return rng.normal(size=(n, m)), rng.normal(size=m), rng.normal(size=n)


def loss(w: Any, x: Floats, y: Floats) -> Any:
    """The halved mean squared error, for autograd."""
    return sum((anp.dot(w, x[:, j]) - y[j]) ** 2 / 2 for j in range(len(y))) / len(y)


def orders(m: int, epochs: int, seed: int = 0) -> Any:
    """Drawn orders."""
    return sgd.shuffled(m, epochs, np.random.default_rng(seed))


@pytest.mark.parametrize("m", [1, 3, 5])
@pytest.mark.parametrize("n", [1, 2, 4])
def test_the_gradient(m: int, n: int) -> None:
    """Of the mean loss, by automatic differentiation; the same for copies in any order."""
    x, y, w = regression(m, n)
    due = sgd.gradient(w, x, y)
    assert due == pytest.approx(grad(loss)(w, x, y), rel=1e-10)
    mixed = np.random.default_rng(1).permutation(np.tile(np.arange(m), 3))
    assert sgd.gradient(w, x[:, mixed], y[mixed]) == pytest.approx(due, rel=1e-10)
    apart = [sgd.gradient(w, x[:, [j]], y[[j]]) for j in range(m)]
    assert np.mean(apart, axis=0) == pytest.approx(due, rel=1e-10)


def test_batch_descent_in_closed_form() -> None:
    """For x x^T / m = A, the error shrinks by (1 - lr A) an update."""
    x, y, w0 = regression(5)
    best = np.linalg.solve(x @ x.T, x @ y)
    path = sgd.gd(x, y, w0, 0.1, 7)
    factor = np.eye(2) - 0.1 * x @ x.T / 5
    due = [best + np.linalg.matrix_power(factor, k) @ (w0 - best) for k in range(8)]
    assert np.array(path) == pytest.approx(np.array(due), rel=1e-10)
    assert np.array_equal(sgd.gd(x, y, w0, 0.1, 0), [w0])


def test_one_sample_and_one_parameter_by_hand() -> None:
    """From w to w - lr x (w x - y): for x = 2, y = 4, lr = 0.1 from 0 the path is 0, 0.8, 1.28."""
    x, y, w0 = np.array([[2.0]]), np.array([4.0]), np.array([0.0])
    due = pytest.approx(np.array([[0.0], [0.8], [1.28]]))
    assert np.array(sgd.gd(x, y, w0, 0.1, 2)) == due
    assert np.array(sgd.sgd(x, y, w0, 0.1, 1, orders(1, 2))) == due


@pytest.mark.parametrize("m", [1, 3, 5])
@pytest.mark.parametrize("size", [1, 2, 3, 5, 8])
def test_batches(m: int, size: int) -> None:
    """ceil(m / size) of them; every sample once, with its label; full but for the last."""
    x, y, _ = regression(m)
    order = orders(m, 1)[0]
    found = list(sgd.minibatches(x, y, size, order))
    assert len(found) == math.ceil(m / size)
    sizes = [labels.size for _, labels in found]
    assert sizes[:-1] == [size] * (len(sizes) - 1)
    assert sizes[-1] == (m - 1) % size + 1
    assert all(samples.shape == (2, labels.size) for samples, labels in found)
    assert np.array_equal(np.hstack([samples for samples, _ in found]), x[:, order])
    assert np.array_equal(np.concatenate([labels for _, labels in found]), y[order])


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 8])
def test_stochastic_descent_updates_once_a_batch(size: int) -> None:
    """Each step is down the automatic derivative of the batch's own mean loss."""
    x, y, w0 = regression(5)
    drawn = orders(5, 3)
    path = sgd.sgd(x, y, w0, 0.1, size, drawn)
    batches = [order[i : i + size] for order in drawn for i in range(0, 5, size)]
    assert len(path) == 1 + 3 * math.ceil(5 / size)
    for before, after, k in zip(path, path[1:], batches, strict=False):
        slope = grad(loss)(before, x[:, k], y[k])
        assert after == pytest.approx(before - 0.1 * slope, rel=1e-10)


def test_one_batch_of_all_samples_is_batch_descent() -> None:
    """In any order of the samples."""
    x, y, w0 = regression(5)
    stochastic = sgd.sgd(x, y, w0, 0.1, 5, orders(5, 6))
    assert np.array(stochastic) == pytest.approx(np.array(sgd.gd(x, y, w0, 0.1, 6)), rel=1e-12)


def test_orders() -> None:
    """A permutation an epoch, not the same one; equal for equal seeds."""
    drawn = orders(9, 20)
    assert drawn.shape == (20, 9)
    assert all(sorted(order) == list(range(9)) for order in drawn.tolist())
    assert len({tuple(order) for order in drawn.tolist()}) > 15
    assert np.array_equal(drawn, orders(9, 20))
    assert not np.array_equal(drawn, orders(9, 20, seed=1))
    assert orders(3, 0).shape == (0, 3)


def test_it_arrives_where_the_normal_equations_say() -> None:
    """Batch descent at the best w; single samples come close where all labels fit."""
    x, _, w0 = regression(5)
    best = np.array([0.7, -1.2])
    path = sgd.sgd(x, best @ x, w0, 0.2, 1, orders(5, 200))
    assert path[-1] == pytest.approx(best, abs=1e-6)
    assert sgd.gd(x, best @ x, w0, 0.2, 2000)[-1] == pytest.approx(best, abs=1e-6)


def test_the_start_stays_as_it_is() -> None:
    """No update is made in place."""
    x, y, w0 = regression(3)
    before = w0.copy()
    sgd.gd(x, y, w0, 0.1, 3)
    sgd.sgd(x, y, w0, 0.1, 2, orders(3, 2))
    assert np.array_equal(w0, before)
