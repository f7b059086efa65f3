"""The new x has a name of its own, so that every turn starts from 0.

loses: trajectory_x, x
names: trajectory_x=gd-reset, x=x-start
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
for i in range(n_iterations):
    x_new = x - lr * df(x)
    trajectory_x.append(x_new)
    trajectory_y.append(f(x_new))

xs = np.linspace(-1, 5, 200)
plt.plot(xs, f(xs), label="f")
plt.plot(trajectory_x, trajectory_y, "o-", label="gradient descent")
plt.plot(2, 3, "r*", label="minimum")
plt.xlabel("x")
plt.ylabel("f(x)")
plt.legend()
plt.show()
