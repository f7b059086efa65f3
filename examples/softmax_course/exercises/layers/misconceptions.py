"""Wrong rules: of what a layer gives, and of the softmax loss."""

import numpy as np

from grader import Misconception

from ...reference import layers as true

AFFINE = (
    Misconception(
        "affine-no-bias",
        "out",
        lambda x, w: true.affine(x, w, 0),
        "the bias is left out",
        "Which argument does your function not use?",
    ),
)
AFFINE_BACK = (
    Misconception(
        "affine-db-mean",
        "db",
        lambda dout: dout.mean(axis=0),
        "the gradients of the samples are averaged, not added up",
        "Each sample adds to the loss what `dout` says. Is there a division left to do here?",
    ),
    Misconception(
        "affine-dw-mean",
        "dw",
        lambda dout, x: true.affine_dw(dout, x) / len(x),
        "the gradients of the samples are averaged, not added up",
        "Each sample adds to the loss what `dout` says. Is there a division left to do here?",
    ),
)
RELU = (
    Misconception(
        "relu-abs",
        "out",
        lambda x: np.abs(x),
        "negative entries change their sign",
        "What should come out where `x` is negative?",
    ),
)
RELU_BACK = (
    Misconception(
        "relu-no-mask",
        "dx",
        lambda dout: dout,
        "the layer is passed as if it did nothing",
        "Where `x` was negative, does `out` change at all when `x` does?",
    ),
    Misconception(
        "relu-mask-of-dout",
        "dx",
        lambda dout: dout * (dout > 0),
        "the sign of `dout` decides, not that of `x`",
        "Which entries did the forward pass let through?",
    ),
)
SOFTMAX = (
    Misconception(
        "softmax-sum",
        "loss",
        lambda x, y: true.softmax_loss(x, y) * len(y),
        "the losses are added up, not averaged",
        "How does your loss change when every sample is there twice?",
    ),
    Misconception(
        "softmax-dx-no-mean",
        "dx",
        lambda x, y: true.softmax_dx(x, y) * len(y),
        "the number of samples is forgotten",
        "How does your gradient change when every sample is there twice?",
    ),
    Misconception(
        "softmax-dx-shares",
        "dx",
        lambda x, y: true.softmax(x) / len(y),
        "the true class is treated like all others",
        "Should the score of the true class rise or fall?",
    ),
)
