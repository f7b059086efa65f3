"""A softmax over the one output, which is 1 for every sample.

loses: a2
names: a2=a2-softmax
"""

import numpy as np


def forward(x, W1, b1, W2, b2):
    z1 = W1 @ x + b1
    a1 = np.maximum(0, z1)
    z2 = W2 @ a1 + b2
    a2 = np.exp(z2) / np.exp(z2).sum(axis=0)
    return {"z1": z1, "a1": a1, "z2": z2, "a2": a2}
