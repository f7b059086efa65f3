"""The network of the reference, checked by automatic differentiation and closed forms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from numpy.typing import NDArray

from reference import activations, network, neuron
from reference.activations import RELU, SIGMOID, Activation

Floats = NDArray[np.float64]
SIZES = {1: (3, 1), 2: (3, 4, 1), 3: (2, 4, 3, 2)}
"""Sizes of all layers, the inputs first, by the number of layers."""
HIDDEN = {"relu": RELU, "sigmoid": SIGMOID}
FAR = [-1e300, -800.0, -745.0, -710.0, -40.0, 40.0, 710.0, 745.0, 800.0, 1e300]


@dataclass(frozen=True, slots=True)
class Problem:
    """A network with inputs and labels."""

    x: Floats
    y: Floats
    W: dict[int, Floats]
    b: dict[int, Floats]


def problem(layers: int, m: int, scale: float = 1.0) -> Problem:
    """Drawn at random; a large scale saturates it."""
    rng = np.random.default_rng(10 * layers + m)
    sizes = SIZES[layers]
    weights = {k: scale * rng.normal(size=(sizes[k], sizes[k - 1])) for k in range(1, layers + 1)}
    biases = {k: scale * rng.normal(size=(sizes[k], 1)) for k in range(1, layers + 1)}
    y = rng.integers(0, 2, size=(sizes[-1], m)).astype(float)
    return Problem(rng.normal(size=(sizes[0], m)), y, weights, biases)


def written_out(
    weights: dict[int, Any], biases: dict[int, Any], given: Problem, hidden: str
) -> Any:
    """The mean loss sample by sample and neuron by neuron, for autograd."""
    total = 0.0
    m = given.x.shape[1]
    for k in range(m):
        a = [given.x[i, k] for i in range(given.x.shape[0])]
        for layer in sorted(weights):
            z = [
                sum(weights[layer][i, j] * a[j] for j in range(len(a))) + biases[layer][i, 0]
                for i in range(weights[layer].shape[0])
            ]
            relu = hidden == "relu"
            a = [anp.maximum(0.0, t) if relu else (1 + anp.tanh(t / 2)) / 2 for t in z]
        for i, t in enumerate(z):
            sign = 1 - 2 * given.y[i, k]  # ln(1 + exp(z)) for label 0, ln(1 + exp(-z)) for label 1
            total = total + anp.logaddexp(0.0, sign * t)
    return total / m


@pytest.mark.parametrize("scale", [1.0, 0.01, 30.0])
@pytest.mark.parametrize("hidden", ["relu", "sigmoid"])
@pytest.mark.parametrize("m", [1, 3, 5])
@pytest.mark.parametrize("layers", [1, 2, 3])
def test_gradients_against_automatic_ones(layers: int, m: int, hidden: str, scale: float) -> None:
    """Of every weight and bias, also where neurons are saturated; and the loss itself."""
    given = problem(layers, m, scale)
    cache = network.forward(given.x, given.W, given.b, HIDDEN[hidden])
    found = network.backward(cache, given.W, given.y, HIDDEN[hidden])
    loss = network.mean_loss(cache.z[layers], given.y)
    assert loss == pytest.approx(float(written_out(given.W, given.b, given, hidden)), rel=1e-12)
    weights, biases = (grad(written_out, k)(given.W, given.b, given, hidden) for k in (0, 1))
    for k in given.W:
        assert found.dW[k] == pytest.approx(weights[k], rel=1e-9, abs=1e-14)
        assert found.db[k] == pytest.approx(biases[k], rel=1e-9, abs=1e-14)
        assert found.dW[k].shape == given.W[k].shape
        assert found.db[k].shape == given.b[k].shape
        assert found.dz[k].shape == cache.z[k].shape


@pytest.mark.parametrize("layers", [1, 2, 3])
def test_the_slope_by_each_sum(layers: int) -> None:
    """dz[l] is what the loss does when one sum of one sample is moved."""
    given = problem(layers, 3)
    cache = network.forward(given.x, given.W, given.b, SIGMOID)
    found = network.backward(cache, given.W, given.y, SIGMOID)
    for moved in range(1, layers + 1):

        def loss(z: Any, start: int = moved) -> Any:
            for k in range(start + 1, layers + 1):
                z = anp.dot(given.W[k], (1 + anp.tanh(z / 2)) / 2) + given.b[k]
            return anp.sum(anp.logaddexp(0.0, z) - given.y * z) / 3

        assert found.dz[moved] == pytest.approx(grad(loss)(cache.z[moved]), rel=1e-10)


def test_metamorphic() -> None:
    """The same samples twice change no mean; other orders of samples and neurons change nothing."""
    given = problem(2, 5)
    base = network.forward(given.x, given.W, given.b)
    grads = network.backward(base, given.W, given.y)
    twice = np.tile(np.arange(5), 2)
    order = np.array([3, 0, 4, 1, 2])
    for picked in (twice, order):
        cache = network.forward(given.x[:, picked], given.W, given.b)
        again = network.backward(cache, given.W, given.y[:, picked])
        assert network.mean_loss(cache.z[2], given.y[:, picked]) == pytest.approx(
            network.mean_loss(base.z[2], given.y)
        )
        for k in (1, 2):
            assert again.dW[k] == pytest.approx(grads.dW[k], rel=1e-12)
            assert again.db[k] == pytest.approx(grads.db[k], rel=1e-12)
    p = np.array([2, 0, 3, 1])
    w, b = {1: given.W[1][p], 2: given.W[2][:, p]}, {1: given.b[1][p], 2: given.b[2]}
    cache = network.forward(given.x, w, b)
    swapped = network.backward(cache, w, given.y)
    assert swapped.dW[1] == pytest.approx(grads.dW[1][p], rel=1e-12)
    assert swapped.dW[2] == pytest.approx(grads.dW[2][:, p], rel=1e-12)


def test_one_layer_of_one_neuron_is_the_neuron() -> None:
    """With one sample: what the first exercise works out by hand."""
    cache = network.forward(np.array([[2.0]]), {1: np.array([[0.5]])}, {1: np.array([[0.3]])})
    found = network.backward(cache, {1: np.array([[0.5]])}, np.array([[1.0]]))
    z = neuron.pre_activation(2.0, 0.5, 0.3)
    a = neuron.sigmoid(z)
    slope = neuron.loss_slope(a, 1.0)
    assert cache.a[1].item() == pytest.approx(a, rel=1e-14)
    assert network.mean_loss(cache.z[1], np.array([[1.0]])) == pytest.approx(
        neuron.binary_cross_entropy(a, 1.0), rel=1e-14
    )
    assert found.dW[1].item() == pytest.approx(neuron.weight_gradient(slope, 2.0), rel=1e-14)
    assert found.db[1].item() == pytest.approx(neuron.bias_gradient(slope), rel=1e-14)


def test_the_example_of_the_course_text() -> None:
    """Two inputs, two hidden sigmoids, one output, by hand to six digits."""
    w = {1: np.array([[0.5, -0.3], [0.2, 0.8]]), 2: np.array([[0.6, -0.4]])}
    b = {1: np.array([[0.1], [0.0]]), 2: np.array([[0.2]])}
    x, y = np.array([[1.0], [2.0]]), np.array([[1.0]])
    cache = network.forward(x, w, b, SIGMOID)
    found = network.backward(cache, w, y, SIGMOID)
    assert cache.z[1].ravel() == pytest.approx([0.0, 1.8], abs=1e-15)
    assert cache.a[1].ravel() == pytest.approx([0.5, 0.858149], abs=5e-7)
    assert cache.z[2].item() == pytest.approx(0.156740, abs=5e-7)
    assert cache.a[2].item() == pytest.approx(0.539105, abs=5e-7)
    assert network.mean_loss(cache.z[2], y) == pytest.approx(0.617845, abs=5e-7)
    assert found.dz[2].item() == pytest.approx(-0.460895, abs=5e-7)
    assert found.dW[2].ravel() == pytest.approx([-0.230447, -0.395516], abs=1e-6)
    da = network.activation_slope(w[2], found.dz[2])
    assert da.ravel() == pytest.approx([-0.276537, 0.184358], abs=5e-7)
    assert found.dz[1].ravel() == pytest.approx([-0.069134, 0.022442], abs=5e-7)
    assert found.dW[1].ravel() == pytest.approx(
        [-0.069134, -0.138268, 0.022442, 0.044884], abs=1e-6
    )


@pytest.mark.parametrize("z", FAR)
def test_activations_far_out(z: float) -> None:
    """No overflow, no warning; the sigmoid stays within 0 and 1, and slopes vanish or are 1."""
    at = np.array([z])
    a = activations.sigmoid(at)
    assert 0.0 <= a.item() <= 1.0
    assert a.item() == pytest.approx(1.0 if z > 0 else 0.0, abs=1e-17)
    assert (a + activations.sigmoid(-at)).item() == 1.0
    assert activations.sigmoid_slope(at).item() == pytest.approx(np.exp(-abs(z)), rel=1e-15)
    assert activations.relu(at).item() == max(0.0, z)
    assert activations.relu_slope(at).item() == (1.0 if z > 0 else 0.0)


@pytest.mark.parametrize("activation", HIDDEN.values(), ids=HIDDEN)
def test_slopes_against_automatic_ones(activation: Activation) -> None:
    """At random points; and relu's slope at its corner is 0."""
    z = np.random.default_rng(4).uniform(-30, 30, (4, 6))

    def total(at: Any) -> Any:
        return anp.sum(anp.maximum(0.0, at) if activation is RELU else (1 + anp.tanh(at / 2)) / 2)

    assert activation.value(z).sum() == pytest.approx(float(total(z)), rel=1e-14)
    assert activation.slope(z) == pytest.approx(grad(total)(z), rel=1e-3, abs=1e-15)
    near = np.linspace(-8, 8, 33)
    assert activation.slope(near[near != 0]) == pytest.approx(grad(total)(near[near != 0]))
    assert activations.relu_slope(np.zeros(2)).tolist() == [0.0, 0.0]


def test_the_loss_far_out() -> None:
    """A sure mistake costs as much as the sum is off, and a sure hit nothing; never infinite."""
    z = np.array([[800.0, -800.0, 1e6]])
    assert network.mean_loss(z, np.array([[0.0, 1.0, 1.0]])) == pytest.approx(1600.0 / 3)
    assert network.mean_loss(z, np.array([[1.0, 0.0, 1.0]])) == 0.0
    cache = network.forward(z, {1: np.eye(1)}, {1: np.zeros((1, 1))})
    found = network.backward(cache, {1: np.eye(1)}, np.array([[0.0, 1.0, 1.0]]))
    assert found.dz[1].ravel().tolist() == pytest.approx([1 / 3, -1 / 3, 0.0])
