"""Comparing what a student has with a true value.

The order of checks is: is there something, is it a number or array, is it finite, does the shape
fit, do the values agree. The first failure is what the student reads.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from grader.checks.reading import Floats, Numbers, Problem
from grader.checks.verdict import Remark, remark

RTOL = 1e-6
"""Relative tolerance for values that code computed; rounding errors are some 1e-16."""
ATOL = 1e-9
"""Absolute tolerance, relative to the largest true value: for entries that should be 0."""
RTOL_SINGLE = 1e-4
"""For float32, whose unit roundoff is 6e-8, after some hundred operations."""
DIGITS = 3
"""Significant digits that a value worked out by hand must have."""
COMPUTED = 12
"""Values with at least so many significant digits were not rounded by hand."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How a value agrees with a true one: the share of the points it deserves, and remarks."""

    fraction: float
    remarks: tuple[Remark, ...] = ()

    def __bool__(self) -> bool:
        return self.fraction >= 1


def close(values: Floats, true: Floats, *, single: bool = False, atol: float = ATOL) -> bool:
    """Whether |values - true| <= atol * largest + rtol |true| everywhere; never for nan or inf.

    Args:
        values: Of any shape.
        true: Of the same shape.
        single: Use the tolerance for float32.
        atol: Relative to the largest |true|: for entries that should be 0.
    """
    if values.shape != true.shape or not (np.isfinite(values).all() and np.isfinite(true).all()):
        return False
    largest = float(np.max(np.abs(true), initial=0.0))
    rtol = RTOL_SINGLE if single else RTOL
    floor = (RTOL if single else atol) * largest  # some ten roundings of float32
    return bool(np.all(np.abs(values - true) <= floor + rtol * np.abs(true)))


def digits_of(value: float) -> tuple[int, int]:
    """Significant digits and decimals of the shortest decimal number that is `value`.

    12300.0 has three digits and -2 decimals: its zeros may be a rounding.
    """
    number = Decimal(repr(value)).normalize()
    _, digits, exponent = number.as_tuple()
    assert isinstance(exponent, int)  # noqa: S101 - finite numbers have one
    return (0 if value == 0 else len(digits)), -exponent


def agree(own: Numbers, true: Floats) -> Agreement:
    """Whether values of the right shape agree with the true ones, rounded by hand or not.

    A value given to k decimals agrees if it is within half a unit of the last of them and has
    three significant digits; with two it earns half; with one, nothing: `1` for 0.79 is no answer.
    """
    values = own.array
    if close(values, true, single=own.single):
        note = (remark("read.single"),) if own.single and not close(values, true) else ()
        return Agreement(1.0, note)
    if values.shape != true.shape or not (np.isfinite(values).all() and np.isfinite(true).all()):
        return Agreement(0.0)
    fewest, fractions = COMPUTED, [1.0]
    for value, target in zip(values.ravel().tolist(), true.ravel().tolist(), strict=True):
        if close(np.array(value), np.array(target)):
            continue
        fraction, digits = _rounded(value, target)
        fractions.append(fraction)
        fewest = min(fewest, digits)
    fraction = min(fractions)
    if fraction == 1:
        return Agreement(1.0, (remark("right.rounded", digits=fewest),))
    if fraction > 0:
        return Agreement(fraction, (remark("wrong.too-coarse", digits=fewest),))
    return Agreement(0.0)


def _rounded(value: float, target: float) -> tuple[float, int]:
    """The share that `value`, taken as a rounding of `target`, deserves, and its digits."""
    digits, decimals = digits_of(value)
    if digits == 0 or digits >= COMPUTED or target == 0:
        return 0.0, digits
    # 0.790 is written 0.79 by Python: half a unit of the third significant digit is allowed too
    third = DIGITS - 1 - math.floor(math.log10(abs(target)))
    # the value that was rounded may itself be off by what computed values may be off
    gap = abs(value - target) - RTOL * abs(target)
    if gap <= 0.5 * 10.0 ** -max(decimals, third) * (1 + 1e-9):
        return 1.0, max(digits, DIGITS)
    if digits >= DIGITS:
        return (1.0 if gap <= 0.5 * 10.0**-decimals * (1 + 1e-9) else 0.0), digits
    if digits == DIGITS - 1 and gap <= 0.5 * 10.0**-decimals * (1 + 1e-9):
        return 0.5, digits
    return 0.0, digits


def fit_shape(own: Numbers, shape: tuple[int, ...], name: str) -> Numbers | Problem:
    """The numbers in the asked shape, where the form is only another way of writing it.

    A size-1 array is read as a number; (n,), (n, 1) and (1, n) hold the same n numbers.
    """
    array = own.array
    if array.shape == shape:
        return own
    squeezed = tuple(n for n in array.shape if n != 1)
    if squeezed == tuple(n for n in shape if n != 1):
        code = "read.size-one" if array.size == 1 and shape == () else "read.shape"
        note = remark(code, name=name, got=str(array.shape), asked=str(shape))
        return Numbers(array.reshape(shape), own.single, own.whole, (*own.remarks, note))
    count = math.prod(shape)
    if array.ndim == 2 and count > 1 and array.shape == (count, count):
        return Problem("wrong", remark("wrong.broadcast", name=name, got=str(array.shape)))
    fields = {"name": name, "got": str(array.shape), "asked": str(shape)}
    if len(shape) == 2 and array.shape == shape[::-1]:
        return Problem("wrong", remark("wrong.transposed", **fields))
    return Problem("wrong", remark("wrong.shape", **fields))


def gap(own: Numbers, true: Floats, name: str) -> Remark:
    """What separates a wrong value from the true one, said without giving the answer away."""
    values = own.array
    if not np.isfinite(values).all():
        first = float(values.ravel()[~np.isfinite(values.ravel())][0])
        return remark("wrong.not-finite", name=name, value=str(first))
    if own.whole and values.size > 1 and np.array_equal(values, np.trunc(true)):
        return remark("wrong.truncated", name=name)
    if values.shape == true.shape and np.all(true != 0) and np.all(values != 0):
        ratios = values / true
        ratio = float(ratios.flat[0])
        if close(ratios, np.full(ratios.shape, ratio)):
            if abs(ratio + 1) < 1e-6:
                return remark("wrong.gap.sign", name=name)
            for simple in (2.0, 0.5, 10.0, 0.1, 100.0, 0.01):
                if abs(abs(ratio) / simple - 1) < 1e-6:
                    return remark("wrong.gap.factor", name=name, factor=f"{ratio:g}")
    return remark("wrong", name=name)
