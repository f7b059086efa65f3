"""A sign in the function is wrong; the derivative is the one of that function.

loses: f
names: f=f-sign
"""

import matplotlib.pyplot as plt
import numpy as np


def f(x):
    return x**2 + 4 * x + 7


def df(x):
    return 2 * x + 4


x = 0.0
lr = 0.1
n_iterations = 20

trajectory_x = [x]
trajectory_y = [f(x)]
for i in range(n_iterations):
    x = x - lr * df(x)
    trajectory_x.append(x)
    trajectory_y.append(f(x))

xs = np.linspace(-5, 2, 200)
plt.plot(xs, f(xs))
plt.plot(trajectory_x, trajectory_y, "o-")
plt.axvline(-2, linestyle=":")
plt.show()
