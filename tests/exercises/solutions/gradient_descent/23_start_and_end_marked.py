import matplotlib.pyplot as plt
import numpy as np


def f(x):
    return x**2 - 4 * x + 7


def df(x):
    return 2 * x - 4


x = 0.0
lr = 0.1
n_iterations = 20
trajectory_x = [x]
trajectory_y = [f(x)]
for i in range(n_iterations):
    x = x - lr * df(x)
    trajectory_x.append(x)
    trajectory_y.append(f(x))

grid = np.linspace(-1, 5, 200)
plt.plot(grid, f(grid), color="lightgray")
plt.scatter(trajectory_x[0], trajectory_y[0], color="green", label="start")
plt.scatter(trajectory_x[1:-1], trajectory_y[1:-1], color="blue", label="path")
plt.scatter(trajectory_x[-1], trajectory_y[-1], color="red", label="end")
plt.axvline(x=2, ls=":", label="minimum")
plt.legend()
plt.show()
