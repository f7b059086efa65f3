"""Forward through a layer of several neurons on m samples; columns are samples.

Right are z = W a + b with a the layer's input, a = relu(z) in a hidden layer, and a = sigmoid(z) in
the output.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from grader import Misconception

from .rule import over

Matrix = NDArray[np.float64]


def relu(z: Matrix) -> Matrix:
    return np.maximum(0, z)


def sigmoid(z: Matrix) -> Matrix:
    return 1 / (1 + np.exp(-z))


def weighted_sums(
    part: str = "Z1", *, weights: str = "W1", inputs: str = "X", bias: str = "b1",
    activation: Callable[[Matrix], Matrix] = relu,
) -> tuple[Misconception, ...]:  # fmt: skip
    """Slips in z = W a + b, whose sums then go through `activation`."""
    here = (weights, inputs, bias)
    return (
        Misconception(
            f"{part}-no-bias", part, over((weights, inputs), lambda w, a: w @ a),
            "the biases are left out", "Which argument have you not used?",
            pointer="Look at what comes after the product of weights and inputs.",
            worked="Weights 3 and 1 with inputs 4 and 2 make 14; with a bias of 5 it is 19.",
        ),
        Misconception(
            f"{part}-minus-bias", part, over(here, lambda w, a, b: w @ a - b),
            "the biases are taken away instead of added",
            "Does a larger bias make the sum larger or smaller?",
            pointer="Look at the sign in front of the bias.",
            worked="Weights 3 and 1 with inputs 4 and 2 and a bias of 5: 14 + 5 = 19.",
        ),
        Misconception(
            f"{part}-bias-factor", part, over(here, lambda w, a, b: (w @ a) * b),
            "the bias is a factor instead of a term",
            "What would the sum be if all biases were 0?",
            pointer="A bias shifts the sum, and it does so even where all inputs are 0.",
            worked="Weights 3 and 1 with inputs 4 and 2 and a bias of 0: 14 + 0 = 14.",
        ),
        Misconception(
            f"{part}-one-bias", part, over(here, lambda w, a, b: w @ a + b[0]),
            "one bias for all neurons", "How many biases does the layer have?",
            pointer="Each neuron has a bias of its own, one a row.",
            worked="Biases 1 and 5: the first row moves by 1, and the second one by 5.",
        ),
        Misconception(
            f"{part}-no-weights", part,
            over((inputs, weights, bias),
                 lambda a, w, b: np.sum(a, axis=0, keepdims=True) + 0 * w[:, :1] + b),
            "the weights are left out", "How strongly should each input count?",
            pointer="A neuron scales each of its inputs before it adds them up.",
            worked="Inputs 4 and 2 with weights 3 and 1: 12 + 2, and not 4 + 2.",
        ),
        Misconception(
            f"{part}-mean", part, over(here, lambda w, a, b: w @ a / w.shape[1] + b),
            "a mean over the inputs where a sum is due", "Is anything divided here?",
            pointer="The products of weights and inputs are added up, and that is all.",
            worked="Weights 3 and 1 with inputs 4 and 2: 12 + 2 = 14, and not 7.",
        ),
        Misconception(
            f"{part}-samples-added", part,
            over(here, lambda w, a, b: np.sum(w @ a, axis=1, keepdims=True) + b),
            "the samples are added up", "How many sums does a neuron have for 5 samples?",
            pointer="Nothing on the way forward mixes samples; each column goes its own way.",
            worked="4 neurons and 5 samples make an array of shape (4, 5).",
        ),
        Misconception(
            f"{part}-overwritten", part, over(here, lambda w, a, b: activation(w @ a + b)),
            "it has gone through the activation function already",
            "Is this from before or after the activation function?",
            pointer="Look for a line that changes this array after it has been worked out.",
            worked="After `v = u` both names mean one array: `v[0] = 0` changes `u` too.",
        ),
    )  # fmt: skip


def skipped(
    part: str = "Z2", *, weights: str = "W2", sums: str = "Z1", bias: str = "b2"
) -> tuple[Misconception, ...]:
    """The layer before this one was left without its activation function."""
    return (
        Misconception(
            f"{part}-of-sums", part, over((weights, sums, bias), lambda w, z, b: w @ z + b),
            "it is made from the weighted sums of the layer before, not from its activations",
            "What does a layer hand on to the next one?",
            pointer="Between two layers stands an activation function.",
            worked="Sums -3 and 2 become 0 and 2 by a relu: the next layer sees 0 and 2.",
        ),
    )  # fmt: skip


def turned(
    part: str = "Z1", *, weights: str = "W1", inputs: str = "X", bias: str = "b1"
) -> tuple[Misconception, ...]:
    """The weights are transposed, which only shows in the numbers where they are a square."""
    return (
        Misconception(
            f"{part}-transposed", part,
            over((weights, inputs, bias), lambda w, a, b: w.T @ a + b),
            "the matrix of weights is transposed", "Which weights belong to the first neuron?",
            pointer="Each row holds the weights of one neuron.",
            worked="Rows (3, 1) and (0, 2) with inputs 4 and 2: 12 + 2 = 14 and 0 + 4 = 4.",
        ),
    )  # fmt: skip


def rectified(part: str = "A1", *, z: str = "Z1") -> tuple[Misconception, ...]:
    """Slips in a = max(0, z)."""
    return (*_other_functions(part, z), *_bent(part, z))


def _other_functions(part: str, z: str) -> tuple[Misconception, ...]:
    return (
        Misconception(
            f"{part}-identity", part, over((z,), lambda z: z),
            "the activation function is not applied", "Can a relu give a negative number?",
            pointer="The weighted sums still have to go through the relu.",
            worked="Sums -3 and 2 become 0 and 2.",
        ),
        Misconception(
            f"{part}-sigmoid", part, over((z,), sigmoid),
            "another activation function: the sigmoid",
            "Which activation function does the hidden layer have?",
            pointer="Each layer has its own activation function. Which one belongs where?",
            worked="A sum of 2 becomes 2 by a relu, and 0.88 by a sigmoid.",
        ),
        Misconception(
            f"{part}-tanh", part, over((z,), np.tanh),
            "another activation function: tanh",
            "Which activation function does the hidden layer have?",
            pointer="Compare the function that you used with the one that the task names.",
            worked="A sum of 2 becomes 2 by a relu, and 0.96 by tanh.",
        ),
        Misconception(
            f"{part}-softplus", part, over((z,), lambda z: np.log(1 + np.exp(z))),
            "another activation function: softplus",
            "Which activation function does the hidden layer have?",
            pointer="A relu has a corner. Yours is smooth.",
            worked="A sum of 0 becomes 0 by a relu, and 0.69 by softplus.",
        ),
        Misconception(
            f"{part}-slope", part, over((z,), lambda z: np.where(z > 0, 1.0, 0.0)),
            "the slope of the relu instead of its value",
            "Is the height of the curve asked for, or its slope?",
            pointer="A comparison gives True and False, which count as 1 and 0.",
            worked="At a sum of 2 the relu has the value 2 and the slope 1.",
        ),
    )  # fmt: skip


def _bent(part: str, z: str) -> tuple[Misconception, ...]:
    return (
        Misconception(
            f"{part}-absolute", part, over((z,), np.abs),
            "negative sums are turned around instead of cut off",
            "What does a relu make of a negative sum?",
            pointer="Left of 0 a relu is flat.",
            worked="A sum of -3 becomes 0, and not 3.",
        ),
        Misconception(
            f"{part}-leaky", part, over((z,), lambda z: np.where(z > 0, z, 0.01 * z)),
            "a relu that leaks", "What does a relu make of a negative sum?",
            pointer="Left of 0 a relu is flat; a leaky one is another function.",
            worked="A sum of -3 becomes 0, and not -0.03.",
        ),
        Misconception(
            f"{part}-negative", part, over((z,), lambda z: np.minimum(0, z)),
            "the negative sums are kept and the positive ones are cut off",
            "Which sums does a relu let through?",
            pointer="Compare the smaller and the larger of 0 and a sum.",
            worked="Sums -3 and 2 become 0 and 2.",
        ),
        Misconception(
            f"{part}-mirrored", part, over((z,), lambda z: np.maximum(0, -z)),
            "the relu is the wrong way round", "Which sums does a relu let through?",
            pointer="Look for a minus in front of the sum.",
            worked="Sums -3 and 2 become 0 and 2, and not 3 and 0.",
        ),
        Misconception(
            f"{part}-capped", part, over((z,), lambda z: np.clip(z, 0, 1)),
            "large sums are cut off as well", "Is there a largest value that a relu can give?",
            pointer="A relu cuts off at one side alone.",
            worked="A sum of 2 stays 2.",
        ),
    )  # fmt: skip


def softmax(part: str = "A2", *, z: str = "Z2") -> tuple[Misconception, ...]:
    """A softmax where a sigmoid is due, over a single output or over the samples."""

    def shares(z: Matrix) -> Matrix:
        return np.asarray(np.exp(z) / np.sum(np.exp(z)))

    return (
        Misconception(
            f"{part}-softmax", part, over((z,), np.ones_like),
            "a softmax over a single output", "What does a softmax make of one number?",
            pointer="Shares of a single output are always 1. Which function is asked for?",
            worked="A softmax of one sum is 1, whatever the sum is; a sigmoid of 2 is 0.88.",
        ),
        Misconception(
            f"{part}-over-samples", part, over((z,), shares),
            "a softmax over the samples", "Does one sample's prediction depend on other samples?",
            pointer="Each column goes its own way. Which function is asked for?",
            worked="A sum of 2 becomes 0.88, whatever other samples there are.",
        ),
    )  # fmt: skip
