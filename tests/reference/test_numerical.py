"""The numerical gradient against automatic ones, and by its error."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad

from reference import numerical


def bowl(x: Any) -> Any:
    """Written out once more, for autograd."""
    return sum((k + 1) * (x[k] - 1) * (x[k] - 1) for k in range(len(x)))


def waves(x: Any) -> Any:
    """The same."""
    product = 1.0
    for entry in x:
        product = product * entry
    return anp.sum(2 * anp.sin(x) * anp.cos(x)) + product


PAIRS = [(numerical.bowl, bowl), (numerical.waves, waves)]
DRAWS = [np.random.default_rng(n).uniform(-2, 2, n) for n in (1, 3, 4, 5)]


@pytest.mark.parametrize(("f", "again"), PAIRS)
@pytest.mark.parametrize("x", DRAWS, ids=len)
def test_against_automatic_derivatives(f: numerical.Fn, again: Callable[..., Any], x: Any) -> None:
    """Values, and gradients with a small step."""
    assert f(x) == pytest.approx(float(again(x)), rel=1e-13)
    found = numerical.gradient(f, x, 1e-5)
    assert found == pytest.approx(np.asarray(grad(again)(x)), rel=1e-8, abs=1e-8)
    assert found.shape == x.shape


@pytest.mark.parametrize("x", DRAWS, ids=len)
def test_on_a_bowl_every_step_is_exact(x: Any) -> None:
    """However long: a parabola has no third derivative."""
    due = 2 * np.arange(1, x.size + 1) * (x - 1)
    for h in (10.0, 0.5, 1e-3):
        assert numerical.gradient(numerical.bowl, x, h) == pytest.approx(due, rel=1e-10, abs=1e-10)


@pytest.mark.parametrize("x", DRAWS, ids=len)
def test_the_error_falls_by_four(x: Any) -> None:
    """When the step is halved: its order is 2."""
    true = np.asarray(grad(waves)(x))
    errors = [numerical.gradient(numerical.waves, x, h) - true for h in (2e-2, 1e-2)]
    assert errors[0] / errors[1] == pytest.approx(np.full(x.size, 4.0), rel=1e-3)


def test_by_hand() -> None:
    """(2 + h)^3 - (2 - h)^3 over 2 h is 12 + h^2."""
    found = numerical.gradient(lambda x: float(x[0] ** 3), np.array([2.0]), 0.5)
    assert found == pytest.approx([12.25])


def test_x_stays_as_it_is_and_may_be_whole() -> None:
    """No entry is moved for good, and none is cut off."""
    x = np.array([1, -2, 3])
    found = numerical.gradient(numerical.bowl, x, 0.25)
    assert found == pytest.approx([0.0, -12.0, 12.0])
    assert x.tolist() == [1, -2, 3]


def test_far_out() -> None:
    """Where one step of h cannot be seen any more, the gradient is 0 and not an error."""
    assert numerical.gradient(numerical.bowl, np.array([1e17]), 1e-3).tolist() == [0.0]
