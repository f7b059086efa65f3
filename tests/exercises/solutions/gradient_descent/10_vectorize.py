import matplotlib.pyplot as plt
import numpy as np


@np.vectorize
def f(x):
    return x**2 - 4 * x + 7.0


@np.vectorize
def df(x):
    return 2.0 * x - 4.0


x = np.float64(0)
lr = 0.1
n_iterations = 20
trajectory_x = [x]
for _ in range(n_iterations):
    x = x - lr * df(x)
    trajectory_x.append(x)
trajectory_y = f(trajectory_x)

fig, ax = plt.subplots()
xs = np.linspace(-1, 5)
ax.plot(xs, f(xs))
for px, py in zip(trajectory_x, trajectory_y):
    ax.plot(px, py, "o", color="tab:orange")
ax.plot(2, 3, "*", color="tab:green", markersize=15)
plt.show()
