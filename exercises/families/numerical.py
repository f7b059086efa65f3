"""A numerical gradient: entry i is (f(x + h e_i) - f(x - h e_i)) / (2 h), with x as it was."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from grader import Misconception

from .rule import over

Floats = NDArray[np.float64]
Fn = Callable[[Floats], float]
Quotient = Callable[[Fn, Floats, Floats, float], float]
TINY = 1e-5
"""A step so small that nothing of it is to be seen in the result."""


def gradient(
    part: str = "gradient_check", *, f: str = "f", x: str = "x", h: str = "h"
) -> tuple[Misconception, ...]:
    """Slips in a central difference for each entry."""
    parents = (f, x, h)
    return (
        *_one_sided(part, parents),
        *_denominators(part, parents),
        *_heights(part, parents),
        *_entries(part, parents),
    )


def _each(quotient: Quotient) -> Callable[[Fn, Floats, float], Floats]:
    """The quotient for each entry: of f, x, the step along that entry, and h."""

    def rule(f: Fn, x: Floats, h: float) -> Floats:
        return np.array([quotient(f, x, h * e, h) for e in np.eye(x.size)])

    return rule


def _one_sided(part: str, parents: tuple[str, ...]) -> tuple[Misconception, ...]:
    return (
        Misconception(
            f"{part}-forward", part,
            over(parents, _each(lambda f, x, s, h: (f(x + s) - f(x)) / h)),
            "a forward difference: x is moved to one side only",
            "On which sides of x are your two points?",
            pointer="Halve h: does your error fall to a half, or to a quarter?",
            worked="x^2 at 3 with h = 1: forward 16 - 9 = 7, central (16 - 4) / 2 = 6.",
        ),
        Misconception(
            f"{part}-backward", part,
            over(parents, _each(lambda f, x, s, h: (f(x) - f(x - s)) / h)),
            "a backward difference: x is moved to one side only",
            "On which sides of x are your two points?",
            pointer="Halve h: does your error fall to a half, or to a quarter?",
            worked="x^2 at 3 with h = 1: backward 9 - 4 = 5, central (16 - 4) / 2 = 6.",
        ),
        Misconception(
            f"{part}-back-to-x", part,
            over(parents, _each(lambda f, x, s, h: (f(x + s) - f(x)) / (2 * h))),
            "the second point is x itself, and not beyond it",
            "How far apart are your two points?",
            pointer="After one step to the right, one step to the left only leads back.",
            worked="x^2 at 3 with h = 1: the points are 4 and 2, so (16 - 4) / 2 = 6.",
        ),
        Misconception(
            f"{part}-added-twice", part,
            over(parents, _each(lambda f, x, s, h: (f(x + 2 * s) - f(x)) / (2 * h))),
            "h is added twice", "On which sides of x are your two points?",
            pointer="Write down where the entry is at each call of f.",
            worked="x^2 at 3 with h = 1: the points are 4 and 2, and not 5 and 3.",
        ),
    )  # fmt: skip


def _denominators(part: str, parents: tuple[str, ...]) -> tuple[Misconception, ...]:
    return (
        Misconception(
            f"{part}-no-two", part,
            over(parents, _each(lambda f, x, s, h: (f(x + s) - f(x - s)) / h)),
            "the 2 in the denominator is forgotten", "How far apart are your two points?",
            pointer="A slope is rise over run. How long is the run?",
            worked="x^2 at 3 with h = 1: (16 - 4) / 2 = 6, and not 12.",
        ),
        Misconception(
            f"{part}-no-h", part,
            over(parents, _each(lambda f, x, s, _: (f(x + s) - f(x - s)) / 2)),
            "the h in the denominator is forgotten", "How far apart are your two points?",
            pointer="A slope is rise over run. How long is the run?",
            worked="x^2 at 3 with h = 0.5: (12.25 - 6.25) / 1 = 6, and not 3.",
        ),
        Misconception(
            f"{part}-no-run", part,
            over(parents, _each(lambda f, x, s, _: f(x + s) - f(x - s))),
            "the difference is not divided", "Is this a rise, or a slope?",
            pointer="A slope is rise over run. How long is the run?",
            worked="x^2 at 3 with h = 1: the rise is 12, the run is 2, the slope is 6.",
        ),
        Misconception(
            f"{part}-times-h", part,
            over(parents, _each(lambda f, x, s, h: (f(x + s) - f(x - s)) / 2 * h)),
            "multiplied by h instead of divided", "What does Python make of `a / 2 * h`?",
            pointer="Put brackets around the whole denominator.",
            worked="12 / 2 * 3 is 18 in Python, and 12 / (2 * 3) is 2.",
        ),
        Misconception(
            f"{part}-mean", part,
            over(parents, _each(lambda f, x, s, h: (f(x + s) - f(x - s)) / (2 * h * x.size))),
            "divided by the number of entries", "Does one slope depend on how many others are?",
            pointer="Each entry has a slope of its own. Nothing is averaged.",
            worked="For f = u + v both slopes are 1, and not 0.5.",
        ),
    )  # fmt: skip


def _heights(part: str, parents: tuple[str, ...]) -> tuple[Misconception, ...]:
    return (
        Misconception(
            f"{part}-sign", part,
            over(parents, _each(lambda f, x, s, h: (f(x - s) - f(x + s)) / (2 * h))),
            "the difference is the wrong way round", "Is your slope positive where f rises?",
            pointer="Rise is the height on the right minus the height on the left.",
            worked="x^2 at 3 with h = 1: (16 - 4) / 2 = +6.",
        ),
        Misconception(
            f"{part}-sum", part,
            over(parents, _each(lambda f, x, s, h: (f(x + s) + f(x - s)) / (2 * h))),
            "the two heights are added", "What would your slope be for a constant function?",
            pointer="Rise is a difference of heights.",
            worked="x^2 at 3 with h = 1: (16 - 4) / 2 = 6, and not (16 + 4) / 2.",
        ),
        Misconception(
            f"{part}-second", part,
            over(parents, _each(lambda f, x, s, h: (f(x + s) - 2 * f(x) + f(x - s)) / h**2)),
            "the second derivative", "What would your slope be for a straight line?",
            pointer="Two heights are enough for a slope.",
            worked="x^2 at 3 with h = 1: (16 - 4) / 2 = 6, while 16 - 18 + 4 = 2.",
        ),
        Misconception(
            f"{part}-exact", part,
            over(parents[:2], lambda f, x: _each(_central)(f, x, TINY)),
            "h has no effect on the result", "Does your result change when h changes?",
            pointer="Use the h that is handed in, however large it is.",
            worked="x^3 at 2: h = 1 gives (27 - 1) / 2 = 13, and the slope is 12.",
        ),
        Misconception(
            f"{part}-share", part,
            over(parents, _each(lambda f, x, s, h: (f(x + x * s) - f(x - x * s)) / (2 * h))),
            "x is moved by a share of itself", "By how much does an entry of 100 move?",
            pointer="Every entry moves by the same amount.",
            worked="At 10 with h = 0.1 the points are 10.1 and 9.9, and not 11 and 9.",
        ),
    )  # fmt: skip


def _entries(part: str, parents: tuple[str, ...]) -> tuple[Misconception, ...]:
    return (
        Misconception(
            f"{part}-not-restored", part, over(parents, _not_restored),
            "an entry that was moved stays where it is while the next ones are moved",
            "Where is the first entry while the second one is moved?",
            pointer="Move an entry back before you go on, or move it in a copy.",
            worked="u v at (2, 3): if u stays at 1.9, the slope by v comes out as 1.9.",
        ),
        Misconception(
            f"{part}-all-at-once", part, over(parents, _all_at_once),
            "all entries are moved at once", "How many entries move for one slope?",
            pointer="Each slope says what happens when its entry moves and all others rest.",
            worked="For u + 2 v the slopes are 1 and 2; moving both at once gives 3.",
        ),
        Misconception(
            f"{part}-one-entry", part,
            over(parents, lambda f, x, h: np.full(x.size, _each(_central)(f, x, h)[0])),
            "the first entry is moved for every slope", "Which entry moves in each turn?",
            pointer="Look for an index that stays the same in your loop.",
            worked="For u + 2 v the slopes are 1 and 2, and not 1 and 1.",
        ),
        Misconception(
            f"{part}-first-only", part,
            over(parents, lambda f, x, h: np.eye(x.size)[0] * _each(_central)(f, x, h)[0]),
            "only the first slope is worked out", "How often does your loop run?",
            pointer="Look for a `return` that is indented too far.",
            worked="For u + 2 v the slopes are 1 and 2, and not 1 and 0.",
        ),
        Misconception(
            f"{part}-last-only", part,
            over(parents, lambda f, x, h: np.eye(x.size)[-1] * _each(_central)(f, x, h)[-1]),
            "only the last slope is kept", "What becomes of the slopes of earlier turns?",
            pointer="Make the array for the result once, before the loop.",
            worked="For u + 2 v the slopes are 1 and 2, and not 0 and 2.",
        ),
        Misconception(
            f"{part}-reversed", part,
            over(parents, lambda f, x, h: _each(_central)(f, x, h)[::-1].copy()),
            "the slopes are in reverse order", "Which slope belongs to which entry?",
            pointer="Put each slope at the index of the entry that was moved.",
            worked="For u + 2 v the slopes are 1 and 2, and not 2 and 1.",
        ),
    )  # fmt: skip


def _central(f: Fn, x: Floats, step: Floats, h: float) -> float:
    return (f(x + step) - f(x - step)) / (2 * h)


def _not_restored(f: Fn, x: Floats, h: float) -> Floats:
    """Each entry stays at x_i - h, where it was moved last."""
    found, at = [], x.copy()
    for step in h * np.eye(x.size):
        found.append(_central(f, at, step, h))
        at = at - step
    return np.array(found)


def _all_at_once(f: Fn, x: Floats, h: float) -> Floats:
    return np.full(x.size, _central(f, x, np.full(x.size, h), h))
