import matplotlib.pyplot as plt
import numpy as np

X = np.array([-2.0, -1.0, 0.0, 1.0, 2.0, 3.0])
y = np.array([0.0, 0.0, 1.0, 0.0, 1.0, 1.0])
start = np.array([-2.0, 2.0])  # weight, bias
lr = 0.5
n_iterations = 20


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def loss_surface(w_range, b_range, X, y):
    """The mean loss for each pair of bias and weight."""
    Z = np.empty((len(b_range), len(w_range)))
    for i in range(len(b_range)):
        for j in range(len(w_range)):
            a = np.clip(sigmoid(w_range[j] * X + b_range[i]), 1e-15, 1 - 1e-15)
            Z[i][j] = -(y * np.log(a) + (1 - y) * np.log(1 - a)).mean()
    return Z


loss_path = [start]
for i in range(n_iterations):
    w, b = loss_path[-1]
    error = sigmoid(w * X + b) - y
    loss_path.append(loss_path[-1] - lr * np.array([(error * X).mean(), error.mean()]))

w_range = np.linspace(-3, 4, 71)
b_range = np.linspace(-3, 3, 61)
fig, ax = plt.subplots()
ax.contour(w_range, b_range, loss_surface(w_range, b_range, X, y))
ax.plot([p[0] for p in loss_path], [p[1] for p in loss_path], "r.-")
plt.show()

critical_lr = 1.0
one_step_lr = 0.5
