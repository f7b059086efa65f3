import numpy as np


def backward(cache, params, y):
    m = y.shape[-1]
    error = cache["a2"] - y
    hidden = np.sign(cache["a1"]) * params["W2"].T * error
    return {
        "dZ2": error / m,
        "dW2": np.einsum("ok,hk->oh", error, cache["a1"]) / m,
        "db2": error.mean(),
        "dZ1": hidden / m,
        "dW1": np.einsum("hk,ik->hi", hidden, cache["x"]) / m,
        "db1": hidden.mean(axis=1),
    }
