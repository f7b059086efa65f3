from math import pow

import matplotlib.pyplot as plt
import numpy as np


def f(x):
    return pow(x, 2) - 4 * x + 7


def df(x):
    return 2 * (x - 2)


lr = 0.1
n_iterations = 20
x = 0.0
trajectory_x = [x]
k = 0
while True:
    if k == n_iterations:
        break
    x -= lr * df(x)
    trajectory_x += [x]
    k += 1

trajectory_y = []
k = 0
while k < len(trajectory_x):
    trajectory_y.append(f(trajectory_x[k]))
    k = k + 1

grid = np.arange(-0.5, 4.5, 0.05)
fig, ax = plt.subplots()
ax.plot(grid, [f(g) for g in grid])
ax.plot(trajectory_x, trajectory_y, marker="x", linestyle="--", color="C3")
ax.axvline(2, color="0.5")
ax.annotate("minimum", xy=(2, 3), xytext=(3, 6), arrowprops={"arrowstyle": "->"})
fig.savefig("descent.png")
plt.show()
