"""The path from the start to the last point, drawn on the curve and against the updates.

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
for i in range(n_iterations):
    x = x - lr * df(x)
    trajectory_x.append(x)
    trajectory_y.append(f(x))

print(f"smallest value found: f({x:.4f}) = {f(x):.4f}")

fig, (left, right) = plt.subplots(1, 2, figsize=(11, 4))

xs = np.linspace(-0.5, 4.5, 200)
left.plot(xs, f(xs), color="grey", label="f(x)")
left.plot(trajectory_x, trajectory_y, "o-", label="gradient descent")
left.plot(2, 3, "k*", markersize=12, label="minimum")
left.set_xlabel("x")
left.set_ylabel("f(x)")
left.legend()

right.plot(range(n_iterations + 1), trajectory_y, "o-")
right.axhline(3, linestyle="--", color="grey")
right.set_xlabel("update")
right.set_ylabel("f(x)")

plt.show()
