"""Both links are central differences, and the keys are written in capitals.

loses: nothing
names: nothing
"""

import numpy as np


def sigmoid(t):
    return 1 / (1 + np.exp(-t))


def chain(x):
    u = 3 * x**2 - 1
    y = sigmoid(u)
    h = 1e-5
    du_dx = (3 * (x + h) ** 2 - 3 * (x - h) ** 2) / (2 * h)
    dy_du = (sigmoid(u + h) - sigmoid(u - h)) / (2 * h)
    dy_dx = dy_du * du_dx
    return {"U": u, "Y": y, "du_dx": du_dx, "dy_du": dy_du, "dy_dx": dy_dx}


print(chain(0.5))
