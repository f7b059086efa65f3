"""What a given may be, where every student gets numbers of their own."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

MOST = 100_000
"""No range holds more numbers."""


@dataclass(frozen=True, slots=True)
class Between:
    """All numbers of so many decimals from `low` to `high`, both included."""

    low: float
    high: float
    decimals: int = 1

    @property
    def values(self) -> tuple[float, ...]:
        """The numbers, from the lowest; none where there is no such number, or no end of them."""
        unit = 10.0**self.decimals
        if not (math.isfinite(self.low) and math.isfinite(self.high)):
            return ()
        first, last = math.ceil(self.low * unit - 1e-9), math.floor(self.high * unit + 1e-9)
        if last - first >= MOST:
            return ()
        return tuple(round(k / unit, self.decimals) + 0.0 for k in range(first, last + 1))


Allowed = Between | Sequence[float]
"""A range, or the numbers one by one."""


def numbers_of(allowed: Allowed) -> tuple[float, ...]:
    """The numbers that a given may be."""
    if isinstance(allowed, Between):
        return allowed.values
    return tuple(float(one) for one in allowed)
