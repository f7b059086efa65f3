"""Losses of m predictions p for labels y, and their gradients.

Shapes are (m,). Right are the means over the samples; the squared error is halved.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from grader import Misconception

from .rule import over

Floats = NDArray[np.float64]
WIDE = 1e-2


def _bce(p: Floats, y: Floats) -> Floats:
    with np.errstate(all="ignore"):
        terms: Floats = -(y * np.log(p) + (1 - y) * np.log(1 - p))
    return terms


def squared_error(part: str = "mse", *, p: str = "p", y: str = "y") -> tuple[Misconception, ...]:
    """Slips in mean((p - y)^2 / 2)."""
    both = (p, y)
    return (
        Misconception(
            f"{part}-no-half", part, over(both, lambda p, y: np.mean((p - y) ** 2)),
            "the half is missing", "Which factor stands in front of the square?",
            pointer="Compare your line with the formula of the course; some books have no 1/2.",
            worked="A difference of 3 counts 9 / 2 = 4.5.",
        ),
        Misconception(
            f"{part}-sum", part, over(both, lambda p, y: np.sum((p - y) ** 2) / 2),
            "a sum instead of a mean", "Should the loss double if every sample comes twice?",
            pointer="Divide by the number of samples.",
            worked="Losses 1 and 3 have the mean 2.",
        ),
        Misconception(
            f"{part}-absolute", part, over(both, lambda p, y: np.mean(np.abs(p - y))),
            "the mean of the distances", "What is done with each difference before the mean?",
            pointer="The task asks for squares.",
            worked="Differences 1 and 3: halves of squares 0.5 and 4.5, whose mean is 2.5.",
        ),
        Misconception(
            f"{part}-root", part, over(both, lambda p, y: np.sqrt(np.mean((p - y) ** 2))),
            "the root of the mean square", "Is there a root in the formula?",
            pointer="A root brings back the unit of the labels. It was not asked for.",
            worked="Differences 1 and 3: halves of squares 0.5 and 4.5, whose mean is 2.5.",
        ),
        Misconception(
            f"{part}-no-square", part, over(both, lambda p, y: np.mean(p - y) / 2),
            "the differences are not squared",
            "What happens to two mistakes in opposite directions?",
            pointer="Without a square, too high and too low cancel.",
            worked="Differences 2 and -2 have the mean 0, but the loss is 2.",
        ),
        Misconception(
            f"{part}-square-of-mean", part, over(both, lambda p, y: np.mean(p - y) ** 2 / 2),
            "the mean is squared instead of the differences", "Which comes first, mean or square?",
            pointer="Square each difference, and take the mean after that.",
            worked="Differences 2 and -2: the squares are 4 and 4, so the loss is 2, and not 0.",
        ),
        Misconception(
            f"{part}-broadcast", part, over(both, lambda p, y: np.mean((p[:, None] - y) ** 2) / 2),
            "every prediction is compared with every label", "Which shape does p - y have?",
            pointer="Print the shapes: a row and a column make a whole table.",
            worked="Shapes (3,) and (3, 1) make (3, 3): reshape one of the two.",
        ),
    )  # fmt: skip


def squared_error_gradient(
    part: str = "mse_grad", *, p: str = "p", y: str = "y"
) -> tuple[Misconception, ...]:
    """Slips in (p - y) / m."""
    both = (p, y)
    return (
        Misconception(
            f"{part}-no-m", part, over(both, lambda p, y: p - y),
            "not divided by the number of samples",
            "The loss is a mean. What does that do to each slope?",
            pointer="Move one prediction by 0.01, and watch the loss.",
            worked="With two samples a prediction that is 1 too high has the slope 1 / 2.",
        ),
        Misconception(
            f"{part}-factor-2", part, over(both, lambda p, y: 2 * (p - y) / p.size),
            "the factor 2 of the square is still there", "Where does the half go?",
            pointer="Differentiate the square and keep the 1/2 in front of it.",
            worked="The derivative of (p - 3)^2 / 2 is p - 3.",
        ),
        Misconception(
            f"{part}-sign", part, over(both, lambda p, y: (y - p) / p.size),
            "the sign is flipped: label minus prediction",
            "Does the loss rise or fall if a prediction that is too high rises further?",
            pointer="Where a prediction is too high, the slope must be positive.",
            worked="One sample, label 1, prediction 4: the slope is +3.",
        ),
        Misconception(
            f"{part}-one-number", part, over(both, lambda p, y: np.array(np.mean(p - y))),
            "one number for all samples", "How many predictions can be moved?",
            pointer="Each prediction has a slope of its own.",
            worked="Differences 1 and 3 of two samples: the slopes are 0.5 and 1.5.",
        ),
    )  # fmt: skip


def cross_entropy(part: str = "bce", *, p: str = "p", y: str = "y") -> tuple[Misconception, ...]:
    """Slips in -mean(y ln p + (1 - y) ln(1 - p)), with p kept just off 0 and 1."""
    both = (p, y)
    return (
        Misconception(
            f"{part}-sign", part, over(both, lambda p, y: -np.mean(_bce(p, y))),
            "the sign of the loss is flipped", "Can a loss of this kind be negative?",
            pointer="The logarithm of a number below 1 is negative. What turns it around?",
            worked="For label 1 and prediction 0.9 the loss is +0.105.",
        ),
        Misconception(
            f"{part}-sum", part, over(both, lambda p, y: np.sum(_bce(p, y))),
            "a sum instead of a mean", "Should the loss double if every sample comes twice?",
            pointer="Divide by the number of samples.",
            worked="Losses 1 and 3 have the mean 2.",
        ),
        Misconception(
            f"{part}-log10", part, over(both, lambda p, y: np.mean(_bce(p, y)) / np.log(10)),
            "the logarithm to base 10 instead of the natural one",
            "Which logarithm does the formula mean?",
            pointer="`np.log` is the natural logarithm; other bases scale the loss.",
            worked="The natural logarithm of 0.9 is -0.105, the one to base 10 is -0.046.",
        ),
        Misconception(
            f"{part}-one-branch", part, over(both, lambda p, y: -np.mean(y * np.log(p))),
            "the term for label 0 is missing", "What does a sample with label 0 cost?",
            pointer="The loss has two terms, one for each label.",
            worked="For label 0 and prediction 0.3 the loss is -ln 0.7 = 0.357.",
        ),
        Misconception(
            f"{part}-swapped", part, over(both, lambda p, y: np.mean(_bce(1 - p, y))),
            "the factors of the two terms have changed places",
            "Should a good prediction cost little or much?",
            pointer="Check which logarithm the label multiplies.",
            worked="For label 1 and prediction 0.9 the loss is small: 0.105.",
        ),
        Misconception(
            f"{part}-no-clip", part, over(both, lambda p, y: np.mean(_bce(p, y))),
            "predictions of 0 and 1 are not kept away from the edge",
            "What is the logarithm of 0?",
            pointer="Move predictions a tiny bit away from 0 and 1 first.",
            worked="Kept within 1e-12 of the edge: -ln 1e-12 = 27.6, a finite number.",
        ),
        Misconception(
            f"{part}-wide-clip", part,
            over(both, lambda p, y: np.mean(_bce(np.clip(p, WIDE, 1 - WIDE), y))),
            "predictions are kept too far away from the edge",
            "What does your loss say of a prediction of 0.0001?",
            pointer="The limit of your clip is so wide that it changes ordinary predictions.",
            worked="For label 1 and prediction 0.0001: 9.2, and 4.6 with a limit of 0.01.",
        ),
    )  # fmt: skip


def cross_entropy_gradient(
    part: str = "bce_grad", *, p: str = "p", y: str = "y"
) -> tuple[Misconception, ...]:
    """Slips in (p - y) / (p (1 - p)) / m, the gradient by the prediction."""
    both = (p, y)
    return (
        Misconception(
            f"{part}-by-sum", part, over(both, lambda p, y: (p - y) / p.size),
            "the derivative by the weighted sum instead of the prediction",
            "With respect to which variable was the derivative asked for?",
            pointer="Your formula holds the slope of the sigmoid already. It is one link too far.",
            worked="For label 1 and prediction 0.01: by the sum -0.99, by the prediction -100.",
        ),
        Misconception(
            f"{part}-by-sum-no-m", part, over(both, lambda p, y: p - y),
            "the derivative of one sample's loss by its weighted sum",
            "By which variable is the derivative asked for, and of one loss or of a mean?",
            pointer="Two things are left: the slope of the sigmoid is one link too far, and there "
            "are m samples.",
            worked="Two samples, label 1 and prediction 0.1 each: by each prediction -10 / 2 = -5.",
        ),
        Misconception(
            f"{part}-no-m", part, over(both, lambda p, y: (p - y) / (p * (1 - p))),
            "not divided by the number of samples",
            "The loss is a mean. What does that do to each slope?",
            pointer="Move one prediction by a little, and watch the loss.",
            worked="Two samples, label 0 and prediction 0.5 each: each slope is 2 / 2 = 1.",
        ),
        Misconception(
            f"{part}-sign", part, over(both, lambda p, y: (y - p) / (p * (1 - p)) / p.size),
            "the sign is flipped: label minus prediction",
            "Does the loss rise or fall if a prediction that is too high rises further?",
            pointer="Where a prediction is too high, the slope must be positive.",
            worked="One sample, label 0, prediction 0.5: the slope is +2.",
        ),
        Misconception(
            f"{part}-one-branch", part, over(both, lambda p, y: -y / p / p.size),
            "the term for label 0 is missing", "What is the slope for a sample with label 0?",
            pointer="The loss has two terms. Differentiate both.",
            worked="One sample, label 0, prediction 0.5: the slope is 2, and not 0.",
        ),
    )  # fmt: skip
