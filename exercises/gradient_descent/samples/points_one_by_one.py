"""Each point of the path is drawn by a call of its own.

loses: nothing
names: nothing
"""

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

fig, ax = plt.subplots()
ax.plot(np.linspace(-1, 5), f(np.linspace(-1, 5)))
ax.scatter(x, f(x), color="tab:red")
for i in range(n_iterations):
    x -= lr * df(x)
    trajectory_x += [x]
    trajectory_y += [f(x)]
    ax.scatter(x, f(x), color="tab:red")
ax.axvline(2, linestyle=":")
plt.show()
