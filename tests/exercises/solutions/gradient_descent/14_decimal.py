from decimal import Decimal

import matplotlib.pyplot as plt


def f(x):
    return x * x - 4 * x + 7


def df(x):
    return 2 * x - 4


x = Decimal("0")
lr = Decimal("0.1")
n_iterations = 20
trajectory_x = [x]
trajectory_y = [f(x)]
for i in range(n_iterations):
    x = x - lr * df(x)
    trajectory_x.append(x)
    trajectory_y.append(f(x))

plt.plot([float(v) for v in trajectory_x], [float(v) for v in trajectory_y], "o-")
plt.plot([i / 10 for i in range(41)], [f(i / 10) for i in range(41)])
plt.show()
