"""Forward through one sigmoid neuron: weighted sum, prediction, binary cross-entropy.

Slips of the prediction and the loss fit several neurons too, elementwise.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from grader import Misconception

from .rule import over

Values = Any
"""A number or an array."""


def sigmoid(z: Values) -> Values:
    return 1 / (1 + np.exp(-z))


def weighted_sum(
    part: str = "z", *, x: str = "x", w: str = "w", b: str = "b"
) -> tuple[Misconception, ...]:
    """Slips in z = w x + b."""
    return (
        Misconception(
            f"{part}-no-bias", part, over((w, x), lambda w, x: w * x),
            "the bias is left out", f"`{part}` is made of three givens. Which have you not used?",
            pointer="Look at what comes after the product of weight and input.",
            worked="With w = 3, x = 4 and b = 5: first 3 * 4 = 12, then 12 + 5 = 17.",
        ),
        Misconception(
            f"{part}-bias-inside", part, over((w, x, b), lambda w, x, b: w * (x + b)),
            "the bias is multiplied by the weight too",
            "Which comes first here, the product or the sum?",
            pointer="The weight belongs to the input alone. Check your brackets.",
            worked="With w = 3, x = 4 and b = 5: (3 * 4) + 5 = 17, while 3 * (4 + 5) = 27.",
        ),
        Misconception(
            f"{part}-sum", part, over((w, x, b), lambda w, x, b: w + x + b),
            "weight and input are added", "What does a weight do to its input?",
            pointer="A weight scales its input. Look at the sign between the two.",
            worked="With w = 3 and x = 4 the first term is 3 * 4 = 12, while 3 + 4 = 7.",
        ),
        Misconception(
            f"{part}-minus-bias", part, over((w, x, b), lambda w, x, b: w * x - b),
            "the bias is taken away instead of added",
            f"Does a larger bias make `{part}` larger or smaller?",
            pointer="Look at the sign in front of the bias.",
            worked="With w = 3, x = 4 and b = 5: 12 + 5 = 17. A negative bias b = -5 gives 7.",
        ),
        Misconception(
            f"{part}-product", part, over((w, x, b), lambda w, x, b: w * x * b),
            "the bias is a factor instead of a term",
            f"What would `{part}` be if the bias were 0?",
            pointer="A bias shifts the sum, and it does so even where the input is 0.",
            worked="With w = 3, x = 4 and b = 0 the result is 12 + 0 = 12, while 12 * 0 = 0.",
        ),
        Misconception(
            f"{part}-no-weight", part, over((x, b), lambda x, b: x + b),
            "the weight is left out", "How strongly should the input count?",
            pointer="One given says how strongly the input counts. Look for it in your line.",
            worked="With w = 3, x = 4 and b = 5: the input counts three times, 12 + 5 = 17.",
        ),
        Misconception(
            f"{part}-no-input", part, over((w, b), lambda w, b: w + b),
            "the input is left out", f"Would your `{part}` change if the input changed?",
            pointer="The weight needs something that it can scale.",
            worked="With w = 3, x = 4 and b = 5: 3 * 4 = 12, then 12 + 5 = 17.",
        ),
        Misconception(
            f"{part}-roles-swapped", part, over((w, x, b), lambda w, x, b: b * x + w),
            "weight and bias have changed places", "Which of the two parameters meets the input?",
            pointer="Check which letter stands next to the input, and which one stands alone.",
            worked="With w = 3, x = 4 and b = 5: 3 * 4 + 5 = 17, while 5 * 4 + 3 = 23.",
        ),
    )  # fmt: skip


def prediction(part: str = "a", *, z: str = "z", x: str = "x") -> tuple[Misconception, ...]:
    """Slips in a = 1 / (1 + exp(-z))."""
    return (*_slips_of_the_fraction(part, z), *_other_functions(part, z, x))


def _slips_of_the_fraction(part: str, z: str) -> tuple[Misconception, ...]:
    return (
        Misconception(
            f"{part}-plus-exp", part, over((z,), lambda z: 1 / (1 + np.exp(z))),
            "the sign in the exponent is flipped",
            f"Should the prediction grow or fall as `{z}` grows?",
            pointer="Look at the sign in the exponent.",
            worked="At 2: exp(-2) = 0.135, and the prediction is 1 / 1.135 = 0.88.",
        ),
        Misconception(
            f"{part}-exp-only", part, over((z,), lambda z: np.exp(-z)),
            "only the exponential of the sigmoid",
            "Your value comes from one piece of the formula. What happens to that piece next?",
            pointer="The sigmoid is a fraction, and the exponential is a part of its denominator.",
            worked="At 2: exp(-2) = 0.135, then 1 + 0.135 = 1.135, then 1 / 1.135 = 0.88.",
        ),
        Misconception(
            f"{part}-denominator", part, over((z,), lambda z: 1 + np.exp(-z)),
            "only the denominator of the sigmoid", "Can a probability be larger than 1?",
            pointer="Something is divided by this sum. Check the brackets: `1 / 1 + c` is 1 + c.",
            worked="At 2 the denominator is 1.135, so the prediction is 1 / (1.135) = 0.88.",
        ),
        Misconception(
            f"{part}-no-one", part, over((z,), np.exp),
            "the 1 in the denominator is missing", "Can a probability be larger than 1?",
            pointer="Look at what stands next to the exponential below the fraction bar.",
            worked="At 2: the denominator is 1 + 0.135, and 1 / 1.135 = 0.88.",
        ),
        Misconception(
            f"{part}-minus-below", part, over((z,), lambda z: 1 / (1 - np.exp(-z))),
            "a minus in the denominator", f"What would your formula give at {z} = 0?",
            pointer="The denominator of a sigmoid is always larger than 1.",
            worked="At 0: exp(0) = 1, the denominator is 1 + 1 = 2, and the prediction is 0.5.",
        ),
    )  # fmt: skip


def _other_functions(part: str, z: str, x: str) -> tuple[Misconception, ...]:
    no_sigmoid = f"{part}-no-sigmoid"
    return (
        Misconception(
            f"{part}-identity", part, over((z,), lambda z: z),
            "the sigmoid is not applied", "Does your value lie between 0 and 1?",
            pointer="The weighted sum still has to go through the sigmoid.",
            worked="A weighted sum of 2 becomes a prediction of 0.88; a sum of 0 becomes 0.5.",
            family=no_sigmoid,
        ),
        Misconception(
            f"{part}-relu", part, over((z,), lambda z: np.maximum(0, z)),
            "the sigmoid is not applied", "Does your value lie between 0 and 1?",
            pointer="The weighted sum still has to go through the sigmoid.",
            worked="A weighted sum of 2 becomes a prediction of 0.88; a sum of 0 becomes 0.5.",
            family=no_sigmoid,
        ),
        Misconception(
            f"{part}-tanh", part, over((z,), np.tanh),
            "another activation function: tanh",
            "Between which two numbers can a prediction of this neuron lie?",
            pointer="Compare the function that you used with the one that the task names.",
            worked="At 0 the sigmoid is 0.5, and tanh is 0.",
        ),
        Misconception(
            f"{part}-derivative", part, over((z,), lambda z: sigmoid(z) * (1 - sigmoid(z))),
            "the slope of the sigmoid instead of its value",
            "Is the height of the curve asked for, or its slope?",
            pointer="The slope comes later, on the way back. Here you need the value.",
            worked="At 0 the sigmoid has the value 0.5 and the slope 0.25.",
        ),
        Misconception(
            f"{part}-step", part, over((z,), lambda z: np.where(z > 0, 1.0, 0.0)),
            "a decision, 0 or 1, instead of a probability", "How sure is the neuron?",
            pointer="A step function knows only yes and no. The sigmoid says how likely.",
            worked="A weighted sum of 2 is a likely yes: 0.88, and not 1.",
        ),
        Misconception(
            f"{part}-of-input", part, over((x,), sigmoid),
            "the sigmoid of the input instead of the weighted sum",
            "What goes into the activation function?",
            pointer="Weight and bias should have an effect on the prediction.",
            worked="With w = 3, x = 4 and b = -12 the sum is 0, so the prediction is 0.5.",
        ),
    )  # fmt: skip


def cross_entropy(
    part: str = "L", *, a: str = "a", y: str = "y", z: str = "z"
) -> tuple[Misconception, ...]:
    """Slips in L = -(y ln a + (1 - y) ln(1 - a))."""
    return (*_slips_of_the_logs(part, a, y, z), *_other_losses(part, a, y))


def _slips_of_the_logs(part: str, a: str, y: str, z: str) -> tuple[Misconception, ...]:
    return (
        Misconception(
            f"{part}-sign", part,
            over((a, y), lambda a, y: y * np.log(a) + (1 - y) * np.log(1 - a)),
            "the sign of the loss is flipped", "Can a loss of this kind be negative?",
            pointer="The logarithm of a number below 1 is negative. What turns it around?",
            worked="For label 1 and prediction 0.9: ln 0.9 = -0.105, so the loss is +0.105.",
        ),
        Misconception(
            f"{part}-log10", part,
            over((a, y), lambda a, y: -(y * np.log10(a) + (1 - y) * np.log10(1 - a))),
            "the logarithm to base 10 instead of the natural one",
            "Which logarithm does the formula mean?",
            pointer="`np.log` is the natural logarithm; other bases scale the loss.",
            worked="The natural logarithm of 0.9 is -0.105, the one to base 10 is -0.046.",
        ),
        Misconception(
            f"{part}-log2", part,
            over((a, y), lambda a, y: -(y * np.log2(a) + (1 - y) * np.log2(1 - a))),
            "the logarithm to base 2 instead of the natural one",
            "Which logarithm does the formula mean?",
            pointer="`np.log` is the natural logarithm; other bases scale the loss.",
            worked="The natural logarithm of 0.9 is -0.105, the one to base 2 is -0.152.",
        ),
        Misconception(
            f"{part}-other-branch", part, over((a,), lambda a: -np.log(1 - a)),
            "the term of the other class", "Which of the two terms should be left for this label?",
            pointer="Put the label into both terms; one of them gets the factor 0.",
            worked="For label 0 and prediction 0.3 only -ln(1 - 0.3) = 0.357 is left.",
        ),
        Misconception(
            f"{part}-branches-swapped", part,
            over((a, y), lambda a, y: -((1 - y) * np.log(a) + y * np.log(1 - a))),
            "the factors of the two terms have changed places",
            "Which of the two terms should be left for this label?",
            pointer="Check which logarithm the label multiplies.",
            worked="For label 0 and prediction 0.1 the loss is small: -ln 0.9 = 0.105.",
        ),
        Misconception(
            f"{part}-logit", part, over((z,), lambda z: -np.log(z)),
            "the logarithm of the weighted sum instead of the prediction",
            "Which quantity does the loss take the logarithm of?",
            pointer="The loss looks at the prediction, after the activation function.",
            worked="A sum of 2 is a prediction of 0.88; for label 1 the loss is -ln 0.88 = 0.13.",
        ),
        Misconception(
            f"{part}-entropy", part,
            over((a,), lambda a: -(a * np.log(a) + (1 - a) * np.log(1 - a))),
            "the prediction stands where the label belongs",
            "Where does the label come into your loss?",
            pointer="The factors in front of the two logarithms are made of the label.",
            worked="For label 0 and prediction 0.3: 0 * ln 0.3 + 1 * ln 0.7, and then the sign.",
        ),
    )  # fmt: skip


def _other_losses(part: str, a: str, y: str) -> tuple[Misconception, ...]:
    return (
        Misconception(
            f"{part}-mse", part, over((a, y), lambda a, y: (a - y) ** 2),
            "the squared error", "Which loss does the task ask for?",
            pointer="Your loss is made of a square. The one in the task is made of logarithms.",
            worked="For label 0 and prediction 0.3: cross-entropy 0.357, squared error 0.09.",
        ),
        Misconception(
            f"{part}-half-mse", part, over((a, y), lambda a, y: (a - y) ** 2 / 2),
            "half of the squared error", "Which loss does the task ask for?",
            pointer="Your loss is made of a square. The one in the task is made of logarithms.",
            worked="For label 0 and prediction 0.3: cross-entropy 0.357, half a square 0.045.",
        ),
        Misconception(
            f"{part}-absolute", part, over((a, y), lambda a, y: abs(a - y)),
            "the distance between prediction and label", "Which loss does the task ask for?",
            pointer="A distance grows evenly; this loss grows without bound for a sure mistake.",
            worked="For label 0: prediction 0.3 costs 0.357, and prediction 0.99 costs 4.6.",
        ),
        Misconception(
            f"{part}-difference", part, over((a, y), lambda a, y: a - y),
            "the difference of prediction and label", "Is this a loss, or the slope of one?",
            pointer="The difference comes up later, on the way back.",
            worked="For label 0 and prediction 0.3 the loss is -ln 0.7 = 0.357, and not 0.3.",
        ),
        Misconception(
            f"{part}-slope", part, over((a, y), lambda a, y: (a - y) / (a * (1 - a))),
            "the slope of the loss instead of the loss", "Is the height asked for, or the slope?",
            pointer="You have already taken the derivative. Go back one step.",
            worked="For label 0 and prediction 0.5: the loss is 0.69, and its slope is 2.",
        ),
    )  # fmt: skip
