"""The figure shows the function and its minimum, but not the way there.

loses: figure
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
for i in range(n_iterations):
    x = x - lr * df(x)
    trajectory_x.append(x)
    trajectory_y.append(f(x))

xs = np.linspace(-1, 5, 200)
plt.plot(xs, f(xs), label="f")
plt.plot(2, 3, "r*", label="minimum")
plt.legend()
plt.show()
