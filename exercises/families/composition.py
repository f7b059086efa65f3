"""A chain of two functions, link by link: u = a x^2 + c, y = sigmoid(u), and y' by x."""

from __future__ import annotations

import numpy as np

from grader import Misconception

from .rule import over


def _sigmoid(z: float) -> float:
    return float(1 / (1 + np.exp(-z)))


def inner(part: str, a: float, c: float, *, x: str = "x") -> tuple[Misconception, ...]:
    """Slips in u = a x^2 + c."""
    parents = (x,)
    return (
        Misconception(
            f"{part}-no-constant", part, over(parents, lambda x: a * x * x),
            "the constant is left out", "What is the inner function at 0?",
            pointer="Count the terms in the formula, and in your line.",
            worked="g(x) = 2x^2 + 5 is 5 at x = 0.",
        ),
        Misconception(
            f"{part}-constant-sign", part, over(parents, lambda x: a * x * x - c),
            "the sign of the constant is flipped", "What is the inner function at 0?",
            pointer="At 0 only the constant is left. Look at its sign.",
            worked="g(x) = 2x^2 + 5 is +5 at x = 0.",
        ),
        Misconception(
            f"{part}-factor-squared", part, over(parents, lambda x: (a * x) ** 2 + c),
            "the factor is squared too", "What does the exponent belong to?",
            pointer="A power binds more strongly than a product. Check your brackets.",
            worked="2x^2 at x = 3: 2 * 9 = 18, while (2 * 3)^2 = 36.",
        ),
        Misconception(
            f"{part}-no-square", part, over(parents, lambda x: a * x + c),
            "the square is missing", "What does the small 2 above the x mean?",
            pointer="Is the inner function the same at x and at -x? It should be.",
            worked="2x^2 + 5 at x = 3: 18 + 5 = 23, while 2 * 3 + 5 = 11.",
        ),
        Misconception(
            f"{part}-no-factor", part, over(parents, lambda x: x * x + c),
            "the factor of the square is left out", "Which number stands in front of the square?",
            pointer="Compare the numbers in the formula with those in your line.",
            worked="2x^2 + 5 at x = 3: 2 * 9 + 5 = 23, while 9 + 5 = 14.",
        ),
        Misconception(
            f"{part}-inside", part, over(parents, lambda x: a * (x * x + c)),
            "the constant is multiplied too", "Which comes first here, the product or the sum?",
            pointer="The factor belongs to the square alone. Check your brackets.",
            worked="2x^2 + 5 at x = 3: 18 + 5 = 23, while 2 * (9 + 5) = 28.",
        ),
    )  # fmt: skip


def inner_slope(
    part: str, a: float, c: float, *, x: str = "x", u: str = "u"
) -> tuple[Misconception, ...]:
    """Slips in du/dx = 2 a x."""
    parents = (x,)
    return (
        Misconception(
            f"{part}-power", part, over(parents, lambda x: a * x),
            "the exponent is not brought down", "What happens to the exponent?",
            pointer="The exponent becomes a factor, and then it is one smaller.",
            worked="(x^3)' = 3x^2, and (5x^2)' = 10x.",
        ),
        Misconception(
            f"{part}-exponent-kept", part, over(parents, lambda x: 2 * a * x * x),
            "the exponent has not become smaller", "What happens to the exponent?",
            pointer="The exponent becomes a factor, and then it is one smaller.",
            worked="(x^3)' = 3x^2, and not 3x^3.",
        ),
        Misconception(
            f"{part}-keeps-constant", part, over(parents, lambda x: 2 * a * x + c),
            "the constant is still there", "How does a constant change when x changes?",
            pointer="Moving a curve up or down leaves its slope as it was.",
            worked="(5x^2 + 4)' = 10x, and so is (5x^2 + 90)'.",
        ),
        Misconception(
            f"{part}-no-factor", part, over(parents, lambda x: 2 * x),
            "the factor of the square is left out", "How steep is a curve that is stretched?",
            pointer="A factor in front of a term stays when you differentiate.",
            worked="(5x^2)' = 5 * 2x = 10x.",
        ),
        Misconception(
            f"{part}-second", part, over((), lambda: 2 * a),
            "the second derivative", "Is the inner function equally steep everywhere?",
            pointer="One derivative is enough: the slope still depends on x.",
            worked="(5x^2)' = 10x; only the derivative of that is 10.",
        ),
        Misconception(
            f"{part}-integral", part, over(parents, lambda x: a * x**3 / 3 + c * x),
            "an antiderivative instead of a derivative",
            "Do the powers grow or shrink when you differentiate?",
            pointer="You went the other way: integrating raises the powers.",
            worked="From x^2 the derivative is 2x; x^3 / 3 is what x^2 is the derivative of.",
        ),
        Misconception(
            f"{part}-is-u", part, over((u,), lambda u: u),
            "the inner function itself", "Is this a height or a slope?",
            pointer="This link says how fast the inner function changes. Differentiate it.",
            worked="5x^2 at x = 2 has the height 20 and the slope 20; at x = 1 they are 5 and 10.",
        ),
    )  # fmt: skip


