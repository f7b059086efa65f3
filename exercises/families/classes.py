"""Softmax and categorical cross-entropy, and their gradient.

Shapes are (C, m): classes by samples, one column a sample. Right is the mean over the samples.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from grader import Misconception

from .rule import over

Floats = NDArray[np.float64]


def cross_entropy(part: str = "cce", *, p: str = "P", y: str = "Y") -> tuple[Misconception, ...]:
    """Slips in -(1/m) times the sum of y ln p, over classes and samples."""
    both = (p, y)
    return (
        Misconception(
            f"{part}-all-classes", part, over(both, lambda p, _: -np.sum(np.log(p)) / p.shape[1]),
            "every class counts, not only the true one", "Which classes should the sum look at?",
            pointer="The labels pick one class of each sample. Where are they in your line?",
            worked="True class 2 of probabilities 0.2, 0.7, 0.1: only -ln 0.7 = 0.357 counts.",
        ),
        Misconception(
            f"{part}-over-classes", part, over(both, lambda p, y: -np.mean(y * np.log(p))),
            "divided by the number of classes too", "Over what is the mean taken?",
            pointer="Divide by the number of samples only.",
            worked="One sample with three classes: 0.357, and not a third of it.",
        ),
        Misconception(
            f"{part}-sum", part, over(both, lambda p, y: -np.sum(y * np.log(p))),
            "a sum instead of a mean", "Should the loss double if every sample comes twice?",
            pointer="Divide by the number of samples.",
            worked="Losses 1 and 3 have the mean 2.",
        ),
        Misconception(
            f"{part}-sign", part, over(both, lambda p, y: np.sum(y * np.log(p)) / p.shape[1]),
            "the sign of the loss is flipped", "Can a loss of this kind be negative?",
            pointer="The logarithm of a number below 1 is negative. What turns it around?",
            worked="A true class with probability 0.9 costs +0.105.",
        ),
        Misconception(
            f"{part}-wrong-classes", part,
            over(both, lambda p, y: -np.sum((1 - y) * np.log(p)) / p.shape[1]),
            "the wrong classes count instead of the true one",
            "Should a sure and right prediction cost little or much?",
            pointer="The factor in front of the logarithm should be 1 for the true class.",
            worked="True class 2 of probabilities 0.2, 0.7, 0.1: only -ln 0.7 = 0.357 counts.",
        ),
    )  # fmt: skip


def softmax(part: str = "softmax", *, z: str = "Z") -> tuple[Misconception, ...]:
    """Slips in exp(z - max) / sum of exp(z - max), over the classes of each sample."""
    parents = (z,)
    return (
        Misconception(
            f"{part}-axis", part, over(parents, lambda z: np.exp(z) / np.sum(np.exp(z), axis=1,
                                                                           keepdims=True)),
            "the probabilities of each class add up to 1, not those of each sample",
            "What has to add up to 1?",
            pointer="Which axis holds the classes? Add along that one.",
            worked="Three classes and five samples, shape (3, 5): each column adds up to 1.",
        ),
        Misconception(
            f"{part}-whole", part, over(parents, lambda z: np.exp(z) / np.sum(np.exp(z))),
            "the whole table adds up to 1", "What has to add up to 1?",
            pointer="Each sample has probabilities of its own. Say along which axis to add.",
            worked="Three classes and five samples, shape (3, 5): each column adds up to 1.",
        ),
        Misconception(
            f"{part}-no-sum", part, over(parents, np.exp),
            "not divided by the sum", "Do your probabilities add up to 1?",
            pointer="One step is missing after the exponential.",
            worked="exp(0) = 1 and exp(1) = 2.718: divided by 3.718 they are 0.269 and 0.731.",
        ),
        Misconception(
            f"{part}-no-exp", part,
            over(parents, lambda z: z / np.sum(z, axis=0, keepdims=True)),
            "the exponential is missing", "Can your probabilities be negative?",
            pointer="Something makes all numbers positive before they are divided by their sum.",
            worked="Scores 0 and 1: first 1 and 2.718, then 0.269 and 0.731.",
        ),
        Misconception(
            f"{part}-overflow", part, over(parents, _plain_softmax),
            "large scores overflow", "What is the exponential of 1000 on a computer?",
            pointer="Taking the same number away from all scores changes no probability.",
            worked="Scores 1000 and 1001 have the probabilities of -1 and 0: 0.269 and 0.731.",
        ),
    )  # fmt: skip


def _plain_softmax(z: Floats) -> Floats:
    with np.errstate(all="ignore"):
        shares: Floats = np.exp(z) / np.sum(np.exp(z), axis=0, keepdims=True)
    return shares


def cross_entropy_gradient(
    part: str = "cce_grad", *, p: str = "P", y: str = "Y"
) -> tuple[Misconception, ...]:
    """Slips in (p - y) / m, the gradient of softmax with cross-entropy by the scores."""
    both = (p, y)
    return (
        Misconception(
            f"{part}-no-m", part, over(both, lambda p, y: p - y),
            "not divided by the number of samples",
            "The loss is a mean. What does that do to each slope?",
            pointer="Move one score by a little, and watch the loss.",
            worked="Two samples: a probability that is 0.4 too high has the slope 0.2.",
        ),
        Misconception(
            f"{part}-over-all", part, over(both, lambda p, y: (p - y) / p.size),
            "divided by the number of classes too", "Over what is the mean taken?",
            pointer="Divide by the number of samples only.",
            worked="Three classes and two samples: the divisor is 2, and not 6.",
        ),
        Misconception(
            f"{part}-sign", part, over(both, lambda p, y: (y - p) / p.shape[1]),
            "the sign is flipped: label minus prediction",
            "Should the score of the true class rise or fall?",
            pointer="Where a probability is too high, the slope must be positive.",
            worked="One sample: a wrong class with probability 0.3 has the slope +0.3.",
        ),
        Misconception(
            f"{part}-by-probability", part, over(both, lambda p, y: -y / p / p.shape[1]),
            "the derivative by the probabilities instead of the scores",
            "With respect to which variable was the derivative asked for?",
            pointer="You stand after the softmax. One more link leads to the scores.",
            worked="True class with probability 0.5: by it the slope is -2, by its score -0.5.",
        ),
    )  # fmt: skip


def gradient_by_scores(
    part: str = "softmax_cce_grad", *, z: str = "Z", y: str = "Y"
) -> tuple[Misconception, ...]:
    """The same slips in a function of the scores, and two more that only it can hold."""
    both = (z, y)

    def by_scores(found: Misconception) -> Misconception:
        wrong = found.as_rule()
        return replace(
            found, rule=over(both, lambda z, y: wrong({"P": _stable_softmax(z), "Y": y}))
        )

    return (
        *map(by_scores, cross_entropy_gradient(part)),
        Misconception(
            f"{part}-scores", part, over(both, lambda z, y: (z - y) / z.shape[1]),
            "the labels are taken from the scores", "What are the labels compared with?",
            pointer="Scores are no probabilities yet. One step comes first.",
            worked="Two classes with equal scores of any size: 0.5 - 1 = -0.5 for the true one.",
        ),
        Misconception(
            f"{part}-no-labels", part, over(both, lambda z, _: _stable_softmax(z) / z.shape[1]),
            "the labels are not used", "Does the gradient know which class is the true one?",
            pointer="The score of the true class should be pushed up.",
            worked="One sample, two classes with equal scores: the slopes are -0.5 and 0.5.",
        ),
    )  # fmt: skip


def _stable_softmax(z: Floats) -> Floats:
    powers = np.exp(z - np.max(z, axis=0))
    shares: Floats = powers / np.sum(powers, axis=0)
    return shares
