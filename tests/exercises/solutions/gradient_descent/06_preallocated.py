import matplotlib.pyplot as plt
import numpy as np


def f(x):
    return np.polyval([1, -4, 7], x)


def df(x):
    return np.polyval(np.polyder([1, -4, 7]), x)


x = 0.0
lr = 0.1
n_iterations = 20

trajectory_x = np.zeros(21)
trajectory_y = np.empty_like(trajectory_x)
trajectory_y[0] = f(0)
for i in range(1, n_iterations + 1):
    trajectory_x[i] = trajectory_x[i - 1] - lr * df(trajectory_x[i - 1])
    trajectory_y[i] = f(trajectory_x[i])
x = trajectory_x[20]

X = np.linspace(-2, 6)
plt.plot(X, f(X), trajectory_x, trajectory_y, "o")
plt.plot(X[np.argmin(f(X))], f(X).min(), "r^")
plt.xlabel("x")
plt.ylabel("f(x)")
plt.show()
