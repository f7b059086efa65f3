"""The bias moves by a slope at the weight that has moved already.

loses: loss_path
names: loss_path=loss_path-one-after-the-other
"""

import matplotlib.pyplot as plt
import numpy as np

X = np.array([-2.0, -1.0, 0.0, 1.0, 2.0, 3.0])
y = np.array([0.0, 0.0, 1.0, 0.0, 1.0, 1.0])
start = np.array([-2.0, 2.0])
lr = 0.5
n_iterations = 20


def sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))


def loss_surface(w_range, b_range, X, y):
    Z = np.zeros((len(b_range), len(w_range)))
    for i, b in enumerate(b_range):
        for j, w in enumerate(w_range):
            a = np.clip(sigmoid(w * X + b), 1e-12, 1 - 1e-12)
            Z[i, j] = -np.mean(y * np.log(a) + (1 - y) * np.log(1 - a))
    return Z


w, b = start
loss_path = [[w, b]]
for i in range(n_iterations):
    a = sigmoid(w * X + b)
    dw = np.mean((a - y) * X)
    w = w - lr * dw
    db = np.mean(sigmoid(w * X + b) - y)
    b = b - lr * db
    loss_path.append([w, b])
loss_path = np.array(loss_path)

w_range = np.linspace(-3, 4, 71)
b_range = np.linspace(-3, 3, 61)
fig, ax = plt.subplots()
ax.contourf(w_range, b_range, loss_surface(w_range, b_range, X, y), levels=20)
ax.plot(loss_path[:, 0], loss_path[:, 1], "o-", color="white", label="gradient descent")
ax.set_xlabel("w")
ax.set_ylabel("b")
ax.legend()
plt.show()

critical_lr = 1.0
one_step_lr = 0.5
