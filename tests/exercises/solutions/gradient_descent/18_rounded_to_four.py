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
    trajectory_x.append(round(x, 4))
    trajectory_y.append(round(f(x), 4))
x = round(x, 4)

plt.plot(np.linspace(-1, 4), f(np.linspace(-1, 4)))
plt.plot(trajectory_x, trajectory_y, "g.-")
plt.show()
