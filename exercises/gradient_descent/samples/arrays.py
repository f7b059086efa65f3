"""The path lives in arrays that are filled entry by entry.

loses: nothing
names: nothing
"""

import matplotlib.pyplot as plt
import numpy as np

f = np.poly1d([1, -4, 7])
df = f.deriv()

lr = 0.1
n_iterations = 20
trajectory_x = np.zeros(n_iterations + 1)
for k in range(n_iterations):
    trajectory_x[k + 1] = trajectory_x[k] - lr * df(trajectory_x[k])
trajectory_y = f(trajectory_x)
x = trajectory_x[-1]

fig, ax = plt.subplots()
ax.plot(np.arange(n_iterations + 1), trajectory_y, ".")
ax.set(xlabel="update", ylabel="f")
plt.show()
