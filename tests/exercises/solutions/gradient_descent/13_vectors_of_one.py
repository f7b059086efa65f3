import matplotlib.pyplot as plt
import numpy as np


def f(x):
    return x**2 - 4 * x + 7


def df(x):
    return 2 * x - 4


x = np.array([0.0])
lr = 0.1
n_iterations = 20
trajectory_x = [x.copy()]
trajectory_y = [f(x)]
for i in range(n_iterations):
    x -= lr * df(x)
    trajectory_x.append(x.copy())
    trajectory_y.append(f(x))

trajectory_x = np.array(trajectory_x)  # (21, 1)
trajectory_y = np.array(trajectory_y)
print(trajectory_x.shape)

curve = np.linspace(-1, 5, 61).reshape(-1, 1)
plt.plot(curve, f(curve))
plt.plot(trajectory_x, trajectory_y, "-o")
plt.plot([2], [3], "D")
plt.show()
