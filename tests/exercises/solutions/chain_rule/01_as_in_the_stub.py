import numpy as np


def chain(x):
    """The values and derivatives along the chain from x to y."""
    u = 3 * x**2 - 1
    y = 1 / (1 + np.exp(-u))
    du_dx = 6 * x
    dy_du = y * (1 - y)
    return {"u": u, "y": y, "du_dx": du_dx, "dy_du": dy_du, "dy_dx": dy_du * du_dx}


print(chain(0.5))
