"""Points in whole numbers whose sum is right: the method of the largest remainder (Hamilton's)."""

from __future__ import annotations

import math
from collections.abc import Sequence


def whole(shares: Sequence[float], most: Sequence[int]) -> list[int]:
    """Whole numbers near the shares, which add up to the sum of the shares, rounded down.

    Rounded down, so that all points are had only by those who earned them.

    Args:
        shares: Not negative, each at most its most.
        most: Whole numbers.

    Returns:
        For each share, its floor or one more, and never more than its most. Of equal remainders the
        earlier gets the one more.
    """
    floors = [math.floor(share + 1e-9) for share in shares]
    left = math.floor(math.fsum(shares) + 1e-6) - sum(floors)
    remainders = [share - floor for share, floor in zip(shares, floors, strict=True)]
    order = sorted(range(len(shares)), key=lambda k: (-round(remainders[k], 9), k))
    for k in order:
        if left <= 0:
            break
        if floors[k] < most[k] and remainders[k] > 1e-9:
            floors[k] += 1
            left -= 1
    return floors
