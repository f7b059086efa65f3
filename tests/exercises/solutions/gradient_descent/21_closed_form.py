import matplotlib.pyplot as plt
import numpy as np

# x_{k+1} - 2 = (1 - 2 lr)(x_k - 2), so the path is a geometric sequence


def f(x):
    return (x - 2) ** 2 + 3


def df(x):
    return 2 * (x - 2)


x = 0.0
lr = 0.1
n_iterations = 20
k = np.arange(n_iterations + 1)
trajectory_x = 2 + (x - 2) * (1 - 2 * lr) ** k
trajectory_y = f(trajectory_x)
x = trajectory_x[-1].item()
assert np.allclose(np.diff(trajectory_x), -lr * df(trajectory_x[:-1]))

fig, ax = plt.subplot_mosaic("AB")
ax["A"].plot(np.linspace(0, 4), f(np.linspace(0, 4)))
ax["A"].plot(trajectory_x, trajectory_y, "o")
ax["B"].step(k, trajectory_y)
plt.show()