def sigmoid_slope(
    part: str, *, x: str = "x", u: str = "u", y: str = "y"
) -> tuple[Misconception, ...]:
    """Slips in dy/du = y (1 - y)."""
    return (
        Misconception(
            f"{part}-at-x", part, over((x,), lambda x: _sigmoid(x) * (1 - _sigmoid(x))),
            "the slope of the sigmoid at x instead of at u", "Where does the sigmoid stand?",
            pointer="What goes into the sigmoid is the inner function, and there its slope counts.",
            worked="For sin(x^2) at x = 3 the slope of the sine is taken at 9: cos(9).",
        ),
        Misconception(
            f"{part}-of-u", part, over((u,), lambda u: u * (1 - u)),
            "the formula for the slope is given what goes in instead of what comes out",
            "Of which quantity is the slope of the sigmoid made?",
            pointer="The neat formula takes the value of the sigmoid. Where is that?",
            worked="At u = 0 the sigmoid is 0.5 with slope 0.25, and not 0.",
        ),
        Misconception(
            f"{part}-is-y", part, over((y,), lambda y: y),
            "the sigmoid itself: a height instead of a slope", "Is this a height or a slope?",
            pointer="Only the exponential is its own derivative.",
            worked="At 0 the sigmoid has the height 0.5 and the slope 0.25.",
        ),
        Misconception(
            f"{part}-one-minus", part, over((y,), lambda y: 1 - y),
            "one factor of the slope is missing", "How steep is a sigmoid far to the left?",
            pointer="The slope vanishes at both ends. Does yours?",
            worked="At 0 the slope is 0.25, and not 0.5.",
        ),
        Misconception(
            f"{part}-plus", part, over((y,), lambda y: y * (1 + y)),
            "a plus where a minus belongs", "How steep is a sigmoid far to the right?",
            pointer="The slope vanishes at both ends. Does yours?",
            worked="At 0 the slope is 0.25, and not 0.75.",
        ),
        Misconception(
            f"{part}-squared", part, over((y,), lambda y: y * y),
            "the square of the sigmoid", "How steep is a sigmoid far to the right?",
            pointer="Differentiate 1 / (1 + e^-u) once more, and keep the numerator.",
            worked="At u = 2: value 0.88, slope 0.105; the square would be 0.78.",
        ),
        Misconception(
            f"{part}-tanh", part, over((y,), lambda y: 1 - y * y),
            "the slope of tanh", "Which function is the outer one?",
            pointer="That formula belongs to another activation function.",
            worked="At 0 the sigmoid has the slope 0.25, and tanh has the slope 1.",
        ),
        Misconception(
            f"{part}-exp", part, over((u,), lambda u: np.exp(-u)),
            "the exponential alone", "Where is the denominator?",
            pointer="The derivative of 1 / v is -v' / v^2.",
            worked="At u = 0: exp(0) / (1 + 1)^2 = 0.25, and not 1.",
        ),
    )  # fmt: skip


