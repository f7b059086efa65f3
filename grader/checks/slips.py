"""Generic slips: what can go wrong with any quantity, whatever its rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from grader.checks.reading import Floats


@dataclass(frozen=True, slots=True)
class Slip:
    """A change of a right value, with what to say of it.

    Attributes:
        id: Short; the misconception is called "any-" and this.
        change: From the right value to the wrong one, of any shape.
        name: What went wrong.
        nudge: A first hint.
        pointer: A plainer one.
        family: Slips that cannot be told apart where the right value is negative.
    """

    id: str
    change: Callable[[Floats], Floats]
    name: str
    nudge: str
    pointer: str
    family: str = ""
    arrays_only: bool = False


def _rows(value: Floats) -> int:
    return value.shape[0] if value.ndim else 1


def _columns(value: Floats) -> int:
    return value.shape[-1] if value.ndim else 1


SLIPS = (
    Slip(
        "sign", np.negative, "the sign is flipped",
        "Should this be above or below zero?", "Look for a difference that is the wrong way round.",
        family="any-sign",
    ),
    Slip(
        "double", lambda t: 2 * t, "a factor 2 too much",
        "Where could a factor 2 come from?", "A square brings a 2 down; a half may cancel it.",
    ),
    Slip(
        "half", lambda t: t / 2, "a factor 1/2 too much",
        "Where could a factor 1/2 come from?", "Is there a half in the formula you were given?",
    ),
    Slip(
        "absolute", np.abs, "the sign is lost",
        "Can this be negative?", "An absolute value or a square takes the sign away.",
        family="any-sign",
    ),
    Slip(
        "transpose", lambda t: t.T.copy(), "rows and columns are swapped",
        "Which shape should this have?", "Compare its shape with that of what it belongs to.",
        arrays_only=True,
    ),
    Slip(
        "times-m", lambda t: _columns(t) * t, "not divided by the number of samples",
        "Is this a sum or a mean over the samples?", "The mean divides by the number of samples.",
    ),
    Slip(
        "over-m", lambda t: t / _columns(t), "divided by the number of samples once too often",
        "How often do you divide by the number of samples?", "Once is enough on the way.",
    ),
    Slip(
        "times-n", lambda t: _rows(t) * t, "multiplied by the number of rows",
        "Over which axis do you add up?", "Print the shapes on both sides.",
    ),
    Slip(
        "plus-one", lambda t: t + 1, "1 too much",
        "Where could a 1 come in?", "Look for a 1 that is added, or not taken away.",
    ),
    Slip(
        "minus-one", lambda t: t - 1, "1 too little",
        "Where could a 1 get lost?", "Look for a 1 that is taken away, or not added.",
    ),
    Slip(
        "complement", lambda t: 1 - t, "1 minus the value",
        "Which of the two does the name mean, the value or what is left of 1?",
        "Look for a 1 minus something.",
    ),
    Slip(
        "inverse", lambda t: 1 / t, "the inverse: one over the value",
        "What stands above the fraction bar?", "Look for a division that is upside down.",
    ),
    Slip(
        "square", np.square, "the square of the value",
        "Is something squared that should not be?", "Look for a power of two.",
    ),
    Slip(
        "truncated", np.trunc, "the fraction is cut off",
        "Is this a whole number?", "Look for int(), // or an array of whole numbers.",
        arrays_only=True,
    ),
)  # fmt: skip
"""In the order in which they are tried; a transposed or truncated scalar is no slip."""
