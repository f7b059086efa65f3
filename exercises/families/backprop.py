"""Backpropagation through two layers on m samples; columns are samples.

Right are, with a mean over the samples: dZ2 = (A2 - Y) / m, dW = dZ A^T of the layer before, db =
the row sums of dZ, dA1 = W2^T dZ2, and dZ1 = dA1 * g'(Z1).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from grader import Misconception

from .rule import over

Matrix = NDArray[np.float64]


def _sigmoid(z: Matrix) -> Matrix:
    return 1 / (1 + np.exp(-z))


def output_slope(
    part: str = "dZ2", *, z: str = "Z2", a: str = "A2", y: str = "Y"
) -> tuple[Misconception, ...]:
    """Slips in dZ = (A - Y) / m, for a sigmoid with cross-entropy."""
    both = (a, y)
    return (
        Misconception(
            f"{part}-no-m", part, over(both, lambda a, y: a - y),
            "not divided by the number of samples", "Is the loss a sum or a mean over the samples?",
            pointer="Think of the same sample twice: the loss stays, so its slope must stay too.",
            worked="Two samples that are each 0.3 too high: each counts half, so 0.15 and 0.15.",
        ),
        Misconception(
            f"{part}-over-all", part, over(both, lambda a, y: (a - y) / a.size),
            "divided by the number of all entries", "Over what does the loss take its mean?",
            pointer="The mean is over samples; outputs of one sample are added up.",
            worked="With 2 outputs and 5 samples the divisor is 5, and not 10.",
        ),
        Misconception(
            f"{part}-over-rows", part, over(both, lambda a, y: (a - y) / a.shape[0]),
            "divided by the number of outputs", "Which axis holds the samples?",
            pointer="Samples are columns here, so `shape[1]` counts them.",
            worked="An array of shape (2, 5) holds 5 samples with 2 outputs each.",
        ),
        Misconception(
            f"{part}-sign", part, over(both, lambda a, y: (y - a) / a.shape[1]),
            "the sign is flipped: label minus prediction",
            "Must a prediction rise or fall to lower the loss?",
            pointer="Where a prediction is too high, its slope must be positive. Is yours?",
            worked="For label 0 and prediction 0.3 the slope is positive.",
        ),
        Misconception(
            f"{part}-slope-kept", part,
            over(both, lambda a, y: (a - y) * a * (1 - a) / a.shape[1]),
            "the slope of the output's sigmoid is still there",
            "What does the slope of cross-entropy do with the slope of the sigmoid?",
            pointer="Write down dL/da for cross-entropy, and look at its denominator.",
            worked="For label 0 and prediction 0.5: 2 * 0.25 = 0.5, and not 0.125.",
        ),
        Misconception(
            f"{part}-is-da", part, over(both, lambda a, y: (a - y) / (a * (1 - a)) / a.shape[1]),
            "the slope by the predictions: one link is missing",
            "With respect to which quantity did you differentiate?",
            pointer="You stand at the predictions. One more link leads to the weighted sums.",
            worked="For label 1 and prediction 0.5: dL/da = -2, and -2 * 0.25 = -0.5.",
        ),
        Misconception(
            f"{part}-logit", part, over((z, y), lambda z, y: (z - y) / z.shape[1]),
            "the label is compared with the weighted sum",
            "Which quantity is the label compared with?",
            pointer="Labels live on the scale of predictions, after the activation.",
            worked="A weighted sum of 2 is a prediction of 0.88: for label 1 it is 0.12 too low.",
        ),
    )  # fmt: skip


def weight(
    part: str = "dW2", *, slope: str = "dZ2", inputs: str = "A1", outputs: str = "A2",
    other: str = "X",
) -> tuple[Misconception, ...]:  # fmt: skip
    """Slips in dW = dZ A^T, where dZ holds 1/m already and A is the layer's input."""
    both = (slope, inputs)
    return (
        Misconception(
            f"{part}-m-twice", part, over(both, lambda g, a: g @ a.T / g.shape[1]),
            "divided by the number of samples twice", "How often is the mean taken on this way?",
            pointer="The slope that comes in is divided already. Once is enough.",
            worked="Slopes 0.15 and 0.15 with inputs 2 and 4: 0.3 + 0.6 = 0.9, and not half of it.",
        ),
        Misconception(
            f"{part}-m-undone", part, over(both, lambda g, a: g @ a.T * g.shape[1]),
            "multiplied by the number of samples", "Is the loss a sum or a mean?",
            pointer="A sum over the samples is in the matrix product already.",
            worked="Slopes 0.15 and 0.15 with inputs 2 and 4: 0.3 + 0.6 = 0.9.",
        ),
        Misconception(
            f"{part}-transposed", part, over(both, lambda g, a: a @ g.T),
            "rows and columns are swapped", "Which shape does the matrix of weights have?",
            pointer="A gradient has the shape of what it belongs to.",
            worked="If W has shape (1, 4): (1, m) times (m, 4) gives (1, 4).",
        ),
        Misconception(
            f"{part}-other-input", part, over((slope, other), lambda g, x: g @ x.T),
            "the input of another layer", "What does this layer see as its input?",
            pointer="Look at the weighted sum of this layer: what stands next to its weights?",
            worked="In z = V h + c the gradient of V holds h, whatever h was made of.",
        ),
        Misconception(
            f"{part}-own-output", part, over((slope, outputs), lambda g, a: g @ a.T),
            "the output of the layer instead of its input",
            "What do the weights multiply: what comes in, or what goes out?",
            pointer="Look at the weighted sum of this layer: what stands next to its weights?",
            worked="In z = V h + c the gradient of V holds h, and not the activation of z.",
        ),
        Misconception(
            f"{part}-elementwise", part,
            over(both, lambda g, a: np.sum(g * a, axis=1, keepdims=True)),
            "an elementwise product instead of a matrix product",
            "How many weights lead from this layer's inputs to its outputs?",
            pointer="Each pair of output and input has a weight, so each pair needs a number.",
            worked="Slope 0.2 with inputs 1 and 3: one row, 0.2 and 0.6.",
        ),
    )  # fmt: skip


