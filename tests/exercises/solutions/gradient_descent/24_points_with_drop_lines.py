import matplotlib.pyplot as plt
import numpy as np


def f(x):
    return x**2 - 4 * x + 7


def df(x):
    return 2 * x - 4


x = 0.0
lr = 0.1
n_iterations = 20
trajectory_x = []
trajectory_y = []
for i in range(n_iterations):
    trajectory_x.append(x)
    trajectory_y.append(f(x))
    x = x - lr * df(x)
trajectory_x.append(x)
trajectory_y.append(f(x))

plt.plot(np.linspace(-1, 5), f(np.linspace(-1, 5)))
for px, py in zip(trajectory_x, trajectory_y):
    plt.plot(px, py, "ro")
    plt.plot([px, px], [0, py], "k--", linewidth=0.5)  # down to the axis
plt.show()
