"""Families of functions with known gradients: to test the gradient check, and to compare it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Floats = NDArray[np.float64]
ROUND = (0.0, 1.0, 2.0, -3.0, 0.5, 1.5)


@dataclass(frozen=True, slots=True)
class Problem:
    """A function of an array of shape (n,), its gradient, and where to check it."""

    f: Callable[[Floats], float]
    gradient: Callable[[Floats], Floats]
    x: Floats


Family = Callable[[Generator], Problem]


def sigmoid(z: Any) -> Any:
    """The logistic function."""
    return 1 / (1 + np.exp(-z))


def parabola(rng: Generator) -> Problem:
    """A x^2 + b x + c."""
    a, b, c = rng.uniform(0.5, 3), rng.uniform(-5, 5), rng.uniform(-8, 8)
    return Problem(
        lambda x: float(a * x[0] ** 2 + b * x[0] + c),
        lambda x: 2 * a * x + b,
        rng.uniform(-5, 5, 1),
    )


def round_parabola(rng: Generator) -> Problem:
    """A parabola of small whole numbers at a round point, often at its lowest."""
    a, b, c = rng.integers(1, 4), rng.integers(-4, 5), rng.integers(-8, 9)
    x = np.array([rng.choice([*ROUND, -b / (2 * a)])])
    return Problem(lambda x: float(a * x[0] ** 2 + b * x[0] + c), lambda x: 2 * a * x + b, x)


def neuron(rng: Generator) -> Problem:
    """One sigmoid neuron with binary cross-entropy."""
    given, y = rng.uniform(-3, 3), rng.integers(0, 2)

    def f(p: Floats) -> float:
        a = sigmoid(p[0] * given + p[1])
        return float(-(y * np.log(a) + (1 - y) * np.log(1 - a)))

    def gradient(p: Floats) -> Floats:
        slope = sigmoid(p[0] * given + p[1]) - y
        return np.array([slope * given, slope])

    return Problem(f, gradient, rng.uniform(-2, 2, 2))


def least_squares(rng: Generator, offset: float = 0.0) -> Problem:
    """Half the mean squared error of a linear model, and a constant."""
    m, n = int(rng.integers(1, 33)), int(rng.integers(2, 7))
    inputs = np.hstack([rng.normal(size=(m, n - 1)), np.ones((m, 1))])
    y = rng.normal(size=m)
    return Problem(
        lambda w: float(0.5 * np.mean((inputs @ w - y) ** 2) + offset),
        lambda w: inputs.T @ (inputs @ w - y) / m,
        rng.normal(size=n),
    )


def offset_squares(rng: Generator) -> Problem:
    """The same with a large constant, which hides all but few of the digits."""
    return least_squares(rng, offset=1e4)


def exact_fit(rng: Generator) -> Problem:
    """Least squares of whole numbers where the fit is perfect: f and the gradient are 0."""
    m, n = int(rng.integers(2, 9)), int(rng.integers(1, 5))
    inputs, w = rng.integers(-3, 4, (m, n)).astype(float), rng.integers(-3, 4, n).astype(float)
    y = inputs @ w
    return Problem(
        lambda w: float(np.mean((inputs @ w - y) ** 2)),
        lambda w: 2 * inputs.T @ (inputs @ w - y) / m,
        w,
    )


def logistic_l2(rng: Generator) -> Problem:
    """Logistic regression with an L2 term."""
    m, n = int(rng.integers(1, 33)), int(rng.integers(1, 7))
    inputs, y, decay = rng.normal(size=(m, n)), rng.choice([-1.0, 1.0], m), rng.choice([1e-3, 0.1])
    return Problem(
        lambda w: float(np.mean(np.log1p(np.exp(-y * (inputs @ w)))) + decay / 2 * (w @ w)),
        lambda w: -inputs.T @ (y * sigmoid(-y * (inputs @ w))) / m + decay * w,
        2 * rng.normal(size=n),
    )


def hinge(rng: Generator) -> Problem:
    """The mean hinge loss of a linear model: kinks."""
    m, n = int(rng.integers(1, 33)), int(rng.integers(2, 6))
    inputs, y = rng.normal(size=(m, n)), rng.choice([-1.0, 1.0], m)
    return Problem(
        lambda w: float(np.mean(np.maximum(0, 1 - y * (inputs @ w)))),
        lambda w: -inputs.T @ (y * (y * (inputs @ w) < 1)) / m,
        rng.normal(size=n),
    )


def huber(rng: Generator) -> Problem:
    """The Huber loss of a linear model: jumps of the second derivative."""
    m, n, delta = int(rng.integers(1, 17)), int(rng.integers(1, 5)), rng.uniform(0.2, 1.5)
    inputs, y = rng.normal(size=(m, n)), rng.normal(size=m)

    def f(w: Floats) -> float:
        r = np.abs(inputs @ w - y)
        return float(np.mean(np.where(r <= delta, r**2 / 2, delta * (r - delta / 2))))

    return Problem(
        f, lambda w: inputs.T @ np.clip(inputs @ w - y, -delta, delta) / m, rng.normal(size=n)
    )


def _network(rng: Generator, kind: str, hidden: int = 4) -> Problem:
    """A network of two layers: "sigmoid" and "tanh" with one output, "relu" with a softmax."""
    m, out = int(rng.integers(1, 33)), 3 if kind == "relu" else 1
    inputs = rng.normal(size=(m, 3))
    y = {
        "relu": np.eye(3)[rng.integers(0, 3, m)],
        "sigmoid": rng.integers(0, 2, (m, 1)).astype(float),
        "tanh": rng.normal(size=(m, 1)),
    }[kind]
    ends = np.cumsum([3 * hidden, hidden, hidden * out, out])

    def forward(p: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        w1, b1, w2, b2 = np.split(p, ends[:-1])
        z1 = inputs @ w1.reshape(3, hidden) + b1
        a1 = {"relu": np.maximum(0, z1), "sigmoid": sigmoid(z1), "tanh": np.tanh(z1)}[kind]
        return z1, a1, w2.reshape(hidden, out), a1 @ w2.reshape(hidden, out) + b2

    def f(p: Floats) -> float:
        *_, z2 = forward(p)
        if kind == "sigmoid":
            a2 = sigmoid(z2)
            return float(-np.mean(y * np.log(a2) + (1 - y) * np.log(1 - a2)))
        if kind == "tanh":
            return float(np.mean((z2 - y) ** 2))
        shifted = z2 - z2.max(axis=1, keepdims=True)
        return float(-np.sum(y * (shifted - np.log(np.exp(shifted).sum(1, keepdims=True)))) / m)

    def gradient(p: Floats) -> Floats:
        z1, a1, w2, z2 = forward(p)
        if kind == "relu":
            e = np.exp(z2 - z2.max(axis=1, keepdims=True))
            dz2 = (e / e.sum(axis=1, keepdims=True) - y) / m
        else:
            dz2 = (sigmoid(z2) - y) / m if kind == "sigmoid" else 2 * (z2 - y) / m
        slope = {"relu": z1 > 0, "sigmoid": a1 * (1 - a1), "tanh": 1 - a1**2}[kind]
        dz1 = dz2 @ w2.T * slope
        return np.concatenate(
            [(inputs.T @ dz1).ravel(), dz1.sum(0), (a1.T @ dz2).ravel(), dz2.sum(0)]
        )

    return Problem(f, gradient, 0.7 * rng.normal(size=ends[-1]))


def sigmoid_network(rng: Generator) -> Problem:
    """Two layers of sigmoids with binary cross-entropy; 21 parameters."""
    return _network(rng, "sigmoid")


def relu_network(rng: Generator) -> Problem:
    """A relu layer and a softmax; 31 parameters."""
    return _network(rng, "relu")


def tanh_network(rng: Generator) -> Problem:
    """A tanh layer and a squared error; 21 parameters."""
    return _network(rng, "tanh")


def wide_network(rng: Generator) -> Problem:
    """A tanh network of 61 parameters, checked along random directions."""
    return _network(rng, "tanh", hidden=12)


def wide_relu_network(rng: Generator) -> Problem:
    """A relu network of 73 parameters, checked along random directions."""
    return _network(rng, "relu", hidden=10)


def large_logits(rng: Generator) -> Problem:
    """Softmax cross-entropy whose logits differ by up to some tens."""
    k, label, size = int(rng.integers(2, 7)), 0, rng.choice([3.0, 10.0, 30.0])

    def f(z: Floats) -> float:
        return float(np.log(np.sum(np.exp(z - z.max()))) + z.max() - z[label])

    def gradient(z: Floats) -> Floats:
        e = np.exp(z - z.max())
        return np.asarray(e / e.sum() - np.eye(k)[label])

    z = rng.uniform(-size, size, k)
    z[label] = min(z[label], z[1:].max() + 2)  # not so sure of the label that the loss is rounding
    return Problem(f, gradient, z)


def log_sum_exp(rng: Generator) -> Problem:
    """A smooth maximum of linear functions."""
    m, n = int(rng.integers(2, 12)), int(rng.integers(1, 6))
    rows, shift = 2 * rng.normal(size=(m, n)), rng.normal(size=m)

    def weights(x: Floats) -> Floats:
        e = np.exp(rows @ x + shift)
        return np.asarray(e / e.sum())

    return Problem(
        lambda x: float(np.log(np.sum(np.exp(rows @ x + shift)))),
        lambda x: np.asarray(weights(x) @ rows),
        rng.normal(size=n),
    )


def rosenbrock(rng: Generator) -> Problem:
    """The valley of Rosenbrock, at its lowest point one time in ten."""
    n = int(rng.integers(2, 6))

    def gradient(x: Floats) -> Floats:
        g = np.zeros(n)
        g[:-1] = -400 * x[:-1] * (x[1:] - x[:-1] ** 2) - 2 * (1 - x[:-1])
        g[1:] += 200 * (x[1:] - x[:-1] ** 2)
        return g

    x = np.ones(n) if rng.random() < 0.1 else rng.uniform(-2, 2, n)
    return Problem(
        lambda x: float(np.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)), gradient, x
    )


def polynomial(rng: Generator) -> Problem:
    """A polynomial of degree 6, at a round point half the time."""
    p = np.polynomial.Polynomial(rng.integers(-5, 6, 7))
    slope = p.deriv()
    x = np.array([rng.choice(ROUND) if rng.random() < 0.5 else rng.uniform(-3, 3)])
    return Problem(lambda x: float(p(x[0])), lambda x: np.array([slope(x[0])]), x)


def growth(rng: Generator) -> Problem:
    """Products with exponential growth: a x e^(b x) + c y e^(-x y)."""
    a, b, c = rng.uniform(0.5, 2, 3)

    def gradient(p: Floats) -> Floats:
        x, y = p
        first, second = np.exp(b * x), np.exp(-x * y)
        return np.array([a * (1 + b * x) * first - c * y**2 * second, c * (1 - x * y) * second])

    return Problem(
        lambda p: float(a * p[0] * np.exp(b * p[0]) + c * p[1] * np.exp(-p[0] * p[1])),
        gradient,
        rng.uniform(-3, 3, 2),
    )


def linear(rng: Generator) -> Problem:
    """Constant gradients, all zeros among them; whole numbers at round points half the time."""
    n = int(rng.integers(1, 5))
    if rng.random() < 0.5:
        slope, shift = rng.integers(-3, 4, n).astype(float), float(rng.integers(-5, 6))
        x = rng.choice(ROUND, n)
    else:
        slope, shift = rng.normal(size=n) * rng.choice([0.0, 1.0]), rng.normal()
        x = 3 * rng.normal(size=n)
    return Problem(lambda x: float(slope @ x + shift), lambda _: slope.copy(), x)


def far_parabola(rng: Generator) -> Problem:
    """A parabola far from 0."""
    a = rng.uniform(0.5, 3)
    return Problem(
        lambda x: float(a * x[0] ** 2 - 4 * x[0] + 7),
        lambda x: 2 * a * x - 4,
        rng.uniform(1e3, 1e5, 1),
    )


def mixed_scales(rng: Generator) -> Problem:
    """Entries of very different size, such as prices beside a rate."""
    scales = 10.0 ** rng.integers(0, 5, 3)
    t = rng.uniform(-2, 2, 3)
    return Problem(
        lambda x: float(np.sum(np.cosh(x / scales)) + np.prod(x / scales)),
        lambda x: (np.sinh(x / scales) + np.prod(x / scales) / (x / scales)) / scales,
        t * scales,
    )


def waves(rng: Generator) -> Problem:
    """Sin(w x) + x with w from 5 to 40."""
    w = rng.uniform(5, 40)
    return Problem(
        lambda x: float(np.sin(w * x[0]) + x[0]),
        lambda x: w * np.cos(w * x) + 1,
        rng.uniform(-3, 3, 1),
    )


def rational(rng: Generator) -> Problem:
    """Fractions, square roots and logarithms: singular not far away."""
    c = rng.uniform(0.1, 2)

    def gradient(p: Floats) -> Floats:
        x, y = p
        return np.array([(1 - x**2) / (1 + x**2) ** 2 + x / np.hypot(x, c), 1 / y + np.log(y) + 1])

    def f(p: Floats) -> float:
        x, y = p
        with np.errstate(invalid="ignore"):  # large steps leave the domain of the logarithm
            return float(x / (1 + x**2) + np.hypot(x, c) + np.log(y) + y * np.log(y))

    return Problem(f, gradient, np.array([rng.uniform(-3, 3), rng.uniform(0.05, 3)]))


FAMILIES: tuple[Family, ...] = (
    parabola, round_parabola, neuron, least_squares, offset_squares, exact_fit, logistic_l2, hinge,
    huber, sigmoid_network, relu_network, tanh_network, wide_network, wide_relu_network,
    large_logits, log_sum_exp, rosenbrock, polynomial, growth, linear, far_parabola, mixed_scales,
    waves, rational,
)  # fmt: skip
