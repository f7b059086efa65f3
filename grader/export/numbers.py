"""Points as a platform's file writes them, and the numbers that are in it already."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

_DECIMAL = re.compile(r"\s*-?\d[\d.,  ’']*?([.,])\d{1,2}\s*")  # noqa: RUF001 - French, Swiss
_NUMBER = re.compile(r"-?\d[\d.,]*")
_CENT = Decimal("0.01")


def two_decimals(points: float, *, comma: bool) -> str:
    """The points with two decimals, halves up."""
    text = str(Decimal(repr(points)).quantize(_CENT, ROUND_HALF_UP))
    return text.replace(".", ",") if comma else text


def few_decimals(points: float) -> str:
    """The points with at most five decimals and at least one, and never an exponent."""
    whole, _, rest = f"{points:.5f}".partition(".")
    return f"{whole}.{rest.rstrip('0') or '0'}"


def uses_comma(cells: Iterable[str]) -> bool | None:
    """Whether numbers in these cells have a decimal comma; None if there is no telling."""
    commas = dots = 0
    for cell in cells:
        found = _DECIMAL.fullmatch(cell)
        if found:
            commas += found[1] == ","
            dots += found[1] == "."
    return None if commas == dots else commas > dots


def read_number(text: str, *, comma: bool) -> float | None:
    """The number in a cell, thousands apart or not; None if it is none."""
    bare = re.sub(r"[\s’']", "", text)  # noqa: RUF001 - Swiss thousands
    if not _NUMBER.fullmatch(bare):
        return None
    decimal, thousands = (",", ".") if comma else (".", ",")
    last = max(bare.rfind("."), bare.rfind(","))
    alone = bare.count(thousands) == 1 and decimal not in bare
    if alone and len(bare) - last - 1 != 3:  # one that a different hand has written
        decimal, thousands = thousands, decimal
    try:
        return float(bare.replace(thousands, "").replace(decimal, "."))
    except ValueError:
        return None