def bias(part: str = "db2", *, slope: str = "dZ2") -> tuple[Misconception, ...]:
    """Slips in db = the sum of dZ over the samples, of shape (n, 1)."""
    parents = (slope,)
    return (
        Misconception(
            f"{part}-no-sum", part, over(parents, lambda g: g),
            "the samples are not added up", "Which shape does the bias have?",
            pointer="Each sample pulls at the same bias. Collect what they say.",
            worked="Two samples with slopes 0.1 and 0.3 make one number, 0.4.",
        ),
        Misconception(
            f"{part}-mean", part, over(parents, lambda g: np.mean(g, axis=1, keepdims=True)),
            "a mean over the samples where a sum is due", "How often is the mean taken?",
            pointer="The gradient of the weights adds up over the samples. What about this one?",
            worked="Slopes 0.1 and 0.3 that are divided already make 0.4, and not 0.2.",
        ),
        Misconception(
            f"{part}-all", part,
            over(parents, lambda g: np.full((g.shape[0], 1), np.sum(g))),
            "neurons are added up as well as samples", "How many biases does the layer have?",
            pointer="Each neuron has a bias of its own. Along which axis do you add?",
            worked="Slopes of shape (4, 5): add along the 5 samples, and 4 numbers are left.",
        ),
        Misconception(
            f"{part}-scalar", part, over(parents, lambda g: np.array(np.sum(g))),
            "one number for the whole layer", "How many biases does the layer have?",
            pointer="Each neuron has a bias of its own. Along which axis do you add?",
            worked="Slopes of shape (4, 5): add along the 5 samples, and 4 numbers are left.",
        ),
        Misconception(
            f"{part}-other-axis", part,
            over(parents, lambda g: np.sum(g, axis=0, keepdims=True)),
            "added up along the neurons instead of the samples", "Which axis holds the samples?",
            pointer="Samples are columns here. Each neuron keeps a number of its own.",
            worked="Slopes of shape (4, 5) become (4, 1), and not (1, 5).",
        ),
    )  # fmt: skip


