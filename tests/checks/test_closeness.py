"""Comparing values: what agrees, what does not, and what is said of the gap."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.checks.closeness import agree, close, digits_of, fit_shape, gap
from grader.checks.reading import Numbers, Problem, read_numbers, show
from grader.observation.codec import decode_observation, encode_value
from grader.observation.observation import Opaque, Raised, Scalar, TimedOut, Value

A = 0.7858349830425586


def read(value: Any) -> Numbers:
    """A value that can be read."""
    numbers = read_numbers(decode_observation(encode_value(value)), "a")
    assert isinstance(numbers, Numbers)
    return numbers


def problem(value: Any) -> str:
    """The code of the problem with a value that cannot be read."""
    found = read_numbers(value if not isinstance(value, list) else Value(value), "a")
    assert isinstance(found, Problem)
    return found.remark.code


@pytest.mark.parametrize("value", [A, A * (1 + 9e-7), 0.785835, 0.7858, 0.786, "0.7858", " .786 "])
def test_values_computed_or_rounded_to_three_digits_agree(value: object) -> None:
    """Computed values within 1e-6, and roundings with at least three digits, earn everything."""
    assert agree(read(value), np.array(A)).fraction == 1


@pytest.mark.parametrize(
    "value", [A * (1 + 2e-6), 0.7857, 0.785, 0.8, 1, 0, -A, 0.787, 0.7859, 2 * A, 78.58, 1.0]
)
def test_other_values_do_not_agree(value: float) -> None:
    """A rounding that is off in its last digit, one digit, another sign or size earn nothing."""
    assert agree(read(value), np.array(A)).fraction == 0


def test_two_digits_earn_half() -> None:
    """Two digits are too coarse, and half is earned."""
    assert agree(read(0.79), np.array(A)).fraction == 0.5


def test_a_trailing_zero_is_not_held_against_anyone() -> None:
    """0.790 is 0.79 to Python, so it counts as three digits where three would be 0.790."""
    assert agree(read(0.79), np.array(0.7901)).fraction == 1


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_nan_and_inf_never_agree(bad: float) -> None:
    """Not even with themselves."""
    assert not close(np.array(bad), np.array(bad))
    assert agree(read(bad), np.array(bad)).fraction == 0
    assert not close(np.array([1.0, bad]), np.array([1.0, 1.0]))


def test_entries_that_should_be_zero_are_compared_with_the_largest() -> None:
    """1e-12 beside 1 is a rounding error; 1e-3 is not."""
    true = np.array([0.0, 1.0])
    assert close(np.array([1e-12, 1.0]), true)
    assert not close(np.array([1e-3, 1.0]), true)
    assert not close(np.array([1e-8, 1.0]), true)


def test_float32_has_a_wider_tolerance_and_is_told_so() -> None:
    """A float32 result agrees, with a remark; a float64 that far off does not."""
    single = Numbers(np.array(A * (1 + 2e-5)), single=True)
    assert agree(single, np.array(A)).remarks[0].code == "read.single"
    assert not agree(read(A * (1 + 2e-5)), np.array(A))
    assert not agree(Numbers(np.array(A * 1.01), single=True), np.array(A))


@given(st.floats(min_value=-1e6, max_value=1e6).filter(lambda v: abs(v) > 1e-6))
def test_every_rounding_to_four_digits_agrees_and_a_step_beside_it_does_not(true: float) -> None:
    """Rounding to 4 digits is accepted; two units of the last digit further is not."""
    rounded = float(f"{true:.3e}")
    assert agree(read(rounded), np.array(true)).fraction == 1
    unit = 10.0 ** (int(f"{true:.3e}".split("e")[1]) - 3)
    beside = float(f"{rounded + 2 * unit:.3e}")
    digits, _ = digits_of(beside)
    if digits == 4:
        assert agree(read(beside), np.array(true)).fraction == 0


@pytest.mark.parametrize(
    "value",
    [np.array([[2.5]]), np.array(2.5), [2.5], (2.5,), np.array(2.5, np.float32), "2.5", [[2.5]]],
)
def test_every_way_to_write_one_number_is_read(value: object) -> None:
    """Arrays of one entry, lists of one, texts and numpy scalars are the number they hold."""
    fitted = fit_shape(read(value), (), "a")
    assert isinstance(fitted, Numbers)
    assert float(fitted.array) == 2.5


def test_fractions_and_decimals_are_numbers() -> None:
    """They come out as scalars of their type."""
    numbers = read_numbers(Value(Scalar("fractions.Fraction", float(Fraction(5, 2)))), "a")
    assert isinstance(numbers, Numbers)
    assert float(numbers.array) == 2.5


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (Value(None), "wrong.none"),
        (Value("two"), "wrong.is-text"),
        (Value(Opaque("function")), "wrong.is-function"),
        (Value(Opaque("Tensor")), "wrong.not-a-number"),
        (Value({"a": 1}), "wrong.not-a-number"),
        (Value(1 + 2j), "wrong.complex"),
        ([[1.0, 2.0], [3.0]], "wrong.ragged"),
        ([1.0, None], "wrong.none"),
        (Raised("ValueError", "no", 2, 3), "crashed"),
        (TimedOut(2.0), "timed-out"),
    ],
)
def test_what_is_no_number_is_said_in_its_own_words(value: Any, code: str) -> None:
    """Each kind of non-number has its own sentence."""
    assert problem(value) == code


def test_a_complex_number_without_imaginary_part_is_real() -> None:
    """Numpy makes such numbers from real ones."""
    assert float(read(complex(A, 0)).array) == A


@pytest.mark.parametrize(
    ("shape", "asked", "code"),
    [
        ((5, 5), (5, 1), "wrong.broadcast"),
        ((5, 5), (5,), "wrong.broadcast"),
        ((2, 3), (3, 2), "wrong.transposed"),
        ((4,), (3,), "wrong.shape"),
        ((3, 2), (6,), "wrong.shape"),
    ],
)
def test_shapes_that_are_wrong(shape: tuple[int, ...], asked: tuple[int, ...], code: str) -> None:
    """A table from broadcasting, swapped axes and another size are told apart."""
    found = fit_shape(Numbers(np.zeros(shape)), asked, "a")
    assert isinstance(found, Problem)
    assert found.remark.code == code


def test_a_column_is_another_way_to_write_a_list() -> None:
    """(n, 1) for (n,) is read, with a remark."""
    fitted = fit_shape(Numbers(np.ones((5, 1))), (5,), "a")
    assert isinstance(fitted, Numbers)
    assert [r.code for r in fitted.remarks] == ["read.shape"]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (-A, "wrong.gap.sign"),
        (2 * A, "wrong.gap.factor"),
        (-A / 2, "wrong.gap.factor"),
        (A + 0.1, "wrong"),
        (np.inf, "wrong.not-finite"),
    ],
)
def test_the_gap_is_said_without_the_answer(value: float, code: str) -> None:
    """A sign, a simple factor, or nothing; the true number is in no field."""
    said = gap(Numbers(np.array(value)), np.array(A), "a")
    assert said.code == code
    assert "7858" not in repr(said.fields)


def test_whole_numbers_that_cut_off_fractions_are_named() -> None:
    """An int array of truncated values has lost its fractions."""
    own = Numbers(np.array([1.0, 2.0]), whole=True)
    assert gap(own, np.array([1.7, 2.2]), "a").code == "wrong.truncated"


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists, max_leaves=20))
def test_whatever_a_student_has_is_shown_in_short(value: Any) -> None:
    """Never an exception, never a long text."""
    shown = show(Value(value))
    assert shown is not None
    assert len(shown) < 2_000
