from math import exp, log

tiny = 1e-11


def clipped(value):
    return min(max(float(value), tiny), 1 - tiny)


def mse(p, y):
    return sum((float(a) - float(b)) ** 2 for a, b in zip(p, y)) / 2 / len(p)


def mse_grad(p, y):
    return [(float(a) - float(b)) / len(p) for a, b in zip(p, y)]


def bce(p, y):
    return sum(-log(clipped(a)) if b else -log(1 - clipped(a)) for a, b in zip(p, y)) / len(p)


def bce_grad(p, y):
    m = len(y)
    return [-1 / clipped(a) / m if b else 1 / (1 - clipped(a)) / m for a, b in zip(p, y)]


def softmax(z):
    columns = [[float(row[j]) for row in z] for j in range(len(z[0]))]
    done = []
    for column in columns:
        top = max(column)
        total = sum(exp(s - top) for s in column)
        done.append([exp(s - top) / total for s in column])
    return [list(row) for row in zip(*done)]


def cce(p, y):
    total = 0
    for row, labels in zip(p, y):
        for chance, label in zip(row, labels):
            if label:
                total += -log(clipped(chance))
    return total / len(p[0])


def softmax_cce_grad(z, y):
    m = len(z[0])
    return [[(a - b) / m for a, b in zip(row, labels)] for row, labels in zip(softmax(z), y)]
