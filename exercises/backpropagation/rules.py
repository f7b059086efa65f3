"""What `backward` returns, each thing from what stands before it and from its arguments' arrays."""

from collections.abc import Callable
from typing import Any

from ...reference import activations, network
from ..families.rule import inside, over

Rule = Callable[..., Any]

back_through_weights: Rule = over(("W2", "dZ2"), network.activation_slope)
"""dA1, which nobody is asked for."""
back_through_relu: Rule = over(("dA1", "z1"), lambda slope, z: slope * activations.relu_slope(z))

GRADIENTS: dict[str, Rule] = {
    "dZ2": over(("a2", "y"), network.output_slope),
    "dW2": over(("dZ2", "a1"), network.weight_gradient),
    "db2": over(("dZ2",), network.bias_gradient),
    "dZ1": inside(back_through_relu, "dA1", back_through_weights),
    "dW1": over(("dZ1", "x"), network.weight_gradient),
    "db1": over(("dZ1",), network.bias_gradient),
}
