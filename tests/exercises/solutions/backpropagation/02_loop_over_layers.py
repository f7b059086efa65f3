import numpy as np


def backward(cache, params, y):
    grads, a = {}, {0: cache["x"], 1: cache["a1"]}
    delta = (cache["a2"] - y) / y.size
    for layer in (2, 1):
        grads[f"dZ{layer}"] = delta
        grads[f"dW{layer}"] = delta @ a[layer - 1].T
        grads[f"db{layer}"] = delta.sum(axis=1, keepdims=True)
        if layer > 1:
            delta = params[f"W{layer}"].T @ delta
            delta = np.where(cache[f"z{layer - 1}"] > 0, delta, 0)
    return grads
