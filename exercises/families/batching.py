"""Cutting samples into mini-batches.

Parents are X of shape (n, m) with one column a sample, y of shape (m,), the batch size, and
`order`, whose first row is an order of the samples. Right are batches of that size in that order,
the last one smaller. Results are batches by number, each with its "X" and "y".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader import Misconception

from .rule import over

Floats = NDArray[np.float64]
Order = NDArray[np.int64]
Batches = Mapping[str, Mapping[str, Floats]]


def cut(order: Order, size: int) -> list[Order]:
    """The samples of each batch."""
    return [order[i : i + size] for i in range(0, len(order), size)]


def pick(X: Floats, y: Floats, batches: Iterable[Order]) -> Batches:
    """These samples with their labels."""
    return {str(k): {"X": X[:, picked], "y": y[picked]} for k, picked in enumerate(batches)}


def batches(
    part: str = "minibatches", *, parents: tuple[str, ...] = ("X", "y", "B", "order")
) -> tuple[Misconception, ...]:
    """Slips in the batches of one epoch."""

    def rule(wrong: Callable[[Order, int], Iterable[Order]]) -> Callable[..., Any]:
        return over(parents, lambda X, y, size, order: pick(X, y, wrong(order[0], size)))

    return (
        Misconception(
            "mb-no-shuffle", part, rule(lambda order, size: cut(np.arange(len(order)), size)),
            "the samples are not shuffled", "In which order do the samples come?",
            pointer="Draw an order with the generator, and use it to pick the samples.",
            worked="With the order 2, 0, 1 a first batch of two holds the samples 2 and 0.",
        ),
        Misconception(
            "mb-drop-last", part,
            rule(lambda order, size: [k for k in cut(order, size) if len(k) == size]),
            "the last, smaller batch is left out", "Is every sample in one of your batches?",
            pointer="Count the batches, and round up.",
            worked="10 samples in batches of 4 make three: 4, 4 and 2 samples.",
        ),
        Misconception(
            "mb-filled-up", part,
            rule(lambda order, size: [np.resize(order[i:], size) if len(order[i:]) < size
                                      else order[i : i + size]
                                      for i in range(0, len(order), size)]),
            "the last batch is filled up with samples that it has already",
            "Is every sample in your batches just once?",
            pointer="The last batch may be smaller than the others.",
            worked="10 samples in batches of 4 make three: 4, 4 and 2 samples.",
        ),
        Misconception(
            "mb-even", part,
            rule(lambda order, size: np.array_split(order, -(-len(order) // size))),
            "the batches are made equally large", "How many samples should the first batch hold?",
            pointer="All batches but the last hold the full number.",
            worked="10 samples in batches of 4: the sizes are 4, 4, 2, and not 4, 3, 3.",
        ),
        Misconception(
            "mb-count", part,
            rule(lambda order, size: np.array_split(order, min(size, len(order)))),
            "the number of batches is taken for their size",
            "Does B say how many batches there are, or how large each is?",
            pointer="`np.array_split` takes a number of pieces.",
            worked="10 samples with B = 5 make two batches of five samples.",
        ),
        Misconception(
            "mb-overlap", part,
            rule(lambda order, size: [order[i : i + size] for i in range(len(order))]),
            "a batch begins at every sample", "Is every sample in your batches just once?",
            pointer="`range` has a third number: by how much it goes on.",
            worked="10 samples in batches of 4 begin at 0, 4 and 8.",
        ),
        Misconception(
            "mb-first-only", part, rule(lambda order, size: cut(order, size)[:1]),
            "there is only one batch", "Is every sample in one of your batches?",
            pointer="Look for a `return` inside of the loop.",
            worked="10 samples in batches of 4 make three: 4, 4 and 2 samples.",
        ),
        Misconception(
            "mb-labels-apart", part,
            over(parents, lambda X, y, size, order: {
                str(k): {"X": X[:, picked], "y": y[k * size : (k + 1) * size]}
                for k, picked in enumerate(cut(order[0], size))}),
            "the samples are shuffled and their labels are not",
            "Do sample and label still belong together?",
            pointer="One order for both.",
            worked="If the samples come as 2, 0, 1, the labels must come as 2, 0, 1 too.",
        ),
        Misconception(
            "mb-samples-apart", part,
            over(parents, lambda X, y, size, order: {
                str(k): {"X": X[:, k * size : (k + 1) * size], "y": y[picked]}
                for k, picked in enumerate(cut(order[0], size))}),
            "the labels are shuffled and the samples are not",
            "Do sample and label still belong together?",
            pointer="One order for both.",
            worked="If the labels come as 2, 0, 1, the samples must come as 2, 0, 1 too.",
        ),
    )  # fmt: skip
