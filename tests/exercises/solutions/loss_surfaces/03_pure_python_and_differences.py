import matplotlib.pyplot as plt
import numpy as np

X = np.array([-2.0, -1.0, 0.0, 1.0, 2.0, 3.0])
y = np.array([0.0, 0.0, 1.0, 0.0, 1.0, 1.0])
start = np.array([-2.0, 2.0])  # weight, bias
lr = 0.5
n_iterations = 20


from math import exp, log


def bce(w, b, X, y):
    total = 0.0
    for xi, yi in zip(X, y):
        z = w * xi + b
        softplus = z + log(1 + exp(-z)) if z > 0 else log(1 + exp(z))
        total += softplus - yi * z
    return total / len(X)


def loss_surface(w_range, b_range, X, y):
    return [[bce(w, b, X, y) for w in w_range] for b in b_range]


h = 1e-5
w, b = start
loss_path = [(w, b)]
for _ in range(n_iterations):
    dw = (bce(w + h, b, X, y) - bce(w - h, b, X, y)) / (2 * h)
    db = (bce(w, b + h, X, y) - bce(w, b - h, X, y)) / (2 * h)
    w, b = w - lr * dw, b - lr * db
    loss_path.append((w, b))

w_range = np.linspace(-3, 4, 71)
b_range = np.linspace(-3, 3, 61)
Z = np.array(loss_surface(w_range, b_range, X, y))
fig, axes = plt.subplots(1, 2)
axes[0].contourf(b_range, w_range, Z.T, 30)
for point in loss_path:
    axes[0].plot(point[1], point[0], "o", color="k")
axes[1].plot([bce(w, b, X, y) for w, b in loss_path])
plt.show()

critical_lr = "1.0"
one_step_lr = np.float32(0.5)
