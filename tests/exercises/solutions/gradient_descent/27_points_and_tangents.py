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

xs = np.linspace(-1, 5)
plt.plot(xs, f(xs))
for px, py in zip(trajectory_x, trajectory_y):
    plt.plot(px, py, "ro")
    # the tangent shows the slope there
    plt.plot([px - 0.3, px + 0.3], [py - 0.3 * df(px), py + 0.3 * df(px)], "g-", lw=0.5)
plt.plot(2, 3, "b*")
plt.show()
