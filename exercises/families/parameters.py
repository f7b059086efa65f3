"""Batch gradient descent in several parameters: the recorded path of a parameter vector.

Parents are `gradient`, a function (X, y, w) -> gradient, then X of shape (n, m) with one column a
sample, y, the start w0, the rate lr and the number of updates. Right is the path of shape
(updates + 1, n), its start included.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from grader import Misconception

from .rule import over

Floats = NDArray[np.float64]
Gradient = Callable[[Floats, Floats, Floats], Floats]
MOMENTUM = 0.9


def gradient(
    part: str = "grad", *, w: str = "w", X: str = "X", y: str = "y"
) -> tuple[Misconception, ...]:
    """Slips in X (w . x - y) / m, the gradient of the halved mean squared error of w . x."""
    three = (w, X, y)
    return (
        Misconception(
            f"{part}-no-m", part, over(three, lambda w, X, y: X @ (w @ X - y)),
            "a sum instead of a mean", "Should the gradient double if every sample comes twice?",
            pointer="Divide by the number of samples that were added up.",
            worked="Two samples with the slopes 1 and 3: the mean is 2.",
        ),
        Misconception(
            f"{part}-factor-2", part, over(three, lambda w, X, y: 2 * X @ (w @ X - y) / y.size),
            "the factor 2 of the square is still there", "Where does the half go?",
            pointer="The loss has a half in front of the square. Differentiate both.",
            worked="The derivative of (p - 3)^2 / 2 is p - 3.",
        ),
        Misconception(
            f"{part}-sign", part, over(three, lambda w, X, y: X @ (y - w @ X) / y.size),
            "the sign is flipped: label minus prediction",
            "Does the loss rise or fall if a prediction that is too high rises further?",
            pointer="Which of the two stands first in your difference?",
            worked="One sample x = 2, label 4, w = 3: 6 is too high, and the slope is +4.",
        ),
        Misconception(
            f"{part}-over-parameters", part, over(three, lambda w, X, y: X @ (w @ X - y) / len(X)),
            "divided by the number of parameters", "How many numbers does each sum have?",
            pointer="`len(X)` counts the rows of X. Which axis holds the samples?",
            worked="Shape (2, 10): 2 parameters and 10 samples, so the mean is over 10.",
        ),
        Misconception(
            f"{part}-over-all", part, over(three, lambda w, X, y: X @ (w @ X - y) / X.size),
            "divided by the number of parameters too", "Over what is the mean taken?",
            pointer="Divide by the number of samples only.",
            worked="Shape (2, 10): 10 samples, and not 20.",
        ),
        Misconception(
            f"{part}-no-labels", part, over(three, lambda w, X, y: X @ (w @ X) / y.size),
            "the labels are not used", "Does your gradient vanish where all predictions are right?",
            pointer="What is each prediction compared with?",
            worked="One sample x = 2, label 4, w = 2: the prediction is right, so the slope is 0.",
        ),
        Misconception(
            f"{part}-means-apart", part,
            over(three, lambda w, X, y: np.mean(X, axis=1) * np.mean(w @ X - y)),
            "a product of means instead of the mean of products",
            "Which comes first, the product or the mean?",
            pointer="Multiply sample by sample, and take the mean after that.",
            worked="Pairs (1, 3) and (2, 0): the mean product is 1.5, and not 1.5 times 1.5.",
        ),
    )  # fmt: skip


def path(
    part: str = "gd", *, parents: tuple[str, ...] = ("gradient", "X", "y", "w0", "lr", "n")
) -> tuple[Misconception, ...]:
    """Slips in the path."""

    def rule(wrong: Callable[[Run], Floats]) -> Callable[..., Floats]:
        return over(parents, lambda *values: wrong(Run(*values)))

    return (*_steps(part, rule), *_records(part, rule))


class Run:
    """One descent: what it is made of, and its path with steps of one's own."""

    def __init__(
        self, gradient: Gradient, X: Floats, y: Floats, w0: Floats, lr: float, n: int
    ) -> None:
        self.gradient, self.X, self.y, self.w0, self.lr, self.n = gradient, X, y, w0, lr, int(n)

    def slope(self, w: Floats) -> Floats:
        """The gradient of all samples."""
        return self.gradient(self.X, self.y, w)

    def walk(self, step: Callable[[Floats], Floats] | None = None, more: int = 0) -> Floats:
        """The path w <- step(w), by default the right one."""
        found = [self.w0]
        for _ in range(self.n + more):
            w = found[-1]
            found.append(w - self.lr * self.slope(w) if step is None else step(w))
        return np.array(found)


Maker = Callable[[Callable[[Run], Floats]], Callable[..., Floats]]


