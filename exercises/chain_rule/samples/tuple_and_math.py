"""A tuple in the order of the task, with the slope of the sigmoid written out.

loses: nothing
names: nothing
"""

import math


def sigmoid(t):
    return 1 / (1 + math.exp(-t))


def chain(x):
    u = 3 * x**2 - 1
    y = sigmoid(u)
    du_dx = 6 * x
    dy_du = math.exp(-u) / (1 + math.exp(-u)) ** 2
    dy_dx = dy_du * du_dx
    return u, y, du_dx, dy_du, dy_dx


print(chain(0.5))
