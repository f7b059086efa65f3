"""Wrong gradients that explain what a wrong `backward` returns.

Left out of the families is what is right for a single output, and what ends in an error, since its
arrays do not fit together.
"""

from ..families import backprop
from ..families.rule import carried, unfolded, without
from . import rules

MISCONCEPTIONS = (
    *without(
        backprop.output_slope("dZ2", z="z2", a="a2", y="y"), "dZ2-over-all", "dZ2-over-rows"
    ),
    *without(
        backprop.weight("dW2", slope="dZ2", inputs="a1", outputs="a2", other="x"),
        "dW2-transposed", "dW2-elementwise",
    ),
    *without(backprop.bias("db2", slope="dZ2"), "db2-all", "db2-scalar", "db2-other-axis"),
    *carried(
        without(
            backprop.hidden_activation("dA1", weights="W2", slope="dZ2", gradient="dW2"),
            "dA1-not-transposed", "dA1-updated",
        ),
        "dZ1",
        rules.back_through_relu,
    ),
    *unfolded(
        backprop.hidden_slope_relu("dZ1", upstream="dA1", z="z1", a="a1", later="z2"),
        "dA1",
        rules.back_through_weights,
    ),
    *without(
        backprop.weight("dW1", slope="dZ1", inputs="x", outputs="a1", other="a2"),
        "dW1-elementwise",
    ),
    *backprop.bias("db1", slope="dZ1"),
)  # fmt: skip
