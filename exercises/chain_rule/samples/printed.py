"""Everything is worked out and printed, and nothing is returned.

loses: u, y, du_dx, dy_du, dy_dx
names: nothing
"""

import numpy as np


def sigmoid(t):
    return 1 / (1 + np.exp(-t))


def chain(x):
    u = 3 * x**2 - 1
    y = sigmoid(u)
    du_dx = 6 * x
    dy_du = y * (1 - y)
    dy_dx = dy_du * du_dx
    print({"u": u, "y": y, "du_dx": du_dx, "dy_du": dy_du, "dy_dx": dy_dx})


chain(0.5)
