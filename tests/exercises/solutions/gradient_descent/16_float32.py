import matplotlib.pyplot as plt
import numpy as np


def f(x):
    return x**2 - 4 * x + 7


def df(x):
    return 2 * x - 4


x = np.float32(0.0)
lr = np.float32(0.1)
n_iterations = 20
trajectory_x = np.zeros(n_iterations + 1, dtype=np.float32)
for i in range(n_iterations):
    x = x - lr * df(x)
    trajectory_x[i + 1] = x
trajectory_y = f(trajectory_x)

xs = np.linspace(-1, 5, 100, dtype=np.float32)
plt.plot(xs, f(xs))
plt.plot(trajectory_x, trajectory_y, "o-")
plt.show()
