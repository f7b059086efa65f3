"""From the output back, and a numerical look at one weight.

loses: nothing
names: nothing
"""

import numpy as np


def backward(cache, params, y):
    m = y.shape[1]
    dZ2 = (cache["a2"] - y) / m
    dW2 = dZ2 @ cache["a1"].T
    db2 = np.sum(dZ2, axis=1, keepdims=True)
    dA1 = params["W2"].T @ dZ2
    dZ1 = dA1 * (cache["z1"] > 0)
    dW1 = dZ1 @ cache["x"].T
    db1 = np.sum(dZ1, axis=1, keepdims=True)
    return {"dZ2": dZ2, "dW2": dW2, "db2": db2, "dZ1": dZ1, "dW1": dW1, "db1": db1}


def forward(x, W1, b1, W2, b2):
    z1 = W1 @ x + b1
    a1 = np.maximum(0, z1)
    z2 = W2 @ a1 + b2
    return {"x": x, "z1": z1, "a1": a1, "z2": z2, "a2": 1 / (1 + np.exp(-z2))}


rng = np.random.default_rng(1)
x, y = rng.normal(size=(3, 6)), rng.integers(0, 2, size=(1, 6))
params = {
    "W1": rng.normal(size=(4, 3)),
    "b1": np.zeros((4, 1)),
    "W2": rng.normal(size=(1, 4)),
    "b2": np.zeros((1, 1)),
}


def loss(**moved):
    a = forward(x, **{**params, **moved})["a2"]
    return -np.mean(y * np.log(a) + (1 - y) * np.log(1 - a))


h = np.zeros((4, 3))
h[1, 2] = 1e-6
numerical = (loss(W1=params["W1"] + h) - loss(W1=params["W1"] - h)) / 2e-6
print(numerical, backward(forward(x, **params), params, y)["dW1"][1, 2])
