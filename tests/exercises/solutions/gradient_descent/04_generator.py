import matplotlib.pyplot as plt
import numpy as np


def f(x):
    return x * (x - 4) + 7  # Horner


def df(x):
    return x + x - 4


def gradient_descent(slope, start, rate, steps):
    point = start
    yield point
    for _ in range(steps):
        point = point - rate * slope(point)
        yield point


x = 0.0
lr = 0.1
n_iterations = 20
trajectory_x = [*gradient_descent(df, x, lr, n_iterations)]
trajectory_y = [f(p) for p in trajectory_x]
*_, x = trajectory_x

fig, axes = plt.subplots(2, 1, sharex=False)
axes[0].plot(np.linspace(-1, 5, 300), f(np.linspace(-1, 5, 300)), color="k", lw=0.8)
axes[0].scatter(trajectory_x, trajectory_y, c=range(21), cmap="viridis")
axes[0].plot(2, 3, "g*")
axes[1].semilogy(range(21), np.array(trajectory_y) - 3)
axes[1].set_ylabel("error")
fig.tight_layout()
plt.show()
