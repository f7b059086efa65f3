import numpy as np
from numpy import exp, maximum


def forward(x, W1, b1, W2, b2):
    bias = np.ones((1, x.shape[1]))
    z1 = np.hstack([W1, b1]) @ np.vstack([x, bias])
    a1 = maximum(z1, 0)
    z2 = (np.hstack([W2, b2]) @ np.vstack([a1, bias])).ravel()
    return {"z1": z1, "a1": a1, "z2": z2, "a2": 1 / (1 + exp(-z2))}
