import math


def weighted(W, a, b):
    return [
        [sum(w * a[j][k] for j, w in enumerate(row)) + b[i][0] for k in range(len(a[0]))]
        for i, row in enumerate(W)
    ]


def sigmoid(z):
    return 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))


def forward(x, W1, b1, W2, b2):
    z1 = weighted(W1, x, b1)
    a1 = [[max(0.0, float(z)) for z in row] for row in z1]
    z2 = weighted(W2, a1, b2)
    a2 = [[sigmoid(float(z)) for z in row] for row in z2]
    return {"z1": z1, "a1": a1, "z2": z2, "a2": a2}
