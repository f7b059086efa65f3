"""The function ignores its argument and works at 0.5, which was tried below.

loses: u, y, du_dx, dy_du, dy_dx
names: nothing
"""

import numpy as np


def sigmoid(t):
    return 1 / (1 + np.exp(-t))


def chain(_x):
    x = 0.5
    u = 3 * x**2 - 1
    y = sigmoid(u)
    du_dx = 6 * x
    dy_du = y * (1 - y)
    dy_dx = dy_du * du_dx
    return {"u": u, "y": y, "du_dx": du_dx, "dy_du": dy_du, "dy_dx": dy_dx}


print(chain(0.5))
