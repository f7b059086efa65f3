import matplotlib.pyplot as plt
import numpy as np

X = np.array([-2.0, -1.0, 0.0, 1.0, 2.0, 3.0])
y = np.array([0.0, 0.0, 1.0, 0.0, 1.0, 1.0])
start = np.array([-2.0, 2.0])  # weight, bias
lr = 0.5
n_iterations = 20


def loss_surface(w_range, b_range, X, y):
    W, B = np.meshgrid(np.asarray(w_range), np.asarray(b_range))
    total = np.zeros_like(W)
    for x, label in zip(X, y):
        sign = 1 if label == 1 else -1
        total += np.logaddexp(0, -sign * (W * x + B))
    return total / len(X)


def gradient(theta, A=np.column_stack([X, np.ones_like(X)])):
    return A.T @ (0.5 * (1 + np.tanh(A @ theta / 2)) - y) / len(y)


loss_path = np.empty((n_iterations + 1, 2))
loss_path[0] = start
for k in range(n_iterations):
    loss_path[k + 1] = loss_path[k] - lr * gradient(loss_path[k])

w_range, b_range = np.linspace(-3, 4, 71), np.linspace(-3, 3, 61)
plt.figure()
plt.pcolormesh(w_range, b_range, loss_surface(w_range, b_range, X, y))
plt.colorbar()
plt.plot(*loss_path.T, color="white")
plt.scatter(*loss_path.T, color="white")
plt.show()

f_second = 2
critical_lr, one_step_lr = 2 / f_second, 1 / f_second
