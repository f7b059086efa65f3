import matplotlib.pyplot as plt
import numpy as np
from numpy.polynomial import Polynomial

f = Polynomial([7, -4, 1])
df = f.deriv()

x = 0.0
lr = 0.1
n_iterations = 20
path = np.full((n_iterations + 1, 2), np.nan)
path[0] = x, f(x)
for row in range(n_iterations):
    x = x - lr * df(x)
    path[row + 1] = x, f(x)

trajectory_x, trajectory_y = path.T

plt.plot(*f.linspace(100, [-1, 5]))
plt.plot(*path.T, "o", mfc="none")
plt.plot(df.roots(), f(df.roots()), "x")
plt.show()
