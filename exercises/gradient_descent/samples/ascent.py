"""The slope is added instead of subtracted, so that the path climbs.

loses: trajectory_x
names: trajectory_x=gd-ascent
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
    x = x + lr * df(x)
    trajectory_x.append(x)
    trajectory_y.append(f(x))

plt.plot(trajectory_x, trajectory_y, "o-")
plt.xlabel("x")
plt.ylabel("f(x)")
plt.show()
