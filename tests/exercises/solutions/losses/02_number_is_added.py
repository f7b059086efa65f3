import numpy as np

EPS = 1e-8


def mse(p, y):
    d = p - y
    return d @ d / (2 * d.size)


def mse_grad(p, y):
    m = p.shape[0]
    grad = np.zeros(m)
    for i in range(m):
        grad[i] = (p[i] - y[i]) / m
    return grad


def bce(p, y):
    return -(y @ np.log(p + EPS) + (1 - y) @ np.log(1 - p + EPS)) / len(y)


def bce_grad(p, y):
    return (-y / (p + EPS) + (1 - y) / (1 - p + EPS)) / len(y)


def softmax(z):
    shifted = z - np.max(z, axis=0)[np.newaxis, :]
    e = np.exp(shifted)
    return np.divide(e, e.sum(0))


def cce(p, y):
    per_sample = -np.sum(y * np.log(p + EPS), axis=0)
    return per_sample.mean()


def softmax_cce_grad(z, y):
    m = z.shape[1]
    g = softmax(z)
    g[np.argmax(y, axis=0), np.arange(m)] -= 1
    return g / m
