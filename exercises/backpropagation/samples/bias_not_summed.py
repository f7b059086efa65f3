"""The biases' gradients are the slopes as they are, as for a single sample.

loses: db2, db1
names: db2=db2-no-sum, db1=db1-no-sum
"""

import numpy as np


def backward(cache, params, y):
    m = y.shape[1]
    dZ2 = (cache["a2"] - y) / m
    dW2 = dZ2 @ cache["a1"].T
    db2 = dZ2
    dA1 = params["W2"].T @ dZ2
    dZ1 = dA1 * (cache["z1"] > 0)
    dW1 = dZ1 @ cache["x"].T
    db1 = dZ1
    return {"dZ2": dZ2, "dW2": dW2, "db2": db2, "dZ1": dZ1, "dW1": dW1, "db1": db1}
