"""The derivative of the sigmoid is taken for that of the whole chain.

loses: dy_dx
names: dy_dx=dy_dx-no-inner
"""

import numpy as np


def sigmoid(t):
    return 1 / (1 + np.exp(-t))


def chain(x):
    u = 3 * x**2 - 1
    y = sigmoid(u)
    du_dx = 6 * x
    dy_du = y * (1 - y)
    dy_dx = y * (1 - y)
    return {"u": u, "y": y, "du_dx": du_dx, "dy_du": dy_du, "dy_dx": dy_dx}


print(chain(0.5))
