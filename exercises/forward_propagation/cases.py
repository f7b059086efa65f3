"""What `forward` is called with."""

import numpy as np

from grader import Cases, Edge, real

FAR = {  # sums of 800, -800 and 0 in the output
    "x": np.array([[400.0, -400.0, 0.0]]),
    "W1": np.array([[1.0], [-2.0]]),
    "b1": np.zeros((2, 1)),
    "W2": np.array([[2.0, -1.0]]),
    "b2": np.zeros((1, 1)),
}
CASES = Cases(
    {
        "x": real("n0", "m"),
        "W1": real("n1", "n0", low=-1, high=1),
        "b1": real("n1", 1),
        "W2": real(1, "n1", low=-1, high=1),
        "b2": real(1, 1, low=-0.5, high=0.5),
    },
    sizes=({"n0": 3, "n1": 4, "m": 1}, {"n0": 2, "n1": 4, "m": 3}, {"n0": 3, "n1": 4, "m": 5}),
    edges={"weighted sums of 800 and -800": Edge(FAR)},
)
