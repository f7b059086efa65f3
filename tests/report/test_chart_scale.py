"""Ticks can be read, and a number lands on its pixel or nowhere."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from grader.report.chart.model import Axis
from grader.report.chart.numerals import MINUS, TIMES, number, power, short
from grader.report.chart.scale import FAR, Scale, scale


def typeset(text: str) -> str:
    """The text with a real minus sign, and a real sign for "times"."""
    return text.replace("-", MINUS).replace("x", TIMES)


def labels(lo: float, hi: float, kind: str = "linear", count: int = 6) -> list[str]:
    """What is written on an axis with these limits."""
    axis = Axis(scale="log" if kind == "log" else "linear", limits=(lo, hi))
    return [tick.label for tick in scale(axis, ()).ticks(count)]


@pytest.mark.parametrize(
    ("lo", "hi", "expected"),
    [
        (0, 1, "0.0 0.2 0.4 0.6 0.8 1.0"),
        (1, 0, "0.0 0.2 0.4 0.6 0.8 1.0"),
        (-3, 7, "-2 0 2 4 6"),
        (-0.5, 0.5, "-0.4 -0.2 0.0 0.2 0.4"),
        (0, 250, "0 50 100 150 200 250"),
        (0, 3e-6, "0 0.5x10⁻⁶ 1.0x10⁻⁶ 1.5x10⁻⁶ 2.0x10⁻⁶ 2.5x10⁻⁶ 3.0x10⁻⁶"),
        (-2e8, 2e8, "-2x10⁸ -1x10⁸ 0 1x10⁸ 2x10⁸"),
        (100.001, 100.005, "100.001 100.002 100.003 100.004 100.005"),
        (0.30000000000000004, 0.7, "0.3 0.4 0.5 0.6 0.7"),
        (5, 5, "4.8 4.9 5.0 5.1 5.2"),
    ],
)
def test_linear_ticks(lo: float, hi: float, expected: str) -> None:
    """Steps of 1, 2 or 5, with the same decimals on one axis."""
    assert labels(lo, hi) == typeset(expected).split()


@pytest.mark.parametrize(
    ("lo", "hi", "expected"),
    [
        (1e-3, 1e3, "0.001 0.01 0.1 1 10 100 1000"),
        (1e3, 1e-3, "0.001 0.01 0.1 1 10 100 1000"),
        (1e-8, 1e3, "10⁻⁸ 10⁻⁶ 10⁻⁴ 10⁻² 1 10²"),
        (1e-18, 1, "10⁻¹⁸ 10⁻¹⁵ 10⁻¹² 10⁻⁹ 10⁻⁶ 10⁻³ 1"),
        (1, 30, "1 2 5 10 20"),
        (2e-7, 3e-6, "2x10⁻⁷ 5x10⁻⁷ 10⁻⁶ 2x10⁻⁶"),
        (0.2, 0.9, "0.2 0.4 0.6 0.8"),
        (1e-4, 1e-1, "0.0001 0.001 0.01 0.1"),
        (3, 3, "2 3 4 5 6"),
    ],
)
def test_logarithmic_ticks(lo: float, hi: float, expected: str) -> None:
    """Powers of ten, some of them, or finer ones where there are few."""
    assert labels(lo, hi, "log") == typeset(expected).split()


FINITE = st.floats(allow_nan=False, allow_infinity=False)
POSITIVE = st.floats(min_value=5e-324, allow_infinity=False)


@given(FINITE, FINITE, st.integers(2, 7))
def test_ticks_of_any_limits(lo: float, hi: float, count: int) -> None:
    """Between the limits, in order, never endless, and no two with the same label."""
    check(scale(Axis(limits=(lo, hi)), ()), count)


@given(FINITE, st.floats(1e-12, 1), st.integers(2, 7))
def test_ticks_of_narrow_limits(middle: float, share: float, count: int) -> None:
    """The same where the limits lie close together."""
    check(scale(Axis(limits=(middle, middle * (1 + share))), ()), count)


@given(POSITIVE, POSITIVE, st.integers(2, 7))
def test_ticks_of_any_logarithmic_limits(lo: float, hi: float, count: int) -> None:
    """The same on a logarithmic axis."""
    check(scale(Axis(scale="log", limits=(lo, hi)), ()), count)


def check(axis: Scale, count: int) -> None:
    """Hold one axis against all that its ticks must be."""
    lo, hi = sorted((axis.lo, axis.hi))
    assert math.isfinite(lo)
    assert math.isfinite(hi)
    assert lo < hi
    ticks = axis.ticks(count)
    assert 1 <= len(ticks) <= 12
    assert all(lo <= tick.at <= hi for tick in ticks)
    assert all(one.at < other.at for one, other in pairwise(ticks))
    assert len({tick.label for tick in ticks}) == len(ticks)
    assert max(len(tick.label) for tick in ticks) < 22


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
def test_there_are_about_as_many_ticks_as_asked_for(lo: float, span: float) -> None:
    """Four to ten for six."""
    assume(span > abs(lo) * 1e-8)
    assert 4 <= len(scale(Axis(limits=(lo, lo + span)), ()).ticks()) <= 10


def test_values_land_on_their_pixels() -> None:
    """Straight, reversed, and by powers of ten."""
    assert Scale(0, 10, log=False).over(100, 200).pixels([0, 5, 10]) == [100, 150, 200]
    assert Scale(10, 0, log=False).over(100, 200).pixels([0, 5, 10]) == [200, 150, 100]
    assert Scale(1, 100, log=True).over(300, 100).pixels([1, 10, 100]) == [300, 200, 100]


def test_what_has_no_place_is_no_pixel() -> None:
    """Neither what is no number, nor what is not above zero on a logarithmic axis."""
    odd = [math.nan, math.inf, -math.inf]
    assert all(map(math.isnan, Scale(0, 1, log=False).pixels(odd)))
    assert all(map(math.isnan, Scale(1, 10, log=True).pixels([*odd, 0.0, -1.0])))


@given(FINITE, FINITE, FINITE)
def test_no_pixel_is_far(lo: float, hi: float, value: float) -> None:
    """Whatever the limits and the value."""
    assert abs(scale(Axis(limits=(lo, hi)), ()).over(50, 400).pixel(value)) <= FAR


def test_an_axis_is_fitted_with_a_margin() -> None:
    """5% on both sides, of the exponents on a logarithmic axis; odd values do not count."""
    fitted = scale(Axis(), [0, math.nan, 10, math.inf])
    assert (fitted.lo, fitted.hi) == (-0.5, 10.5)
    by_tens = scale(Axis(scale="log"), [0.0, -4, 1, 100])
    assert (by_tens.lo, by_tens.hi) == pytest.approx((10**-0.1, 10**2.1))


@pytest.mark.parametrize("limits", [(math.nan, 5), (-1, 5), (0, 5)])
def test_one_limit_may_be_of_no_use(limits: tuple[float, float]) -> None:
    """Then that end is fitted, and the other kept."""
    axis = scale(Axis(scale="log", limits=limits), [1, 2])
    assert axis.hi == 5
    assert 0 < axis.lo < 1


def test_limits_may_be_reversed() -> None:
    """They stay so."""
    axis = scale(Axis(limits=(3, -1)), [0])
    assert (axis.lo, axis.hi) == (3, -1)
    assert axis.within(0)
    assert not axis.within(4)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (-0.0, "0"),
        (12345, "12345"),
        (-2, "-2"),
        (1 / 3, "0.3333"),
        (-1.5e-7, "-1.5x10⁻⁷"),
        (1e300, "1x10³⁰⁰"),
        (123456.7, "1.235x10⁵"),
        (math.nan, "nan"),
        (-math.inf, "-∞"),
    ],
)
def test_a_number_in_short(value: float, shown: str) -> None:
    """Four digits, a real minus sign, no e."""
    assert short(value) == typeset(shown)


def test_powers_and_odd_numbers() -> None:
    """1 and 10 are written out; what is no number becomes none."""
    assert [power(k) for k in (-12, 0, 1, 5)] == ["10⁻¹²", "1", "10", "10⁵"]
    assert number(10**400) != number(10**400)
