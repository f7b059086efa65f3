"""No loops for the surface, a list of pairs for the path, an image with points on it.

loses: nothing
names: nothing
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
    W, B = np.meshgrid(w_range, b_range)
    z = W[..., None] * X + B[..., None]
    return np.mean(np.logaddexp(0, z) - y * z, axis=2)


w, b = start
loss_path = [[w, b]]
for i in range(n_iterations):
    a = sigmoid(w * X + b)
    dw = np.mean((a - y) * X)
    db = np.mean(a - y)
    w = w - lr * dw
    b = b - lr * db
    loss_path.append([w, b])

w_range = np.linspace(-3, 4, 71)
b_range = np.linspace(-3, 3, 61)
fig, ax = plt.subplots()
ax.imshow(loss_surface(w_range, b_range, X, y), origin="lower", extent=(-3, 4, -3, 3))
ax.scatter(*zip(*loss_path), color="white", label="gradient descent")
ax.set_xlabel("w")
ax.set_ylabel("b")
ax.legend()
plt.show()

curvature = 2
critical_lr = 2 / curvature
one_step_lr = 1 / curvature
