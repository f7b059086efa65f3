import matplotlib.pyplot as plt
import numpy as np

H = 1e-5


def f(x):
    return x**2 - 4 * x + 7


def df(x):
    # 2x - 4 on paper; the computer agrees
    return (f(x + H) - f(x - H)) / (2 * H)


x = 0.0
lr = 0.1
n_iterations = 20
trajectory_x, trajectory_y = [x], [f(x)]
for i in range(n_iterations):
    slope = df(x)
    assert abs(slope - (2 * x - 4)) < 1e-6
    x -= lr * slope
    trajectory_x.append(x)
    trajectory_y.append(f(x))

plt.plot(range(21), trajectory_y, "o-")
plt.ylabel("f")
plt.xlabel("iteration")
plt.savefig("f.pdf")
