"""The relu's slope is written into the cache.

loses: dZ2, dW2, db2, dZ1, dW1, db1
names: nothing
"""

import numpy as np


def backward(cache, params, y):
    m = y.shape[1]
    dZ2 = (cache["a2"] - y) / m
    dW2 = dZ2 @ cache["a1"].T
    db2 = np.sum(dZ2, axis=1, keepdims=True)
    dA1 = params["W2"].T @ dZ2
    cache["z1"][cache["z1"] <= 0] = 0
    dZ1 = dA1 * (cache["z1"] > 0)
    dW1 = dZ1 @ cache["x"].T
    db1 = np.sum(dZ1, axis=1, keepdims=True)
    return {"dZ2": dZ2, "dW2": dW2, "db2": db2, "dZ1": dZ1, "dW1": dW1, "db1": db1}
