"""The exponent is not brought down in the inner link.

loses: du_dx
names: du_dx=du_dx-power
"""

import numpy as np


def sigmoid(t):
    return 1 / (1 + np.exp(-t))


def chain(x):
    u = 3 * x**2 - 1
    y = sigmoid(u)
    du_dx = 3 * x
    dy_du = y * (1 - y)
    dy_dx = dy_du * du_dx
    return {"u": u, "y": y, "du_dx": du_dx, "dy_du": dy_du, "dy_dx": dy_dx}


print(chain(0.5))