def hidden_activation(
    part: str = "dA1", *, weights: str = "W2", slope: str = "dZ2", gradient: str = "dW2",
    lr: str = "lr",
) -> tuple[Misconception, ...]:  # fmt: skip
    """Slips in dA1 = W2^T dZ2."""
    return (
        Misconception(
            f"{part}-not-transposed", part, over((weights, slope), lambda w, g: w @ g),
            "the weights are not transposed on the way back", "Do the shapes fit?",
            pointer="Forward goes from inputs to outputs. What turns the matrix around?",
            worked="Weights of shape (1, 4) and slopes (1, m): (4, 1) times (1, m) gives (4, m).",
        ),
        Misconception(
            f"{part}-updated", part,
            over((weights, slope, gradient, lr), lambda w, g, d, lr: (w - lr * d).T @ g),
            "the weights after their update", "Which weights made this prediction?",
            pointer="Work out all gradients first, and update after that.",
            worked="With w = 3 that moves to 2: the way back still uses 3.",
        ),
        Misconception(
            f"{part}-gradient", part, over((gradient, slope), lambda d, g: d.T @ g),
            "the gradient of the weights instead of the weights",
            "Through what does the hidden layer act on the output?",
            pointer="The link from the hidden layer to the output is made of the weights.",
            worked="In z = V h + c the derivative by h is V.",
        ),
        Misconception(
            f"{part}-weights-only", part,
            over((weights, slope), lambda w, g: w.T @ np.ones_like(g)),
            "the weights alone: what comes back from the output is left out",
            "Where does the loss come into this slope?",
            pointer="The weights are one link. Multiply by the slope that comes back.",
            worked="With a weight of 3 and a slope of 0.2 behind it: 3 * 0.2 = 0.6, and not 3.",
        ),
        Misconception(
            f"{part}-slope-only", part,
            over((weights, slope), lambda w, g: np.ones_like(w.T) @ g),
            "the slope of the output alone: the weights are left out",
            "How strongly does each hidden neuron act on the output?",
            pointer="One link is missing: by how much does the output's sum grow with this neuron?",
            worked="With a weight of 3 and a slope of 0.2 behind it: 3 * 0.2 = 0.6, and not 0.2.",
        ),
    )  # fmt: skip


def hidden_slope(
    part: str = "dZ1", *, upstream: str = "dA1", z: str = "Z1", a: str = "A1", later: str = "A2"
) -> tuple[Misconception, ...]:  # fmt: skip
    """Slips in dZ1 = dA1 * A1 (1 - A1), for a hidden layer of sigmoids."""
    return (
        Misconception(
            f"{part}-no-slope", part, over((upstream,), lambda d: d),
            "the slope of the hidden activation is missing",
            "What lies between the weighted sum and the activation?",
            pointer="You stand after the activation function. Go back through it.",
            worked="dL/da = 0.2 at a = 0.5: dL/dz = 0.2 * 0.25 = 0.05.",
        ),
        Misconception(
            f"{part}-of-z", part, over((upstream, z), lambda d, z: d * z * (1 - z)),
            "the slope is worked out from the weighted sum",
            "Which variable does the short formula for the slope of a sigmoid take?",
            pointer="s(1 - s) takes what comes out of the sigmoid, not what goes in.",
            worked="At z = 0 the output is 0.5, so the slope is 0.25, and not 0.",
        ),
        Misconception(
            f"{part}-twice", part,
            over((upstream, a), lambda d, a: d * _sigmoid(a) * (1 - _sigmoid(a))),
            "the sigmoid is applied twice", "Is what you have before or after the activation?",
            pointer="The activation is the output of the sigmoid already.",
            worked="At a = 0.5 the slope is 0.5 * 0.5 = 0.25; no second sigmoid is needed.",
        ),
        Misconception(
            f"{part}-height", part, over((upstream, a), lambda d, a: d * a),
            "the height of the activation instead of its slope", "Is this factor a slope?",
            pointer="Half of the formula is there: s, but not 1 - s.",
            worked="At a = 0.9 the slope is 0.9 * 0.1 = 0.09.",
        ),
        Misconception(
            f"{part}-tanh", part, over((upstream, a), lambda d, a: d * (1 - a**2)),
            "the slope of tanh", "Which activation function does the hidden layer have?",
            pointer="Each activation function has a slope of its own.",
            worked="At output 0.5 a sigmoid has the slope 0.25, and tanh has 0.75.",
        ),
        Misconception(
            f"{part}-later-layer", part,
            over((upstream, later), lambda d, a: d * np.mean(a * (1 - a), axis=0, keepdims=True)),
            "the slope of another layer", "Which layer does this slope belong to?",
            pointer="Check which activation stands in the factor.",
            worked="A hidden output of 0.5 gives 0.25, whatever the last layer says.",
        ),
    )  # fmt: skip


