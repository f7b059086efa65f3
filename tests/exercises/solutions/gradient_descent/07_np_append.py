import matplotlib.pyplot as plt
import numpy as np


def f(x):
    y = np.square(x) - np.multiply(4, x) + 7
    return y


def df(x):
    dy = 2 * x - 4
    return dy


x = 0
lr = 0.1
n_iterations = 20
trajectory_x = np.array([x])
trajectory_y = np.array([f(x)])
for i in np.arange(n_iterations):
    x = x - lr * df(x)
    trajectory_x = np.append(trajectory_x, x)
    trajectory_y = np.concatenate((trajectory_y, [f(x)]))

plt.subplot(1, 2, 1)
plt.plot(np.linspace(0, 4, 50), f(np.linspace(0, 4, 50)))
plt.plot(trajectory_x, trajectory_y, "k.")
plt.subplot(1, 2, 2)
plt.plot(trajectory_x, "-")
plt.show()
