import numpy as np

SMALLEST = 1e-10


def mse(p, y):
    return float(np.average((p - y) ** 2)) * 0.5


def mse_grad(p, y):
    return ((p - y) / np.size(p)).tolist()


def bce(p, y):
    chance = np.where(np.asarray(y) == 1, p, 1 - p)
    return float(np.mean(-np.log(np.maximum(chance, SMALLEST))))


def bce_grad(p, y):
    right = np.where(y == 1, p, 1 - p)
    return np.where(y == 1, -1.0, 1.0) / np.maximum(right, SMALLEST) / p.size


def softmax(z):
    columns = []
    for scores in z.T:
        odds = np.exp(scores - scores.max())
        columns.append(odds / odds.sum())
    return np.stack(columns, axis=1)


def cce(p, y):
    losses = [
        -np.log(max(float(column[label == 1][0]), SMALLEST)) for column, label in zip(p.T, y.T)
    ]
    return sum(losses) / len(losses)


def softmax_cce_grad(z, y):
    gradient = np.empty_like(z, dtype=float)
    for j in range(z.shape[1]):
        gradient[:, j] = (softmax(z[:, [j]])[:, 0] - y[:, j]) / z.shape[1]
    return gradient
