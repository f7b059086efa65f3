"""What `backward` is called with: what `forward` returns, the parameters and the labels."""

from dataclasses import replace

import numpy as np

from grader import Cases, Edge, labels, real

from ...reference import activations, network
from ..families.rule import over

INNER = Cases(
    {
        "x": real("n0", "m"),
        "W1": real("n1", "n0", low=-1, high=1),
        "b1": real("n1", 1, low=-0.5, high=0.5),
        "W2": real(1, "n1", low=-1, high=1),
        "b2": real(1, 1, low=-0.5, high=0.5),
        "z1": over(("W1", "x", "b1"), network.weighted_sum),
        "a1": over(("z1",), activations.relu),
        "z2": over(("W2", "a1", "b2"), network.weighted_sum),
        "a2": over(("z2",), activations.sigmoid),
        "cache": lambda x, z1, a1, z2, a2: {"x": x, "z1": z1, "a1": a1, "z2": z2, "a2": a2},
        "params": lambda W1, b1, W2, b2: {"W1": W1, "b1": b1, "W2": W2, "b2": b2},
        "y": labels(1, "m"),
    },
    sizes=({"n0": 3, "n1": 4, "m": 1}, {"n0": 2, "n1": 4, "m": 3}, {"n0": 3, "n1": 4, "m": 5}),
    hidden=frozenset({"x", "W1", "b1", "W2", "b2", "z1", "a1", "z2", "a2"}),
)
SURE = Edge(
    {"z2": np.array([[800.0, -800.0, 800.0, -800.0, 0.3]]), "y": np.array([[1, 0, 0, 1, 1]])}
)
FAR = replace(INNER, edges={"predictions of 0 and 1": SURE})
