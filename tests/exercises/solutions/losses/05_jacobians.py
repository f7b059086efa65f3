import numpy as np


def clip(p):
    return np.clip(np.asarray(p, dtype=np.float64), 1e-12, 1 - 1e-12)


def mse(p, y):
    p, y = np.asarray(p), np.asarray(y)
    return np.sum((p - y) ** 2) / (2 * p.size)


def mse_grad(p, y):
    outer = 1 / len(p)
    inner = p - y
    return outer * inner


def bce(p, y):
    p = clip(p)
    return np.mean(-np.log(p**y * (1 - p) ** (1 - y)))


def bce_grad(p, y):
    p = clip(p)
    dlog = -y / p
    dlog_other = (1 - y) / (1 - p)
    return (dlog + dlog_other) / p.size


def softmax(z):
    return np.exp(z - np.logaddexp.reduce(z, axis=0))


def cce(p, y):
    return -np.einsum("cm,cm->", y, np.log(clip(p))) / p.shape[1]


def softmax_cce_grad(z, y):
    p = softmax(z)
    out = np.zeros_like(p)
    for j in range(p.shape[1]):
        jacobian = np.diag(p[:, j]) - np.outer(p[:, j], p[:, j])
        out[:, j] = jacobian @ (-y[:, j] / p[:, j]) / p.shape[1]
    return out