def _steps(part: str, rule: Maker) -> tuple[Misconception, ...]:
    return (
        Misconception(
            "gd-ascent", part,
            rule(lambda run: run.walk(lambda w: w + run.lr * run.slope(w))),
            "a step uphill", "Does the loss fall along your path?",
            pointer="The gradient points uphill. Look at the sign in front of the rate.",
            worked="From 3 with gradient 2 and rate 0.5, downhill means 3 - 1 = 2.",
        ),
        Misconception(
            "gd-no-rate", part, rule(lambda run: run.walk(lambda w: w - run.slope(w))),
            "the learning rate is left out", "What keeps the steps short?",
            pointer="One argument does not appear in your update.",
            worked="From 3 with gradient 2 and rate 0.5: the step is 1, and not 2.",
        ),
        Misconception(
            "gd-divided", part, rule(lambda run: run.walk(lambda w: w - run.slope(w) / run.lr)),
            "divided by the learning rate", "Does a smaller rate make your steps shorter?",
            pointer="The learning rate is a factor of the step.",
            worked="With gradient 2: rate 0.5 makes a step of 1, and rate 0.25 one of 0.5.",
        ),
        Misconception(
            "gd-no-old", part, rule(lambda run: run.walk(lambda w: -run.lr * run.slope(w))),
            "the step replaces the parameters instead of being added",
            "Where does each step start?",
            pointer="New is old plus change. Which of the two is missing?",
            worked="From 3 with gradient 2 and rate 0.5: 3 - 1 = 2, and not -1.",
        ),
        Misconception(
            "gd-frozen-slope", part,
            rule(lambda run: run.walk(lambda w: w - run.lr * run.slope(run.w0))),
            "the gradient is worked out once, at the start", "Is it as steep everywhere?",
            pointer="Look at where the gradient is called: in the loop, at the current parameters?",
            worked="x^2 from 1 with rate 0.1: 0.8, then 0.64, and not 0.6.",
        ),
        Misconception(
            "gd-reset", part,
            rule(lambda run: run.walk(lambda _: run.w0 - run.lr * run.slope(run.w0))),
            "every turn starts from the same parameters", "Where does the second turn start?",
            pointer="The result of the update has to be what the next turn begins with.",
            worked="x^2 from 1 with rate 0.1: 0.8, and the next turn starts at 0.8.",
        ),
        Misconception(
            "gd-still", part, rule(lambda run: run.walk(lambda w: w)),
            "the parameters never change", "Is the result of the update used?",
            pointer="The result of the update has to be stored under the name that it starts from.",
            worked="`new = u - 1` leaves u as it was; `u = u - 1` moves it.",
        ),
        Misconception(
            "gd-sum", part,
            rule(lambda run: run.walk(lambda w: w - run.lr * run.y.size * run.slope(w))),
            "the gradients of the samples are added up instead of averaged",
            "Are your steps longer for more samples?",
            pointer="The gradient is a mean already. Is it multiplied, or added up over samples?",
            worked="Two samples with the slopes 1 and 3 and rate 0.5: the step is 1, and not 2.",
        ),
        Misconception(
            "gd-sample-by-sample", part, rule(lambda run: run.walk(_sample_by_sample(run))),
            "one update a sample instead of one for all", "How many samples make one update here?",
            pointer="This variant looks at all samples before it moves.",
            worked="10 samples, 3 updates: 3 steps, each down the mean of 10 slopes.",
        ),
        Misconception(
            "gd-momentum", part, rule(_heavy_ball),
            "part of the step before is added: momentum",
            "Does your step depend on anything but the gradient where you are?",
            pointer="Plain gradient descent was asked for. It forgets the step before.",
            worked="At 3 with gradient 2 and rate 0.5 the next point is 2, however you came to 3.",
        ),
    )  # fmt: skip


def _sample_by_sample(run: Run) -> Callable[[Floats], Floats]:
    def step(w: Floats) -> Floats:
        for j in range(run.y.size):
            w = w - run.lr * run.gradient(run.X[:, [j]], run.y[[j]], w)
        return w

    return step


def _heavy_ball(run: Run) -> Floats:
    found, velocity = [run.w0], np.zeros(run.w0.shape)
    for _ in range(run.n):
        velocity = MOMENTUM * velocity - run.lr * run.slope(found[-1])
        found.append(found[-1] + velocity)
    return np.array(found)


def _records(part: str, rule: Maker) -> tuple[Misconception, ...]:
    return (
        Misconception(
            "gd-same-array", part, rule(lambda run: np.tile(run.walk()[-1], (run.n + 1, 1))),
            "every entry of the list is the same array",
            "Is a new array made in each turn, or is one changed over and over?",
            pointer="`w -= step` changes the array in the list. `w = w - step` makes a new one.",
            worked="`a = np.zeros(2); b = [a, a]`: after `a += 1` both entries are ones.",
        ),
        Misconception(
            "gd-only-end", part, rule(lambda run: run.walk()[-1]),
            "only the last parameters are returned", "Can the way be seen from your result?",
            pointer="Keep a list, append to it after each update, and return the list.",
            worked="Two steps from 1: the path is 1, 0.8, 0.64, three points.",
        ),
        Misconception(
            "gd-no-start", part, rule(lambda run: run.walk()[1:]),
            "the start is not recorded", "How many points belong to a path of two steps?",
            pointer="The list should not be empty when the loop begins.",
            worked="Two steps from 1: the path is 1, 0.8, 0.64, three points.",
        ),
        Misconception(
            "gd-no-end", part, rule(lambda run: run.walk()[:-1]),
            "the last parameters are not recorded", "Where does the last update lead to?",
            pointer="The parameters are recorded before each update. What happens to the last?",
            worked="Two steps from 1: the path is 1, 0.8, 0.64, three points.",
        ),
        Misconception(
            "gd-extra", part, rule(lambda run: run.walk(more=1)),
            "one update too many", "How many updates does the argument ask for?",
            pointer="Look at the numbers in `range`, and for an update outside of the loop.",
            worked="Two updates make three points: the start and one for each.",
        ),
        Misconception(
            "gd-start-twice", part,
            rule(lambda run: np.concatenate([run.w0[None], run.walk()[:-1]])),
            "the start is recorded twice, and the end not at all",
            "Look at the first two entries of your list.",
            pointer="The start is in the list already, so record after the update.",
            worked="Two steps from 1: 1, 0.8, 0.64, and not 1, 1, 0.8.",
        ),
        Misconception(
            "gd-slopes", part,
            rule(lambda run: np.array([run.slope(w) for w in run.walk()])),
            "the gradients are recorded instead of the parameters", "What should the list hold?",
            pointer="Look at what is appended: where you are, or how steep it is there?",
            worked="x^2 from 1 with rate 0.1: the points are 1, 0.8; the slopes are 2, 1.6.",
        ),
    )  # fmt: skip
