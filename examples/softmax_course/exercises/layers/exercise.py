"""Affine and ReLU layers with opaque caches, and the softmax loss."""

import numpy as np

from grader import Argument, Calls, Cases, Edge, Exercise, Part, Returned, real

from ...reference import layers as true
from . import misconceptions as wrong
from .rules import DOUT, Layer

SHAPES = (
    {"n": 1, "d1": 2, "d2": 3, "d": 6, "m": 4},
    {"n": 3, "d1": 5, "d2": 1, "d": 5, "m": 2},
    {"n": 5, "d1": 2, "d2": 2, "d": 4, "m": 3},
)
X, DENSE = real("n", "d1", "d2"), {"w": real("d", "m"), "b": real("m")}
AFFINE = Cases({"x": X, **DENSE}, SHAPES)
AFFINE_BACK = Cases({"x": X, **DENSE, DOUT: real("n", "m")}, SHAPES)
RELU = Cases({"x": X}, SHAPES)
RELU_BACK = Cases({"x": X, DOUT: X}, SHAPES)
SOFTMAX = Calls(
    "softmax_loss",
    Cases(
        {"x": real("n", "c"), "y": Argument(("n",), "whole", 0, 2)},
        ({"n": 1, "c": 3}, {"n": 3, "c": 3}, {"n": 5, "c": 3}),
        {
            "scores of a thousand": Edge(
                {"x": np.array([[1000.0, 999.0, 0.0], [0.0, 2.0, 1.0]]), "y": np.array([1, 0])}
            )
        },
    ),
    {"loss": true.softmax_loss, "dx": true.softmax_dx},
)
BACK = {"dx": true.affine_dx, "dw": true.affine_dw, "db": true.affine_db}

EXERCISE = Exercise(
    id="layers",
    title="Layers of a network, forward and backward",
    parts=(
        Part("affine_forward", 2, Layer(AFFINE, {"out": true.affine}, "", wrong.AFFINE).check),
        Part(
            "affine_backward",
            3,
            Layer(AFFINE_BACK, BACK, "affine_forward", wrong.AFFINE_BACK).check,
        ),
        Part("relu_forward", 1, Layer(RELU, {"out": true.relu}, "", wrong.RELU).check),
        Part(
            "relu_backward",
            1,
            Layer(RELU_BACK, {"dx": true.relu_dx}, "relu_forward", wrong.RELU_BACK).check,
        ),
        Part("loss", 2, Returned(SOFTMAX, "loss"), "loss, of softmax_loss"),
        Part("dx", 3, Returned(SOFTMAX, "dx"), "dx, of softmax_loss"),
    ),
    misconceptions=wrong.SOFTMAX,
)
