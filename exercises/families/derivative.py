"""A parabola and its derivative, as functions of one number."""

from __future__ import annotations

import math
from collections.abc import Callable

from grader import Misconception

Fn = Callable[[float], float]


def parabola(part: str, a: float, b: float, c: float) -> tuple[Misconception, ...]:
    """Slips in f(x) = a x^2 + b x + c."""
    return (*_terms(part, a, b, c), *_other_heights(part, a, b, c))


def _terms(part: str, a: float, b: float, c: float) -> tuple[Misconception, ...]:
    return (
        Misconception(
            f"{part}-sign", part, lambda x: a * x * x - b * x + c,
            "the sign of the middle term is flipped", "Compare the signs of the terms one by one.",
            pointer="Look at the sign of the term with x.",
            worked="g(x) = x^2 - 3x + 1 at x = 2: 4 - 6 + 1 = -1, while 4 + 6 + 1 = 11.",
        ),
        Misconception(
            f"{part}-constant-sign", part, lambda x: a * x * x + b * x - c,
            "the sign of the constant is flipped", "What is the value of the function at 0?",
            pointer="At 0 only the constant is left. Look at its sign.",
            worked="g(x) = x^2 - 3x + 1 is +1 at x = 0.",
        ),
        Misconception(
            f"{part}-no-constant", part, lambda x: a * x * x + b * x,
            "the constant is left out", "What is the value of the function at 0?",
            pointer="Count the terms in the formula, and in your line.",
            worked="g(x) = x^2 - 3x + 1 has three terms; at x = 0 it is 1.",
        ),
        Misconception(
            f"{part}-no-middle", part, lambda x: a * x * x + c,
            "the term with x is left out", "How many terms does the function have?",
            pointer="Count the terms in the formula, and in your line.",
            worked="g(x) = x^2 - 3x + 1 at x = 2: 4 - 6 + 1 = -1, while 4 + 1 = 5.",
        ),
        Misconception(
            f"{part}-no-x", part, lambda x: a * x * x + b + c,
            "the middle term has lost its x", "Which terms change when x changes?",
            pointer="One term should grow with x, and stays the same in your function.",
            worked="g(x) = x^2 - 3x + 1 at x = 2: the middle term is -6, and not -3.",
        ),
        Misconception(
            f"{part}-swapped", part, lambda x: a * x * x + c * x + b,
            "two coefficients have changed places", "Which number stands next to x?",
            pointer="At 0 only the constant is left. Is it the right number?",
            worked="g(x) = x^2 - 3x + 1 is 1 at x = 0; with the two swapped it would be -3.",
        ),
        Misconception(
            f"{part}-product", part, lambda x: 2 * a * x + b * x + c,
            "twice x instead of x squared", "What does the small 2 above the x mean?",
            pointer="A power in Python is `**`, and a product is `*`.",
            worked="At x = 5: `x**2` is 25, and `2 * x` is 10.",
        ),
        Misconception(
            f"{part}-cube", part, lambda x: a * x**3 + b * x + c,
            "x cubed instead of x squared", "Which power does the formula hold?",
            pointer="Count how often x is multiplied by itself.",
            worked="At x = 5: 5 * 5 = 25 is the square, and 125 the cube.",
        ),
    )  # fmt: skip


def _other_heights(part: str, a: float, b: float, c: float) -> tuple[Misconception, ...]:
    lowest = c - b * b / (4 * a)
    return (
        Misconception(
            f"{part}-is-slope", part, lambda x: 2 * a * x + b,
            "the slope instead of the height", f"Does `{part}` give a height or a slope?",
            pointer="This is already the derivative. It has a place of its own.",
            worked="g(x) = x^2 at x = 3 has the height 9 and the slope 6.",
        ),
        Misconception(
            f"{part}-negative", part, lambda x: -(a * x * x + b * x + c),
            "the whole function is upside down", "Is this a valley or a hill?",
            pointer="A minimum is sought, so there is no need to turn the function around.",
            worked="g(x) = x^2 + 1 is 5 at x = 2, and not -5.",
        ),
        Misconception(
            f"{part}-above-minimum", part, lambda x: a * x * x + b * x + c - lowest,
            "the height above the minimum", "Is your function 0 at its minimum? Should it be?",
            pointer="The square is complete, but something that was left over is missing.",
            worked="x^2 - 6x + 10 = (x - 3)^2 + 1: the 1 belongs to the function.",
        ),
    )  # fmt: skip


def slope_of_parabola(part: str, a: float, b: float, c: float) -> tuple[Misconception, ...]:
    """Slips in df(x) = 2 a x + b, the derivative of a x^2 + b x + c."""
    return (
        *_slopes_of_terms(part, a, b, c),
        *_powers(part, a, b),
        *_other_slopes(part, a, b, c),
    )


