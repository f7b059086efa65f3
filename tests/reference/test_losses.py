"""Losses and gradients, checked by automatic differentiation and closed forms."""

from __future__ import annotations

import math
from typing import Any

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from numpy.typing import NDArray

from reference import losses

Floats = NDArray[np.float64]
SIZES = [(m, seed) for m in (1, 3, 5) for seed in range(4)]


def binary(m: int, seed: int) -> tuple[Floats, Floats]:
    """Predictions and labels 0 and 1."""
    rng = np.random.default_rng(seed)
    return rng.uniform(0.01, 0.99, m), rng.integers(0, 2, m).astype(float)


def classes(m: int, seed: int) -> tuple[Floats, Floats]:
    """Scores and one-hot labels of four classes."""
    rng = np.random.default_rng(seed)
    return rng.normal(0, 2, (4, m)), np.eye(4)[:, rng.integers(0, 4, m)]


def auto_mse(p: Any, y: Any) -> Any:
    """Sample by sample, for autograd."""
    return sum((p[i] - y[i]) ** 2 / 2 for i in range(len(y))) / len(y)


def auto_bce(p: Any, y: Any) -> Any:
    """By the probability of the label."""
    return sum(-anp.log(p[i] if y[i] else 1 - p[i]) for i in range(len(y))) / len(y)


def auto_softmax_cce(z: Any, y: Any) -> Any:
    """By the logarithm of a sum: no softmax, no clip."""
    columns = range(y.shape[1])
    true = [int(np.argmax(y[:, j])) for j in columns]
    return sum(anp.log(anp.sum(anp.exp(z[:, j]))) - z[true[j], j] for j in columns) / len(true)


@pytest.mark.parametrize(("m", "seed"), SIZES)
def test_squared_error(m: int, seed: int) -> None:
    """Loss and gradient, for any real numbers."""
    p, y = np.random.default_rng(seed).normal(0, 3, (2, m))
    assert losses.mse(p, y) == pytest.approx(float(auto_mse(p, y)), rel=1e-13)
    assert losses.mse_grad(p, y) == pytest.approx(grad(auto_mse)(p, y), rel=1e-12)


@pytest.mark.parametrize(("m", "seed"), SIZES)
def test_binary_cross_entropy(m: int, seed: int) -> None:
    """Loss and gradient by the prediction, away from the edges."""
    p, y = binary(m, seed)
    assert losses.bce(p, y) == pytest.approx(float(auto_bce(p, y)), rel=1e-12)
    assert losses.bce_grad(p, y) == pytest.approx(grad(auto_bce)(p, y), rel=1e-11)


@pytest.mark.parametrize(("m", "seed"), SIZES)
def test_softmax_and_categorical_cross_entropy(m: int, seed: int) -> None:
    """Probabilities, loss, and the gradient by the scores."""
    z, y = classes(m, seed)
    p = losses.softmax(z)
    sums = [sum(math.exp(s) for s in z[:, j]) for j in range(m)]
    due = np.array([[math.exp(s) / sums[j] for j, s in enumerate(row)] for row in z])
    assert p == pytest.approx(due, rel=1e-13)
    assert losses.cce(p, y) == pytest.approx(float(auto_softmax_cce(z, y)), rel=1e-11)
    due = grad(auto_softmax_cce)(z, y)
    assert losses.softmax_cce_grad(z, y) == pytest.approx(due, rel=1e-10, abs=1e-14)


@pytest.mark.parametrize(("m", "seed"), SIZES)
def test_two_classes_are_the_binary_case(m: int, seed: int) -> None:
    """Columns (p, 1 - p) and (y, 1 - y) cost the same."""
    p, y = binary(m, seed)
    loss = losses.cce(np.array([p, 1 - p]), np.array([y, 1 - y]))
    assert loss == pytest.approx(losses.bce(p, y), rel=1e-12)


@pytest.mark.parametrize(("m", "seed"), SIZES)
def test_order_and_copies_of_samples_do_not_matter(m: int, seed: int) -> None:
    """A mean stays; gradients are reordered, and shared among copies."""
    p, y = binary(m, seed)
    z, labels = classes(m, seed)
    shares = losses.softmax(z)
    order = np.random.default_rng(seed).permutation(m)
    for loss, slope in ((losses.mse, losses.mse_grad), (losses.bce, losses.bce_grad)):
        assert loss(p[order], y[order]) == pytest.approx(loss(p, y), rel=1e-13)
        assert np.array_equal(slope(p[order], y[order]), slope(p, y)[order])
        twice, labels_twice = np.tile(p, 2), np.tile(y, 2)
        assert loss(twice, labels_twice) == pytest.approx(loss(p, y), rel=1e-13)
        assert slope(twice, labels_twice) == pytest.approx(np.tile(slope(p, y) / 2, 2), rel=1e-13)
    assert losses.cce(shares[:, order], labels[:, order]) == pytest.approx(
        losses.cce(shares, labels), rel=1e-13
    )
    twice = losses.softmax_cce_grad(np.tile(z, 2), np.tile(labels, 2))
    assert twice == pytest.approx(np.tile(losses.softmax_cce_grad(z, labels) / 2, 2), rel=1e-12)


