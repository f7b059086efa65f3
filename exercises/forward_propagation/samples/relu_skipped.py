"""The output is worked out from the hidden sums; the activations are worked out and not used.

loses: z2
names: z2=z2-of-sums
"""

import numpy as np


def forward(x, W1, b1, W2, b2):
    z1 = W1 @ x + b1
    a1 = np.maximum(0, z1)
    z2 = W2 @ z1 + b2
    a2 = 1 / (1 + np.exp(-z2))
    return {"z1": z1, "a1": a1, "z2": z2, "a2": a2}
