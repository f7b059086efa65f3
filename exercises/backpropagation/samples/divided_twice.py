"""The mean is taken in the slope, and once more in every gradient.

loses: dW2, db2, dW1, db1
names: dW2=dW2-m-twice, db2=db2-mean, dW1=dW1-m-twice, db1=db1-mean
"""

import numpy as np


def backward(cache, params, y):
    m = y.shape[1]
    dZ2 = (cache["a2"] - y) / m
    dW2 = dZ2 @ cache["a1"].T / m
    db2 = np.mean(dZ2, axis=1, keepdims=True)
    dA1 = params["W2"].T @ dZ2
    dZ1 = dA1 * (cache["z1"] > 0)
    dW1 = dZ1 @ cache["x"].T / m
    db1 = np.mean(dZ1, axis=1, keepdims=True)
    return {"dZ2": dZ2, "dW2": dW2, "db2": db2, "dZ1": dZ1, "dW1": dW1, "db1": db1}
