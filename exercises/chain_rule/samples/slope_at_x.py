"""The outer link is taken at x instead of at u, and the product follows from it.

loses: dy_du
names: dy_du=dy_du-at-x
"""

import numpy as np


def sigmoid(t):
    return 1 / (1 + np.exp(-t))


def chain(x):
    u = 3 * x**2 - 1
    y = sigmoid(u)
    du_dx = 6 * x
    dy_du = sigmoid(x) * (1 - sigmoid(x))
    dy_dx = dy_du * du_dx
    return {"u": u, "y": y, "du_dx": du_dx, "dy_du": dy_du, "dy_dx": dy_dx}


print(chain(0.5))
