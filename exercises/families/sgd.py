"""Stochastic gradient descent in batches: the path of one parameter vector.

Parents are X of shape (n, m) with one column a sample, y of shape (m,), the start w0, the rate lr,
the batch size, `order` of shape (epochs, m) with the samples' order in each epoch, and `gradient`,
a function (X, y, w) -> mean gradient over the samples that it is given. Right is one update a
batch, the last and smaller one included, with the gradient of that batch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader import Misconception

from .rule import over

Floats = NDArray[np.float64]
Order = NDArray[np.int64]
Gradient = Callable[[Floats, Floats, Floats], Floats]


@dataclass(frozen=True, slots=True)
class Names:
    """What an exercise calls the path and all that it is made of."""

    path: str = "path"
    X: str = "X"
    y: str = "y"
    w0: str = "w0"
    lr: str = "lr"
    batch: str = "batch"
    order: str = "order"
    gradient: str = "gradient"

    @property
    def parents(self) -> tuple[str, ...]:
        """What the path follows from."""
        return (self.X, self.y, self.w0, self.lr, self.batch, self.order, self.gradient)


@dataclass(frozen=True, slots=True)
class Run:
    """What one run is made of."""

    X: Floats
    y: Floats
    w0: Floats
    lr: float
    batch: int
    order: Order
    gradient: Gradient

    def batches(self, *, drop_last: bool = False) -> Iterator[Order]:
        """The samples of each batch, epoch after epoch."""
        for order in self.order:
            for i in range(0, len(order), self.batch):
                picked = order[i : i + self.batch]
                if not drop_last or len(picked) == self.batch:
                    yield picked

    def walk(self, step: Callable[[Floats, Order], Floats], **options: bool) -> Floats:
        """The path of shape (updates + 1, n); `step` is a batch's gradient at w."""
        path = [self.w0]
        for picked in self.batches(**options):
            path.append(path[-1] - self.lr * step(path[-1], picked))
        return np.array(path)

    def slope(self, w: Floats, picked: Order) -> Floats:
        """The mean gradient of these samples."""
        return self.gradient(self.X[:, picked], self.y[picked], w)


def batches(names: Names | None = None) -> tuple[Misconception, ...]:
    """Slips in the path of batch updates."""
    used = Names() if names is None else names

    def rule(wrong: Callable[[Run], Floats]) -> Callable[..., Any]:
        return over(used.parents, lambda *values: wrong(Run(*values)))

    return (*_gradients(used.path, rule), *_orders(used.path, rule), *_counts(used.path, rule))


Maker = Callable[[Callable[[Run], Floats]], Callable[..., Any]]


def _gradients(part: str, rule: Maker) -> tuple[Misconception, ...]:
    return (
        Misconception(
            "sgd-full-gradient", part,
            rule(lambda run: run.walk(lambda w, _: run.gradient(run.X, run.y, w))),
            "every update uses all samples", "How many samples belong to one update?",
            pointer="The line of the gradient should see the batch, not the whole data.",
            worked="With batches of 4, each gradient is made of 4 samples.",
        ),
        Misconception(
            "sgd-sum", part,
            rule(lambda run: run.walk(lambda w, k: len(k) * run.slope(w, k))),
            "the gradient of a batch is a sum instead of a mean",
            "Are your steps longer for larger batches?",
            pointer="Divide by the number of samples that were added up.",
            worked="A batch of 4 with slopes 1, 2, 2, 3: the mean is 2, and not 8.",
        ),
        Misconception(
            "sgd-over-all", part,
            rule(lambda run: run.walk(lambda w, k: len(k) * run.slope(w, k) / run.y.size)),
            "divided by the number of all samples", "How many samples were added up?",
            pointer="Divide by the size of this batch.",
            worked="A batch of 4 out of 10 with slopes 1, 2, 2, 3: 8 / 4 = 2, and not 0.8.",
        ),
        Misconception(
            "sgd-over-batch", part,
            rule(lambda run: run.walk(lambda w, k: len(k) * run.slope(w, k) / run.batch)),
            "the last, smaller batch is divided by the full size",
            "How large is the last batch of an epoch?",
            pointer="Divide by the size of this batch, which need not be the usual one.",
            worked="10 samples in batches of 4: the sizes are 4, 4 and 2.",
        ),
        Misconception(
            "sgd-ascent", part, rule(lambda run: run.walk(lambda w, k: -run.slope(w, k))),
            "a step uphill", "Does the loss fall along your path?",
            pointer="The gradient points uphill. Look at the sign in front of the rate.",
            worked="From 3 with gradient 2 and rate 0.5, downhill means 3 - 1 = 2.",
        ),
    )  # fmt: skip


