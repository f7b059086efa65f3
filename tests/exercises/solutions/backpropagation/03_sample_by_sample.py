import numpy as np


def backward(cache, params, y):
    x, z1, a1, a2 = (cache[k] for k in ("x", "z1", "a1", "a2"))
    m = x.shape[1]
    dz2, dz1 = np.zeros((1, m)), np.zeros(z1.shape)
    dW2, db2, dW1, db1 = (np.zeros(params[k].shape) for k in ("W2", "b2", "W1", "b1"))
    for k in range(m):
        dz2[0, k] = (a2[0, k] - y[0, k]) / m
        for i in range(z1.shape[0]):
            dz1[i, k] = dz2[0, k] * params["W2"][0, i] if z1[i, k] > 0 else 0
            dW2[0, i] += dz2[0, k] * a1[i, k]
            db1[i, 0] += dz1[i, k]
            for j in range(x.shape[0]):
                dW1[i, j] += dz1[i, k] * x[j, k]
        db2[0, 0] += dz2[0, k]
    return dz2, dW2, db2, dz1, dW1, db1
