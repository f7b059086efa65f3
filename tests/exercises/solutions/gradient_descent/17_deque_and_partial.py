from collections import deque
from functools import partial

import matplotlib.pyplot as plt
import numpy as np


def parabola(x, a, b, c):
    return a * x**2 + b * x + c


def slope(x, a, b):
    return 2 * a * x + b


f = partial(parabola, a=1, b=-4, c=7)
df = partial(slope, a=1, b=-4)

lr = 0.1
n_iterations = 20
trajectory_x = deque([0.0], maxlen=n_iterations + 1)
trajectory_y = deque([f(0.0)])
for _ in range(n_iterations):
    trajectory_x.append(trajectory_x[-1] - lr * df(trajectory_x[-1]))
    trajectory_y.append(f(trajectory_x[-1]))
x = trajectory_x[-1]

ax = plt.gca()
ax.plot(np.linspace(-1, 5), f(np.linspace(-1, 5)))
ax.plot(list(trajectory_x), list(trajectory_y), ls="none", marker="o")
ax.plot(2, 3, "rx")
plt.show()
