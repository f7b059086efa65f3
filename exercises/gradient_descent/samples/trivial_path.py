"""A path that begins in the minimum and stays there; no descent is made.

loses: trajectory_x, trajectory_y, x, figure
names: nothing
"""

import matplotlib.pyplot as plt
import numpy as np


def f(x):
    return x**2 - 4 * x + 7


def df(x):
    return 2 * x - 4


x = 2.0
lr = 0.1
n_iterations = 20
trajectory_x = [2.0] * 21
trajectory_y = [3.0] * 21

xs = np.linspace(-1, 5, 200)
plt.plot(xs, f(xs), label="f")
plt.plot(trajectory_x, trajectory_y, "o-", label="gradient descent")
plt.plot(2, 3, "r*", label="minimum")
plt.xlabel("x")
plt.ylabel("f(x)")
plt.legend()
plt.show()
