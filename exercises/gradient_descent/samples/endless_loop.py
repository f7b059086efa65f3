"""The descent waits for something that never happens.

loses: trajectory_x, trajectory_y, x, figure
names: x=x-start
"""

import matplotlib.pyplot as plt
import numpy as np


def f(x):
    return x**2 - 4 * x + 7


def df(x):
    return 2 * x - 4


x = 0.0
lr = 0.1
while True:
    pass

trajectory_x = [x]
trajectory_y = [f(x)]
for i in range(20):
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
