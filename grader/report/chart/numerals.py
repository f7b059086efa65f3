"""Numbers as text: a real minus sign, and powers of ten with raised digits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from typing import SupportsFloat

MINUS, TIMES = "\u2212", "\u00d7"
PLAIN = 7
"""A number that takes no more characters than this is written out."""

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def number(value: SupportsFloat) -> float:
    """The value as a float; what is none is not a number."""
    try:
        return float(value)
    except (OverflowError, TypeError, ValueError):
        return math.nan


def numbers(values: tuple[float, ...]) -> list[float]:
    """The values as floats, whatever they are."""
    try:
        return list(map(float, values))
    except (OverflowError, TypeError, ValueError):
        return list(map(number, values))


def floats(values: Sequence[float | None]) -> tuple[float, ...]:
    """The same of values with holes in them."""
    return tuple(numbers(tuple(math.nan if value is None else value for value in values)))


def power(exponent: int) -> str:
    """Ten to the power, as in 10⁻⁶; 1 and 10 are written out."""
    return ("1", "10")[exponent] if exponent in (0, 1) else "10" + str(exponent).translate(_RAISED)


def short(value: float) -> str:
    """A number to four significant digits, and a whole one below ten million in full."""
    if math.isnan(value):
        return "nan"
    if math.isinf(value):
        return "∞" if value > 0 else MINUS + "∞"
    if value == int(value) and abs(value) < 10**PLAIN:
        return str(int(value)).replace("-", MINUS)
    digits, e, exponent = f"{value:.4g}".partition("e")
    return (digits + (f"{TIMES}{power(int(exponent))}" if e else "")).replace("-", MINUS)


def alike(values: list[Decimal], exponent: int) -> list[str]:
    """Labels of one axis, all with as many decimals as a step of that power of ten needs."""
    decimals = max(0, -exponent)
    plain = [f"{value:.{decimals}f}" for value in values]
    top = max((value.adjusted() for value in values if value), default=0)
    finer = max(0, top - exponent)
    raised = [
        f"{value.scaleb(-top):.{finer}f}{TIMES}{power(top)}" if value else "0" for value in values
    ]
    longest, other = (max(map(len, texts), default=0) for texts in (plain, raised))
    chosen = raised if top < -4 or (top > 5 and other <= longest + 1) else plain
    return [text.replace("-", MINUS) for text in chosen]
