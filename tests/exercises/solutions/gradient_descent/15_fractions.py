from fractions import Fraction

import matplotlib.pyplot as plt
import numpy as np


def f(x):
    return x**2 - 4 * x + 7


def df(x):
    return 2 * x - 4


lr = Fraction(1, 10)
n_iterations = 20
x = Fraction(0)
trajectory_x = [x]
while len(trajectory_x) <= n_iterations:
    x = x - lr * df(x)
    trajectory_x.append(x)
trajectory_y = [f(p) for p in trajectory_x]
print("exactly", x)

xs = np.linspace(0, 4, 81)
plt.plot(xs, f(xs), "-")
plt.plot([float(p) for p in trajectory_x], [float(q) for q in trajectory_y], "v")
plt.show()
