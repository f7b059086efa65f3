from collections import namedtuple

import numpy as np

Chain = namedtuple("Chain", "u y du_dx dy_du dy_dx")


def slope(f, at, h=1e-5):
    return (f(at + h) - f(at - h)) / (2 * h)


def chain(x):
    inner = lambda x: 3 * x**2 - 1
    outer = lambda u: 1 / (1 + np.exp(-u))
    u = inner(x)
    return Chain(u, outer(u), slope(inner, x), slope(outer, u), slope(lambda x: outer(inner(x)), x))
