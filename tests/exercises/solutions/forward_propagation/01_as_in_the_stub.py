import numpy as np


def forward(x, W1, b1, W2, b2):
    z1 = np.dot(W1, x) + b1
    a1 = np.maximum(0, z1)
    z2 = np.dot(W2, a1) + b2
    a2 = 1 / (1 + np.exp(-np.clip(z2, -500, 500)))
    return {"z1": z1, "a1": a1, "z2": z2, "a2": a2}
