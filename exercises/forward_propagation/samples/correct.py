"""Layer by layer, with a sigmoid that does not overflow, and a look at two samples.

loses: nothing
names: nothing
"""

import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))


def relu(z):
    return np.maximum(0, z)


def forward(x, W1, b1, W2, b2):
    z1 = np.dot(W1, x) + b1
    a1 = relu(z1)
    z2 = np.dot(W2, a1) + b2
    a2 = sigmoid(z2)
    return {"z1": z1, "a1": a1, "z2": z2, "a2": a2}


rng = np.random.default_rng(0)
x = rng.normal(size=(3, 2))
cache = forward(
    x, rng.normal(size=(4, 3)), np.zeros((4, 1)), rng.normal(size=(1, 4)), np.zeros((1, 1))
)
for name, array in cache.items():
    print(name, array.shape, array, sep="\n")
