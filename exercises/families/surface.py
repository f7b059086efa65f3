"""A loss over weight and bias of one sigmoid neuron, a descent on it, and rates on a parabola."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader import Misconception

from .rule import over

Floats = NDArray[np.float64]
Loss = Callable[[Floats, Floats], Floats]
Slope = Callable[[Floats, Floats, Floats], tuple[Any, Any]]


def _sigmoid(z: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-z)))


def _entropy(z: Floats, y: Floats) -> Floats:
    return np.asarray(np.logaddexp(0.0, z) - y * z)


def surface(
    part: str = "loss_surface", *, w: str = "w_range", b: str = "b_range", x: str = "X",
    y: str = "y",
) -> tuple[Misconception, ...]:  # fmt: skip
    """Slips in the mean cross-entropy for each pair of bias (row) and weight (column)."""
    parents = (w, b, x, y)
    return (*_axes(part, parents), *_losses(part, parents), *_means(part, parents))


def _grid(loss: Loss, w: Floats, b: Floats, x: Floats, y: Floats) -> Floats:
    """The loss of each sample, shape (biases, weights, samples)."""
    return loss(w[None, :, None] * x + b[:, None, None], y)


def _mean(loss: Loss) -> Callable[..., Floats]:
    return lambda w, b, x, y: np.asarray(_grid(loss, w, b, x, y).mean(axis=-1))


def _axes(part: str, parents: tuple[str, ...]) -> tuple[Misconception, ...]:
    right = _mean(_entropy)
    return (
        Misconception(
            f"{part}-transposed", part, over(parents, lambda *v: right(*v).T.copy()),
            "rows and columns are swapped: weights go down, biases go across",
            "Which of the two goes along a row?",
            pointer="Print the shape for 3 weights and 5 biases: it should be (5, 3).",
            worked="With weights 1, 2, 3 the first row holds the losses at weights 1, 2 and 3.",
        ),
        Misconception(
            f"{part}-upside-down", part, over(parents, lambda *v: right(*v)[::-1].copy()),
            "the rows are in reverse order", "Which bias does your first row belong to?",
            pointer="Row i belongs to entry i of the biases. The plot does the rest.",
            worked="With biases -1, 0, 1 the first row belongs to -1.",
        ),
        Misconception(
            f"{part}-mirrored", part, over(parents, lambda *v: right(*v)[:, ::-1].copy()),
            "the columns are in reverse order", "Which weight does your first column belong to?",
            pointer="Column j belongs to entry j of the weights.",
            worked="With weights 1, 2, 3 the first column belongs to 1.",
        ),
        Misconception(
            f"{part}-roles-swapped", part, over(parents, lambda w, b, x, y: right(b, w, x, y)),
            "weight and bias have changed places", "Which of the two meets the input?",
            pointer="Check the order of the arguments, and what is multiplied by the input.",
            worked="With weight 3, bias 5 and input 4: 3 * 4 + 5 = 17, while 5 * 4 + 3 = 23.",
        ),
    )  # fmt: skip


def _losses(part: str, parents: tuple[str, ...]) -> tuple[Misconception, ...]:
    return (
        Misconception(
            f"{part}-sign", part, over(parents, _mean(lambda z, y: -_entropy(z, y))),
            "the minus in front of the loss is missing", "Can this loss be negative?",
            pointer="The logarithm of a number below 1 is negative.",
            worked="Label 1, prediction 0.9: -ln 0.9 = +0.105.",
        ),
        Misconception(
            f"{part}-squared", part, over(parents, _mean(lambda z, y: (_sigmoid(z) - y) ** 2)),
            "the squared error", "Which loss does the task name?",
            pointer="Cross-entropy is made of logarithms.",
            worked="Label 1, prediction 0.9: -ln 0.9 = 0.105, while the square is 0.01.",
        ),
        Misconception(
            f"{part}-half-squared", part,
            over(parents, _mean(lambda z, y: (_sigmoid(z) - y) ** 2 / 2)),
            "half of the squared error", "Which loss does the task name?",
            pointer="Cross-entropy is made of logarithms.",
            worked="Label 1, prediction 0.9: -ln 0.9 = 0.105, while half the square is 0.005.",
        ),
        Misconception(
            f"{part}-linear", part, over(parents, _mean(lambda z, y: (z - y) ** 2 / 2)),
            "half of the squared error, and no sigmoid", "What does the neuron predict?",
            pointer="The weighted sum goes through the sigmoid before it is compared.",
            worked="A weighted sum of 2 is a prediction of 0.88.",
        ),
        Misconception(
            f"{part}-ones-only", part, over(parents, _mean(lambda z, y: y * np.logaddexp(0, -z))),
            "the term for label 0 is missing", "What does a sample with label 0 add to the loss?",
            pointer="The loss has two terms; each label uses one of them.",
            worked="Label 0, prediction 0.2: -ln 0.8 = 0.223, and not 0.",
        ),
        Misconception(
            f"{part}-swapped-terms", part, over(parents, _mean(lambda z, y: _entropy(z, 1 - y))),
            "the two terms have changed places", "Is your loss small where predictions are right?",
            pointer="Put label 1 into both terms: which of them is left?",
            worked="Label 1, prediction 0.9: -ln 0.9 = 0.105, and not -ln 0.1 = 2.3.",
        ),
        Misconception(
            f"{part}-log10", part,
            over(parents, _mean(lambda z, y: _entropy(z, y) / np.log(10))),
            "the logarithm to base 10", "Which logarithm is meant?",
            pointer="Every logarithm here is the natural one, `np.log`.",
            worked="ln 0.9 = -0.105, and log10 0.9 = -0.046.",
        ),
        Misconception(
            f"{part}-no-bias", part,
            over(parents, lambda w, b, x, y: _mean(_entropy)(w, np.zeros(b.size), x, y)),
            "the bias is left out", "Are all rows of your result the same?",
            pointer="Look at what comes after the product of weight and input.",
            worked="With weight 3, bias 5 and input 4: 3 * 4 + 5 = 17.",
        ),
        Misconception(
            f"{part}-minus-bias", part,
            over(parents, lambda w, b, x, y: _mean(_entropy)(w, -b, x, y)),
            "the bias is taken away instead of added", "Which sign does the bias have?",
            pointer="Look at the sign in front of the bias.",
            worked="With weight 3, bias 5 and input 4: 12 + 5 = 17, and not 7.",
        ),
    )  # fmt: skip


def _means(part: str, parents: tuple[str, ...]) -> tuple[Misconception, ...]:
    return (
        Misconception(
            f"{part}-sum", part,
            over(parents, lambda *v: _grid(_entropy, *v).sum(axis=-1)),
            "a sum over the samples where a mean is due",
            "Would your loss be twice as large with every sample twice?",
            pointer="Divide by the number of samples.",
            worked="Losses of 1 and 3 have the mean 2.",
        ),
        Misconception(
            f"{part}-half-mean", part,
            over(parents, lambda *v: _grid(_entropy, *v).mean(axis=-1) / 2),
            "a half that belongs to another loss", "Where does a half come from?",
            pointer="The squared error has a half; cross-entropy has none.",
            worked="Losses of 1 and 3 have the mean 2, and not 1.",
        ),
        Misconception(
            f"{part}-first-sample", part,
            over(parents, lambda *v: _grid(_entropy, *v)[:, :, 0].copy()),
            "the loss of the first sample alone", "How many samples are in your loss?",
            pointer="Look for an index of 0, or a `return` that is indented too far.",
            worked="Losses of 1 and 3 have the mean 2, and not 1.",
        ),
        Misconception(
            f"{part}-last-sample", part,
            over(parents, lambda *v: _grid(_entropy, *v)[:, :, -1].copy()),
            "the loss of the last sample alone", "How many samples are in your loss?",
            pointer="Is the loss of each sample added, or does it overwrite the one before?",
            worked="Losses of 1 and 3 have the mean 2, and not 3.",
        ),
        Misconception(
            f"{part}-of-means", part,
            over(parents, lambda w, b, x, y: _entropy(
                np.outer(b, np.ones(w.size)) + w * x.mean(), y.mean())),
            "the loss of the mean sample instead of the mean loss",
            "What is averaged: samples, or losses?",
            pointer="Work out a loss for each sample first, and take the mean last.",
            worked="Inputs -1 and 1 have the mean 0, which is neither of the two.",
        ),
    )  # fmt: skip


def descent(
    part: str = "loss_path", *, x: str = "X", y: str = "y", start: str = "start", lr: str = "lr",
    n: str = "n_iterations",
) -> tuple[Misconception, ...]:  # fmt: skip
    """Slips in the path of (w, b) by gradient descent on the mean cross-entropy."""
    parents = (x, y, start, lr, n)
    return (*_steps(part, parents), *_slopes(part, parents))


def _both(e: Floats, x: Floats) -> tuple[Any, Any]:
    """Both slopes, from how far predictions are off."""
    return np.mean(e * x), np.mean(e)


def _walk(slope: Slope) -> Callable[..., Floats]:
    """The path along slopes that are made of predictions, inputs and labels."""

    def rule(x: Floats, y: Floats, start: Floats, lr: float, n: float) -> Floats:
        path = [np.asarray(start, dtype=float)]
        for _ in range(int(n)):
            w, b = path[-1]
            path.append(path[-1] - lr * np.array(slope(_sigmoid(w * x + b), x, y)))
        return np.array(path)

    return rule


_right = _walk(lambda a, x, y: _both(a - y, x))


def _steps(part: str, parents: tuple[str, ...]) -> tuple[Misconception, ...]:
    return (
        Misconception(
            f"{part}-ascent", part, over(parents, _walk(lambda a, x, y: _both(y - a, x))),
            "every step goes uphill", "Does the loss fall along your path?",
            pointer="The gradient points uphill. Look at the sign in front of the rate.",
            worked="From 3 with gradient 2 and rate 0.5, downhill means 3 - 1 = 2.",
        ),
        Misconception(
            f"{part}-no-lr", part, over(parents, lambda x, y, s, _, n: _right(x, y, s, 1.0, n)),
            "the learning rate is left out", "What makes the steps short?",
            pointer="One given does not appear in your update.",
            worked="From 3 with gradient 2 and rate 0.5: the step is 1, and not 2.",
        ),
        Misconception(
            f"{part}-rate", part, over(parents, lambda x, y, s, lr, n: _right(x, y, s, lr / 10, n)),
            "the rate is ten times too small", "Which rate do your steps have?",
            pointer="Measure one step, and divide it by the gradient before it.",
            worked="A step of 1 at gradient 2 means a rate of 0.5.",
        ),
        Misconception(
            f"{part}-frozen", part, over(parents, _frozen),
            "the gradient of the start is used for every step",
            "Is the surface equally steep everywhere?",
            pointer="Look where the gradient is worked out: before the loop, or inside it?",
            worked="x^2 from 1 with rate 0.1: 0.8, then 0.64 (and not 0.6).",
        ),
        Misconception(
            f"{part}-one-after-the-other", part, over(parents, _one_after_the_other),
            "the bias moves by a gradient at the new weight", "At which point is each slope taken?",
            pointer="Work out both slopes first, and move both parameters then.",
            worked="f = u v at (2, 3), rate 0.1: u moves to 1.7, and v by 0.1 * 2, not 0.1 * 1.7.",
        ),
        Misconception(
            f"{part}-order", part, over(parents, lambda *v: _right(*v)[:, ::-1].copy()),
            "bias and weight have changed places in each point", "Which column holds the weights?",
            pointer="Each point is a weight and then a bias.",
            worked="Weight 3 and bias 5 make the point (3, 5).",
        ),
        Misconception(
            f"{part}-reset", part, over(parents, lambda *v: _right(*v)[[0] + [1] * int(v[4])]),
            "every step begins at the start again", "Does your point move from turn to turn?",
            pointer="The new values must be the old ones of the next turn.",
            worked="x^2 from 1 with rate 0.1: 0.8, then 0.64, and not 0.8 again.",
        ),
    )  # fmt: skip


def _slopes(part: str, parents: tuple[str, ...]) -> tuple[Misconception, ...]:
    return (
        Misconception(
            f"{part}-sum", part,
            over(parents, _walk(lambda a, x, y: (np.sum((a - y) * x), np.sum(a - y)))),
            "slopes are summed over the samples where a mean is due",
            "Is the loss a sum or a mean over the samples?",
            pointer="Divide by the number of samples.",
            worked="Slopes of 1 and 3 have the mean 2.",
        ),
        Misconception(
            f"{part}-bias-still", part,
            over(parents, _walk(lambda a, x, y: (np.mean((a - y) * x), 0.0))),
            "the bias does not move", "How many parameters are updated?",
            pointer="Both weight and bias have a slope.",
            worked="With slopes 2 and 4 and rate 0.5 the point moves by (-1, -2).",
        ),
        Misconception(
            f"{part}-weight-still", part,
            over(parents, _walk(lambda a, _, y: (0.0, np.mean(a - y)))),
            "the weight does not move", "How many parameters are updated?",
            pointer="Both weight and bias have a slope.",
            worked="With slopes 2 and 4 and rate 0.5 the point moves by (-1, -2).",
        ),
        Misconception(
            f"{part}-bias-like-weight", part,
            over(parents, _walk(lambda a, x, y: (np.mean((a - y) * x),) * 2)),
            "the bias has the slope of the weight", "Does the bias touch the input?",
            pointer="Differentiate the weighted sum by the bias, not by the weight.",
            worked="For z = 4 w + b: by w the derivative is 4, and by b it is 1.",
        ),
        Misconception(
            f"{part}-no-input", part, over(parents, _walk(lambda a, _, y: (np.mean(a - y),) * 2)),
            "the input is missing in the slope of the weight",
            "By how much does the weighted sum change with the weight?",
            pointer="Each sample pulls at the weight by its input.",
            worked="For z = 4 w + b: by w the derivative is 4, and by b it is 1.",
        ),
        Misconception(
            f"{part}-means-apart", part,
            over(parents, _walk(lambda a, x, y: (np.mean(a - y) * np.mean(x), np.mean(a - y)))),
            "a product of two means where the mean of a product is due",
            "Does each sample meet its own input?",
            pointer="Multiply for each sample first, and take the mean last.",
            worked="(1, -1) and (1, -1): the mean of products is 1, the product of means 0.",
        ),
        Misconception(
            f"{part}-slope-kept", part,
            over(parents, _walk(lambda a, x, y: _both((a - y) * a * (1 - a), x))),
            "the slopes of the squared error", "Which loss is at the top of your chain?",
            pointer="With cross-entropy, the slope of the sigmoid cancels.",
            worked="For label 0 and prediction 0.5: 2 * 0.25 = 0.5, and not 0.125.",
        ),
        Misconception(
            f"{part}-first-sample", part,
            over(parents, _walk(lambda a, x, y: ((a[0] - y[0]) * x[0], a[0] - y[0]))),
            "the slope of the first sample alone", "How many samples are in each step?",
            pointer="Look for an index of 0 in your gradient.",
            worked="Slopes of 1 and 3 have the mean 2, and not 1.",
        ),
    )  # fmt: skip


def _frozen(x: Floats, y: Floats, start: Floats, lr: float, n: float) -> Floats:
    first = np.diff(_right(x, y, start, lr, 1), axis=0)[0]
    return np.asarray(start + np.arange(int(n) + 1)[:, None] * first)


def _one_after_the_other(x: Floats, y: Floats, start: Floats, lr: float, n: float) -> Floats:
    w, b = np.asarray(start, dtype=float).tolist()
    path = [(w, b)]
    for _ in range(int(n)):
        w -= lr * float(np.mean((_sigmoid(w * x + b) - y) * x))
        b -= lr * float(np.mean(_sigmoid(w * x + b) - y))
        path.append((w, b))
    return np.array(path)


def rates(
    critical: str = "critical_lr", one_step: str = "one_step_lr", *, curvature: str = "curvature"
) -> tuple[Misconception, ...]:
    """Slips in the rates 2 / f'' and 1 / f'' of a parabola."""
    parents = (curvature,)
    return (
        Misconception(
            f"{critical}-is-best", critical, over(parents, lambda c: 1 / c),
            "the rate that arrives in one step, which is far from critical",
            "What does your rate do: arrive, or swing for ever?",
            pointer="Between arriving at once and leaving there is still some room.",
            worked="3 x^2 has the curvature 6. From 1, rate 1/6 leads to 0, and rate 1/3 to -1.",
        ),
        Misconception(
            f"{critical}-is-curvature", critical, over(parents, lambda c: c),
            "the curvature itself", "Should a steeper curve bear a larger rate, or a smaller one?",
            pointer="The more a curve bends, the shorter a step must be.",
            worked="3 x^2 has the curvature 6. From 1, rate 6 leads to -35.",
        ),
        Misconception(
            f"{critical}-last-that-arrives", critical, over((), lambda: 0.9),
            "a rate that still arrives", "Is there a larger rate that arrives too?",
            pointer="Try a rate between yours and the next one of Exercise 3, or work it out.",
            worked="On 3 x^2 rate 0.3 arrives; 0.33 still does, and 0.34 does not.",
        ),
        Misconception(
            f"{critical}-first-that-leaves", critical, over((), lambda: 1.1),
            "a rate that leaves already", "Is there a smaller rate that leaves too?",
            pointer="Try a rate between yours and the one before it in Exercise 3.",
            worked="On 3 x^2 rate 0.4 leaves; 0.34 does already, and 0.33 does not.",
        ),
        Misconception(
            f"{one_step}-is-critical", one_step, over(parents, lambda c: 2 / c),
            "the critical rate: the step leads to the other side, equally far away",
            "Where does one step with your rate lead?",
            pointer="Halfway between standing still and swinging for ever lies the minimum.",
            worked="3 x^2 has the curvature 6. From 1, rate 1/3 leads to -1.",
        ),
        Misconception(
            f"{one_step}-half", one_step, over(parents, lambda c: 1 / (2 * c)),
            "a rate with which a step leads halfway", "Where does one step with your rate lead?",
            pointer="Set the first point to the minimum, and solve for the rate.",
            worked="3 x^2 has the curvature 6. From 1, rate 1/12 leads to 0.5.",
        ),
        Misconception(
            f"{one_step}-small", one_step, over((), lambda: 0.1),
            "a rate that is safe, and slow", "Where does one step with your rate lead?",
            pointer="Set the first point to the minimum, and solve for the rate.",
            worked="On 3 x^2 from 1, rate 0.1 leads to 0.4.",
        ),
        Misconception(
            f"{one_step}-large", one_step, over((), lambda: 0.9),
            "a rate that swings", "Where does one step with your rate lead?",
            pointer="Set the first point to the minimum, and solve for the rate.",
            worked="On 3 x^2 from 1, rate 0.3 leads to -0.8.",
        ),
    )  # fmt: skip