def hidden_slope_relu(
    part: str = "dZ1", *, upstream: str = "dA1", z: str = "Z1", a: str = "A1", later: str = "Z2"
) -> tuple[Misconception, ...]:
    """Slips in dZ1 = dA1 * (Z1 > 0), for a hidden layer of relus."""
    both = (upstream, z)
    return (
        Misconception(
            f"{part}-no-mask", part, over((upstream,), lambda d: d),
            "the slope of the hidden activation is missing",
            "What happens to a neuron whose weighted sum is negative?",
            pointer="Where the relu is flat, nothing goes back.",
            worked="dL/da = 0.2: at z = 3 it stays 0.2, and at z = -3 it becomes 0.",
        ),
        Misconception(
            f"{part}-relu", part, over(both, lambda d, z: d * np.maximum(0, z)),
            "the height of the relu instead of its slope", "How steep is a relu at 3, and at 5?",
            pointer="A slope is no height: right of 0 it is the same everywhere.",
            worked="relu(3) is 3, and its slope there is 1.",
        ),
        Misconception(
            f"{part}-mask-upstream", part, over((upstream,), lambda d: d * (d > 0)),
            "the mask is made from the slope that comes back",
            "Which quantity decides whether the relu is flat?",
            pointer="The relu saw the weighted sum on the way forward. Its sign decides.",
            worked="dL/da = -0.2 at z = 3 goes back as -0.2.",
        ),
        Misconception(
            f"{part}-mask-flipped", part, over(both, lambda d, z: d * (z <= 0)),
            "the mask is the wrong way round", "Where is a relu flat?",
            pointer="Left of 0 a relu is flat. What should go back there?",
            worked="dL/da = 0.2: at z = 3 it stays 0.2, and at z = -3 it becomes 0.",
        ),
        Misconception(
            f"{part}-sign", part, over(both, lambda d, z: d * np.sign(z)),
            "the slope is -1 where the relu is flat", "How steep is a flat line?",
            pointer="The slope of a relu takes two values. Which two?",
            worked="At z = -3 the slope is 0, and not -1.",
        ),
        Misconception(
            f"{part}-sigmoid", part, over((upstream, a), lambda d, a: d * a * (1 - a)),
            "the slope of a sigmoid", "Which activation function does the hidden layer have?",
            pointer="Each activation function has a slope of its own.",
            worked="At z = 3 a relu has the slope 1, and a sigmoid has 0.045.",
        ),
        Misconception(
            f"{part}-later-layer", part,
            over((upstream, later),
                 lambda d, z: d * np.any(z > 0, axis=0, keepdims=True)),
            "the mask of another layer", "Which layer does this slope belong to?",
            pointer="Check which weighted sums make the mask.",
            worked="A hidden sum of -3 lets nothing back, whatever the output says.",
        ),
    )  # fmt: skip
