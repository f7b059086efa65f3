"""The biases of the hidden layer are forgotten, and all else follows from those sums.

loses: z1
names: z1=z1-no-bias
"""

import numpy as np


def forward(x, W1, b1, W2, b2):
    z1 = W1 @ x
    a1 = np.maximum(0, z1)
    z2 = W2 @ a1 + b2
    a2 = 1 / (1 + np.exp(-z2))
    return {"z1": z1, "a1": a1, "z2": z2, "a2": a2}
