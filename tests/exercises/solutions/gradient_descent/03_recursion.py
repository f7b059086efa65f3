import matplotlib.pyplot as plt
import numpy as np

f = lambda x: (x - 2) ** 2 + 3
df = lambda x: 2 * (x - 2)

x = 0.0
lr = 0.1
n_iterations = 20


def descend(x, n):
    """the rest of the path from x, n updates long"""
    if n == 0:
        return [x]
    return [x] + descend(x - lr * df(x), n - 1)


trajectory_x = descend(x, n_iterations)
trajectory_y = list(map(f, trajectory_x))
x = trajectory_x[-1]

plt.plot(trajectory_y)
plt.title("f against the number of the update")
plt.show()
