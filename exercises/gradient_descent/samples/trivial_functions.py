"""Both functions are 0 everywhere, and everything agrees with them.

loses: f, df, trajectory_x, trajectory_y, x, figure
names: trajectory_x=gd-still
"""

import matplotlib.pyplot as plt
import numpy as np


def f(x):
    return 0 * x


def df(x):
    return 0 * x


x = 0.0
lr = 0.1
n_iterations = 20

trajectory_x = [x]
trajectory_y = [f(x)]
for i in range(n_iterations):
    x = x - lr * df(x)
    trajectory_x.append(x)
    trajectory_y.append(f(x))

xs = np.linspace(-1, 5, 200)
plt.plot(xs, f(xs), label="f")
plt.plot(trajectory_x, trajectory_y, "o-", label="gradient descent")
plt.plot(2, 3, "r*", label="minimum")
plt.xlabel("x")
plt.ylabel("f(x)")
plt.legend()
plt.show()
