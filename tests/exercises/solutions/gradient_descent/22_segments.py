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

plt.plot(np.linspace(-0.5, 4.5, 100), f(np.linspace(-0.5, 4.5, 100)))
for i in range(n_iterations):
    x_old, x = x, x - lr * df(x)
    plt.plot([x_old, x], [f(x_old), f(x)], "r-")
    trajectory_x.append(x)
    trajectory_y.append(f(x))
plt.plot(2, 3, "k*")
plt.text(2, 3.2, "min")
plt.show()