def whole(
    part: str, *, outer_slope: str = "dy_du", inner_slope: str = "du_dx",
    x: str = "x", u: str = "u", y: str = "y",
) -> tuple[Misconception, ...]:  # fmt: skip
    """Slips in dy/dx = dy/du * du/dx."""
    links = (outer_slope, inner_slope)
    return (
        *_joined(part, *links),
        Misconception(
            f"{part}-at-x", part,
            over((inner_slope, x), lambda g, x: _sigmoid(x) * (1 - _sigmoid(x)) * g),
            "the outer slope at x instead of at u", "Where does the sigmoid stand?",
            pointer="You have the outer link already. Is it in your product?",
            worked="(sin(x^2))' at x = 3: cos(9) * 6, and not cos(3) * 6.",
        ),
        Misconception(
            f"{part}-of-slope", part,
            over((inner_slope,), lambda g: _sigmoid(g) * (1 - _sigmoid(g))),
            "the outer slope at the inner slope", "Which number goes into the outer slope?",
            pointer="The outer slope is taken where the inner function is; the rest is a factor.",
            worked="(sin(x^2))' at x = 3: cos(9) * 6, and not cos(6).",
        ),
        Misconception(
            f"{part}-height", part, over((y, inner_slope), lambda y, g: y * g),
            "the value of the sigmoid stands in the chain", "Is each link a height or a slope?",
            pointer="A chain is made of slopes. Look at the outer one.",
            worked="(sin(x^2))' at x = 3: cos(9) * 6, and not sin(9) * 6.",
        ),
        Misconception(
            f"{part}-times-u", part, over((outer_slope, u), lambda s, u: s * u),
            "the inner function stands in the chain", "Is each link a height or a slope?",
            pointer="A chain is made of slopes. Look at the inner one.",
            worked="(sin(x^2))' at x = 3: cos(9) * 6, and not cos(9) * 9.",
        ),
        Misconception(
            f"{part}-times-x", part, over((*links, x), lambda s, g, x: s * g * x),
            "x is a factor once too often", "How many links has the chain?",
            pointer="The x of the inner link is in it already.",
            worked="Two links of 3 and 4 make 12, whatever x is.",
        ),
    )  # fmt: skip


def _joined(part: str, outer: str, inner: str) -> tuple[Misconception, ...]:
    links = (outer, inner)
    return (
        Misconception(
            f"{part}-sum", part, over(links, lambda s, g: s + g),
            "the two links are added", "Are the links of a chain added or multiplied?",
            pointer="If u grows three times as fast as x, and y four times as fast as u: how fast?",
            worked="Two links of 3 and 4 make 3 * 4 = 12, and not 7.",
        ),
        Misconception(
            f"{part}-no-inner", part, over((outer,), lambda s: s),
            "the inner derivative is forgotten",
            "By how much does u move when x moves by a little?",
            pointer="You have the slope by u. One more link leads to x.",
            worked="(sin(5x))' = cos(5x) * 5, and not cos(5x).",
        ),
        Misconception(
            f"{part}-no-outer", part, over((inner,), lambda g: g),
            "the outer derivative is forgotten",
            "By how much does y move when u moves by a little?",
            pointer="You have du/dx. One more link leads to y.",
            worked="(sin(5x))' = cos(5x) * 5, and not 5.",
        ),
        Misconception(
            f"{part}-divided", part, over(links, lambda s, g: s / g),
            "divided by the inner derivative", "Are the links of a chain multiplied or divided?",
            pointer="Write both links as fractions and see what cancels.",
            worked="Links of 3 and 4 make 12, and not 0.75.",
        ),
        Misconception(
            f"{part}-upside-down", part, over(links, lambda s, g: g / s),
            "divided by the outer derivative", "Are the links of a chain multiplied or divided?",
            pointer="Write both links as fractions and see what cancels.",
            worked="Links of 3 and 4 make 12, and not 1.33.",
        ),
        Misconception(
            f"{part}-inner-twice", part, over(links, lambda s, g: s * g * g),
            "the inner derivative is a factor twice", "How many links has the chain?",
            pointer="Each link comes in once.",
            worked="Links of 3 and 4 make 12, and not 48.",
        ),
        Misconception(
            f"{part}-difference", part, over(links, lambda s, g: s - g),
            "one link is taken away from the other",
            "Are the links of a chain added or multiplied?",
            pointer="If u grows three times as fast as x, and y four times as fast as u: how fast?",
            worked="Two links of 3 and 4 make 3 * 4 = 12, and not -1.",
        ),
    )  # fmt: skip
