"""The chain of two functions against automatic derivatives, its closed form and far out."""

from __future__ import annotations

import math
from typing import Any

import autograd.numpy as anp
import pytest
from autograd import grad

from reference import chain

POINTS = (-2.1, -1.0, -0.4, 0.0, 0.3, 1 / math.sqrt(3), 0.9, 1.7)


def composed(x: Any) -> Any:
    """Both functions at once, for autograd."""
    return 1 / (1 + anp.exp(1 - 3 * anp.power(x, 2)))


def links(x: float) -> tuple[float, float, float, float, float]:
    """u, y, du/dx, dy/du and dy/dx by the reference."""
    u = chain.inner(x)
    y = chain.outer(u)
    du_dx, dy_du = chain.inner_slope(x), chain.outer_slope(y)
    return u, y, du_dx, dy_du, chain.whole_slope(dy_du, du_dx)


@pytest.mark.parametrize("x", POINTS)
def test_every_link_against_automatic_derivatives(x: float) -> None:
    """Values, the two local derivatives and their product."""
    u, y, du_dx, dy_du, dy_dx = links(x)
    assert u == pytest.approx(3 * x**2 - 1, rel=1e-14, abs=1e-15)
    assert y == pytest.approx(float(composed(x)), rel=1e-13)
    assert du_dx == pytest.approx(float(grad(lambda x: 3 * x**2 - 1)(x)), abs=1e-15)
    assert dy_du == pytest.approx(float(grad(lambda u: 1 / (1 + anp.exp(-u)))(u)), rel=1e-9)
    assert dy_dx == pytest.approx(float(grad(composed)(x)), rel=1e-9, abs=1e-15)


def test_by_hand() -> None:
    """Where u = 0 the sigmoid is 1/2 with slope 1/4; at 0 the whole is flat."""
    u, y, du_dx, dy_du, dy_dx = links(1 / math.sqrt(3))
    assert (u, y, dy_du) == pytest.approx((0.0, 0.5, 0.25), abs=1e-15)
    assert dy_dx == pytest.approx(0.25 * 6 / math.sqrt(3), rel=1e-14)
    assert du_dx == pytest.approx(6 / math.sqrt(3), rel=1e-15)
    assert links(0.0)[2:] == pytest.approx((0.0, chain.outer_slope(1 / (1 + math.e)), 0.0))


@pytest.mark.parametrize("x", [-1e100, -40.0, 40.0, 1e100])
def test_far_out_it_is_flat(x: float) -> None:
    """No overflow; the sigmoid is saturated at 1."""
    assert links(x)[1] == 1.0
    assert links(x)[3:] == (0.0, 0.0)


@pytest.mark.parametrize("x", POINTS)
def test_it_is_even(x: float) -> None:
    """Left and right of 0 the same heights, and slopes of opposite sign."""
    assert links(x)[:2] == links(-x)[:2]
    assert links(x)[4] == -links(-x)[4]
