"""Wrong steps that explain wrong answers of the exercise by hand.

With one sample and one output many slips of the families are none, or change a shape; those that
are left can be told by their numbers.
"""

import numpy as np

from ..families import backprop, chain, forward, layers
from ..families.rule import called, only, over, unfolded, without
from ..families.update import update

Z1 = {"weights": "W1", "inputs": "x", "bias": "b1"}
Z2 = {"weights": "W2", "inputs": "a1", "bias": "b2"}

FORWARD = (
    *without(
        layers.weighted_sums("z1", **Z1, activation=layers.sigmoid), "z1-samples-added"
    ),
    *layers.turned("z1", **Z1),
    *without(forward.prediction("a1", z="z1", x="x"), "a1-minus-below"),  # has no value at 0
    *without(
        layers.weighted_sums("z2", **Z2, activation=layers.sigmoid),
        "z2-samples-added", "z2-one-bias",
    ),
    *layers.skipped("z2", weights="W2", sums="z1", bias="b2"),
    *without(forward.prediction("a2", z="z2"), "a2-of-input"),
    *forward.cross_entropy("L", a="a2", y="y", z="z2"),
)  # fmt: skip

OUTPUT = (
    *without(chain.loss_slope("dz2", a="a2", y="y", z="z2", loss="L"), "dz-is-dw"),
    *only(
        backprop.weight("dW2", slope="dz2", inputs="a1", outputs="a2", other="x"),
        "dW2-other-input",
    ),
    *called(
        unfolded(
            without(
                chain.weight_gradient("dW2", slope="dz2", x="row", w="W2", z="z2", a="a2"),
                "dw-no-x", "dw-activation", "dw-times-z",
            ),
            "row",
            over(("a1",), np.transpose),
        ),
        "dW2",
    ),
)  # fmt: skip

HIDDEN = (
    *without(
        backprop.hidden_activation("da1", weights="W2", slope="dz2", gradient="dW2", lr="lr"),
        "da1-not-transposed",
    ),
    *backprop.hidden_slope("dz1", upstream="da1", z="z1", a="a1", later="a2"),
    *only(
        backprop.weight("dW1", slope="dz1", inputs="x", outputs="a1"),
        "dW1-transposed", "dW1-own-output",
    ),
    *called(
        unfolded(
            only(
                chain.weight_gradient("dW1", slope="dz1", x="row", w="W1", z="z1", a="a1"),
                "dw-times-w", "dw-x-twice", "dw-slope-again", "dw-times-lr", "dw-add", "dw-divide",
            ),
            "row",
            over(("x",), np.transpose),
        ),
        "dW1",
    ),
    *only(backprop.bias("db1", slope="dz1"), "db1-all"),
    *called(
        without(
            chain.bias_gradient("db1", slope="dz1", b="b1", x="x", w="W1", a="a1"),
            "db-w", "db-one", "db-zero", "db-loss",
        ),
        "db1",
    ),
)  # fmt: skip

MISCONCEPTIONS = (
    *FORWARD,
    *OUTPUT,
    *HIDDEN,
    *update("W1_new", "W1", "dW1", "lr", other_gradient="db1", other_parameter="b1"),
)
