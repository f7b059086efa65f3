"""Wrong layers that explain what a wrong `forward` returns."""

from ..families import forward, layers
from ..families.rule import without

MISCONCEPTIONS = (
    *layers.weighted_sums("z1", weights="W1", inputs="x", bias="b1"),
    *layers.rectified("a1", z="z1"),
    *without(
        layers.weighted_sums("z2", weights="W2", inputs="a1", bias="b2", activation=layers.sigmoid),
        "z2-one-bias",  # there is only one
    ),
    *layers.skipped("z2", weights="W2", sums="z1", bias="b2"),
    *without(forward.prediction("a2", z="z2"), "a2-of-input"),  # has another shape
    *layers.softmax("a2", z="z2"),
)
