from array import array

import matplotlib.pyplot as plt


def f(x):
    return x * x - 4 * x + 7


def df(x):
    return 2 * x - 4


x = 0.0
lr = 0.1
n_iterations = 20
trajectory_x = array("d", [x])
trajectory_y = array("d", [f(x)])
for i in range(n_iterations):
    x -= lr * df(x)
    trajectory_x.append(x)
    trajectory_y.append(f(x))

plt.plot(trajectory_x, trajectory_y, "o-")
plt.show()