def _orders(part: str, rule: Maker) -> tuple[Misconception, ...]:
    return (
        Misconception(
            "sgd-no-shuffle", part, rule(_no_shuffle),
            "the samples are not shuffled", "In which order do the samples come?",
            pointer="Draw a new order in each epoch, and use it to pick the batches.",
            worked="With the order 2, 0, 1 a first batch of two holds the samples 2 and 0.",
        ),
        Misconception(
            "sgd-one-order", part, rule(_one_order),
            "every epoch has the same order", "When is the order drawn?",
            pointer="Draw it inside the loop over the epochs.",
            worked="Epoch one: 2, 0, 1. Epoch two may be 1, 2, 0.",
        ),
        Misconception(
            "sgd-labels-apart", part, rule(_labels_apart),
            "the samples are shuffled and their labels are not",
            "Do sample and label still belong together?",
            pointer="One order for both.",
            worked="If the samples come as 2, 0, 1, the labels must come as 2, 0, 1 too.",
        ),
    )  # fmt: skip


def _no_shuffle(run: Run) -> Floats:
    still = np.tile(np.arange(run.y.size), (len(run.order), 1))
    return Run(run.X, run.y, run.w0, run.lr, run.batch, still, run.gradient).walk(run.slope)


def _one_order(run: Run) -> Floats:
    same = np.tile(run.order[0], (len(run.order), 1))
    return Run(run.X, run.y, run.w0, run.lr, run.batch, same, run.gradient).walk(run.slope)


def _labels_apart(run: Run) -> Floats:
    path = [run.w0]
    for order in run.order:
        for i in range(0, len(order), run.batch):
            picked = order[i : i + run.batch]
            slope = run.gradient(run.X[:, picked], run.y[i : i + run.batch], path[-1])
            path.append(path[-1] - run.lr * slope)
    return np.array(path)


def _counts(part: str, rule: Maker) -> tuple[Misconception, ...]:
    return (
        Misconception(
            "sgd-drop-last", part, rule(lambda run: run.walk(run.slope, drop_last=True)),
            "the last, smaller batch is left out", "Is every sample used in each epoch?",
            pointer="Count the updates of one epoch, and round up.",
            worked="10 samples in batches of 4 make three updates: 4, 4 and 2 samples.",
        ),
        Misconception(
            "sgd-once-an-epoch", part,
            rule(lambda run: run.walk(run.slope)[:: -(-run.y.size // run.batch)]),
            "recorded once an epoch instead of once an update",
            "How often does the parameter move in one epoch?",
            pointer="Check how far the line that records is indented.",
            worked="10 samples in batches of 4: three points for each epoch, and the start.",
        ),
        Misconception(
            "sgd-one-epoch", part,
            rule(lambda run: Run(run.X, run.y, run.w0, run.lr, run.batch, run.order[:1],
                                 run.gradient).walk(run.slope)),
            "only one epoch is made", "How often should every sample be seen?",
            pointer="Look for a loop around the batches, and for a `return` inside it.",
            worked="2 epochs of 3 batches make 6 updates.",
        ),
        Misconception(
            "sgd-no-start", part, rule(lambda run: run.walk(run.slope)[1:]),
            "the start is not recorded", "How many points belong to a path of two steps?",
            pointer="The list should not be empty when the loop begins.",
            worked="Two steps from 1: the path is 1, 0.8, 0.64, three points.",
        ),
        Misconception(
            "sgd-only-end", part, rule(lambda run: run.walk(run.slope)[-1]),
            "only the last parameters are returned", "Can the way be seen from your result?",
            pointer="Keep a list, append to it after each update, and return the list.",
            worked="2 epochs of 3 batches: 7 points, the start among them.",
        ),
        Misconception(
            "sgd-same-array", part, rule(_same_array),
            "every entry of the list is the same array",
            "Is a new array made in each turn, or is one changed over and over?",
            pointer="`w -= step` changes the array in the list. `w = w - step` makes a new one.",
            worked="`a = np.zeros(2); b = [a, a]`: after `a += 1` both entries are ones.",
        ),
        Misconception(
            "sgd-back-to-start", part, rule(_back_to_start),
            "every epoch begins at the start again", "Where does the second epoch begin?",
            pointer="Set the parameters to their start once, outside of both loops.",
            worked="Epoch one leads from 3 to 2; epoch two begins at 2.",
        ),
    )  # fmt: skip


def _back_to_start(run: Run) -> Floats:
    path = [run.w0]
    for order in run.order:
        one = Run(run.X, run.y, run.w0, run.lr, run.batch, order[None], run.gradient)
        path.extend(one.walk(run.slope)[1:])
    return np.array(path)


def _same_array(run: Run) -> Floats:
    path = run.walk(run.slope)
    return np.tile(path[-1], (len(path), 1))