def _slopes_of_terms(part: str, a: float, b: float, c: float) -> tuple[Misconception, ...]:
    return (
        Misconception(
            f"{part}-no-constant", part, lambda x: 2 * a * x,
            "the term with x has lost its slope",
            "What is the derivative of each of the three terms?",
            pointer="A straight line has a slope too. Which term is one?",
            worked="(3x^2 + 5x + 1)' = 6x + 5: the middle term leaves its 5.",
        ),
        Misconception(
            f"{part}-sign", part, lambda x: 2 * a * x - b,
            "the sign of the middle term is flipped", "Compare the signs before and after.",
            pointer="Differentiating a term keeps its sign.",
            worked="(3x^2 - 5x + 1)' = 6x - 5.",
        ),
        Misconception(
            f"{part}-keeps-constant", part, lambda x: 2 * a * x + b + c,
            "the constant is still there", "How does a constant change when x changes?",
            pointer="Moving a curve up or down leaves its slope as it was.",
            worked="(3x^2 + 5x + 1)' = 6x + 5, and so is (3x^2 + 5x + 90)'.",
        ),
        Misconception(
            f"{part}-keeps-x", part, lambda x: 2 * a * x + b * x,
            "the middle term still has its x", "What is the slope of a straight line?",
            pointer="The slope of a straight line is the same at every x.",
            worked="(5x)' = 5, and not 5x.",
        ),
        Misconception(
            f"{part}-half", part, lambda x: a * x + b / 2,
            "half of the slope", "Where could a factor 2 have got lost?",
            pointer="Differentiate term by term, and compare the factors with yours.",
            worked="(3x^2 + 5x + 1)' = 6x + 5, and not 3x + 2.5.",
        ),
        Misconception(
            f"{part}-double", part, lambda x: 4 * a * x + 2 * b,
            "twice the slope", "Where could a factor 2 come from?",
            pointer="A difference quotient over x - h and x + h divides by 2h.",
            worked="(3x^2 + 5x + 1)' = 6x + 5, and not 12x + 10.",
        ),
        Misconception(
            f"{part}-negative", part, lambda x: -(2 * a * x + b),
            "the slope with the opposite sign", "Is the slope positive where the curve rises?",
            pointer="The minus of the update rule belongs to the update, not to the derivative.",
            worked="x^2 rises at x = 3: its slope there is +6.",
        ),
    )  # fmt: skip


def _powers(part: str, a: float, b: float) -> tuple[Misconception, ...]:
    return (
        Misconception(
            f"{part}-power", part, lambda x: a * x + b,
            "the power is not brought down", "What happens to the exponent?",
            pointer="The exponent becomes a factor, and then it is one smaller.",
            worked="(x^3)' = 3x^2, and (4x^3)' = 12x^2.",
        ),
        Misconception(
            f"{part}-exponent-kept", part, lambda x: 2 * a * x * x + b,
            "the exponent has not become smaller", "What happens to the exponent?",
            pointer="The exponent becomes a factor, and then it is one smaller.",
            worked="(x^3)' = 3x^2, and not 3x^3.",
        ),
        Misconception(
            f"{part}-only-middle", part, lambda _: b,
            "the slope of the middle term alone", "Is the slope the same everywhere?",
            pointer="A curve is steeper in some places than in others. Which term bends it?",
            worked="(3x^2 + 5x + 1)' = 6x + 5, and not 5.",
        ),
        Misconception(
            f"{part}-second", part, lambda _: 2 * a,
            "the second derivative", "How often did you differentiate?",
            pointer="One derivative is enough: the slope still depends on x.",
            worked="(3x^2 + 5x + 1)' = 6x + 5; only the derivative of that is 6.",
        ),
        Misconception(
            f"{part}-integral", part, lambda x: a * x**3 / 3 + b * x * x / 2,
            "an antiderivative instead of a derivative",
            "Do the powers grow or shrink when you differentiate?",
            pointer="You went the other way: integrating raises the powers.",
            worked="From x^2 the derivative is 2x; x^3 / 3 is what x^2 is the derivative of.",
        ),
    )  # fmt: skip


def _other_slopes(part: str, a: float, b: float, c: float) -> tuple[Misconception, ...]:
    return (
        Misconception(
            f"{part}-is-f", part, lambda x: a * x * x + b * x + c,
            "the height instead of the slope", f"Does `{part}` give a height or a slope?",
            pointer="Your function gives the same values as the one to be differentiated.",
            worked="x^2 at x = 3 has the height 9 and the slope 6.",
        ),
        Misconception(
            f"{part}-angle", part, lambda x: math.atan(2 * a * x + b),
            "the angle instead of the slope", "Which number says how steep a line is?",
            pointer="A slope is rise over run; no arc tangent is needed.",
            worked="A line that rises by 3 for each 1 to the right has the slope 3.",
        ),
    )  # fmt: skip


def wide_difference(part: str, f: Fn, *widths: float) -> tuple[Misconception, ...]:
    """A forward difference quotient of `f` whose width is too large, one for each width."""

    def quotient(h: float) -> Fn:
        return lambda x: (f(x + h) - f(x)) / h

    return tuple(
        Misconception(
            f"{part}-difference-{h:g}", part, quotient(h),
            "a difference quotient over too wide a gap",
            "How close together are the two points of your quotient?",
            pointer="Take a smaller h, points on both sides of x, or the formula itself.",
            worked="x^2 at 3: h = 1 gives 7, h = 0.5 gives 6.5, and the slope is 6.",
        )
        for h in widths
    )  # fmt: skip
