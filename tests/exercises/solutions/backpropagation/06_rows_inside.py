import numpy as np


def backward(cache, params, y):
    X, H, P = cache["x"].T, cache["a1"].T, cache["a2"].T
    D = (P - y.T) / len(X)
    G = (D @ params["W2"]) * (H > 0)
    return dict(
        dz2=D.T, dw2=(H.T @ D).T, db2=D.sum(0), dz1=G.T, dw1=(X.T @ G).T, db1=G.sum(0)[:, None]
    )