def test_known_numbers() -> None:
    """The course text's example, and values by hand."""
    p, y = np.array([0.1, 0.9, 0.8, 0.2, 0.7]), np.array([0.0, 1, 1, 0, 1])
    by_hand = -(2 * math.log(0.9) + 2 * math.log(0.8) + math.log(0.7)) / 5
    assert losses.bce(p, y) == pytest.approx(by_hand, rel=1e-14)
    assert losses.mse(p, y) == pytest.approx((0.01 + 0.01 + 0.04 + 0.04 + 0.09) / 10, rel=1e-14)
    assert losses.mse_grad(p, y) == pytest.approx([0.02, -0.02, -0.04, 0.04, -0.06], rel=1e-13)
    assert losses.bce_grad(np.array([0.01]), np.array([1.0])) == pytest.approx([-100.0])
    assert losses.bce_grad(np.array([0.5, 0.5]), np.array([1.0, 0])) == pytest.approx([-1.0, 1.0])
    assert losses.cce(np.array([[0.2], [0.7], [0.1]]), np.array([[0.0], [1], [0]])) == (
        pytest.approx(-math.log(0.7))
    )


@pytest.mark.parametrize("label", [0.0, 1.0])
def test_predictions_at_and_near_the_edge(label: float) -> None:
    """Finite; as the logarithm says down to the clip, and constant below it."""
    y = np.array([label])
    for distance in (1e-3, 1e-6, 1e-9, 1e-11):
        p = np.array([1 - distance if label == 0 else distance])
        assert losses.bce(p, y) == pytest.approx(-math.log(distance), rel=1e-5)
        slope = float(losses.bce_grad(p, y)[0])
        assert slope == pytest.approx((1 if label == 0 else -1) / distance, rel=1e-4)
    for wrong in (1 - label, abs(1 - label - 1e-14)):
        assert losses.bce(np.array([wrong]), y) == pytest.approx(-math.log(1e-12), rel=1e-5)
        assert abs(losses.bce_grad(np.array([wrong]), y)[0]) == pytest.approx(1e12, rel=1e-3)
    right = np.array([label])
    assert losses.bce(right, y) == pytest.approx(1e-12, rel=1e-3)
    assert abs(losses.bce_grad(right, y)[0]) == pytest.approx(1.0, rel=1e-3)


def test_classes_at_the_edge() -> None:
    """A true class of probability 0 is dear, one of probability 1 free, and others do not count."""
    p = np.array([[0.0, 1.0], [0.4, 0.0], [0.6, 0.0]])
    y = np.array([[1.0, 1.0], [0.0, 0.0], [0.0, 0.0]])
    assert losses.cce(p, y) == pytest.approx(-math.log(1e-12) / 2, rel=1e-9)
    assert losses.cce(p[:, 1:], y[:, 1:]) == pytest.approx(0.0, abs=1e-11)


@pytest.mark.parametrize("shift", [0.0, 1000.0, -1000.0, 1e15, 1e300])
def test_large_scores(shift: float) -> None:
    """No overflow, and the same number in all scores changes nothing."""
    z = np.array([[0.0, 3.0], [1.0, 3.0]])
    p = losses.softmax(z + shift)
    assert p.sum(axis=0) == pytest.approx([1.0, 1.0], rel=1e-15)
    if abs(shift) < 1e15:
        e = math.e
        due = [[1 / (1 + e), 0.5], [e / (1 + e), 0.5]]
        assert p == pytest.approx(np.array(due), rel=1e-12)
    y = np.array([[1.0, 0.0], [0.0, 1.0]])
    assert losses.softmax_cce_grad(z + shift, y) == pytest.approx((p - y) / 2, rel=1e-15)


def test_scores_far_apart() -> None:
    """1000 and -1000: sure of one class, and no nan."""
    z = np.array([[1000.0, -1000.0], [-1000.0, 1000.0]])
    assert np.array_equal(losses.softmax(z), [[1.0, 0.0], [0.0, 1.0]])
    assert np.array_equal(losses.softmax_cce_grad(z, np.eye(2)), [[0.0, 0.0], [0.0, 0.0]])


def test_arguments_stay_as_they_are_and_losses_are_plain_numbers() -> None:
    """No function works in place."""
    p, y = binary(5, 1)
    z, labels = classes(5, 1)
    before = [array.copy() for array in (p, y, z, labels)]
    values = [losses.mse(p, y), losses.bce(p, y), losses.cce(losses.softmax(z), labels)]
    losses.mse_grad(p, y), losses.bce_grad(p, y), losses.softmax_cce_grad(z, labels)  # fmt: skip
    assert all(type(value) is float for value in values)
    assert all(np.array_equal(a, b) for a, b in zip(before, (p, y, z, labels), strict=True))
