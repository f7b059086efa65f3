"""The mean is taken in the gradients of weights and biases, as some books do.

loses: dZ2
names: dZ2=dZ2-no-m
"""

import numpy as np


def backward(cache, params, y):
    m = y.shape[1]
    dZ2 = cache["a2"] - y
    dW2 = dZ2 @ cache["a1"].T / m
    db2 = np.sum(dZ2, axis=1, keepdims=True) / m
    dA1 = params["W2"].T @ dZ2
    dZ1 = dA1 * (cache["z1"] > 0)
    dW1 = dZ1 @ cache["x"].T / m
    db1 = np.sum(dZ1, axis=1, keepdims=True) / m
    return {"dZ2": dZ2, "dW2": dW2, "db2": db2, "dZ1": dZ1, "dW1": dW1, "db1": db1}
