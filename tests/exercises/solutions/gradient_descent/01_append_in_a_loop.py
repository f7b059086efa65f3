import matplotlib.pyplot as plt
import numpy as np


def f(x):
    """The function that is to be minimised."""
    return x**2 - 4 * x + 7


def df(x):
    """The derivative of f."""
    return 2 * x - 4


x = 0.0  # where the descent starts
lr = 0.1  # learning rate
n_iterations = 20  # number of updates

trajectory_x = []
trajectory_y = []
trajectory_x.append(x)
trajectory_y.append(f(x))
for i in range(n_iterations):
    x = x - lr * df(x)
    trajectory_x.append(x)
    trajectory_y.append(f(x))
    print("step", i + 1, "x =", x, "f =", f(x))

xs = np.linspace(-1, 5, 100)
plt.figure(figsize=(8, 5))
plt.plot(xs, f(xs), "b-", label="f(x)")
plt.plot(trajectory_x, trajectory_y, "ro-", label="GD")
plt.scatter([2], [3], marker="*", s=200, label="minimum")
plt.legend()
plt.grid(True)
plt.show()
