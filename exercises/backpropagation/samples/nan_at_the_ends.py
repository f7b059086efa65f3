"""Link by link, which divides 0 by 0 for a prediction of exactly 1.

loses: dZ2
names: nothing
"""

import numpy as np


def backward(cache, params, y):
    m = y.shape[1]
    dZ2 = -(y / cache["a2"] - (1 - y) / (1 - cache["a2"])) * cache["a2"] * (1 - cache["a2"]) / m
    dW2 = dZ2 @ cache["a1"].T
    db2 = np.sum(dZ2, axis=1, keepdims=True)
    dA1 = params["W2"].T @ dZ2
    dZ1 = dA1 * (cache["z1"] > 0)
    dW1 = dZ1 @ cache["x"].T
    db1 = np.sum(dZ1, axis=1, keepdims=True)
    return {"dZ2": dZ2, "dW2": dW2, "db2": db2, "dZ1": dZ1, "dW1": dW1, "db1": db1}
