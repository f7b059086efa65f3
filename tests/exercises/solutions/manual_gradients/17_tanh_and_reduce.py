from functools import partial, reduce
from operator import mul

import numpy as np

given = {"x": 2.0, "w": 0.5, "b": 0.3, "y": 1.0}
globals().update(given)
lr = 0.1

z = sum([mul(given["w"], given["x"]), given["b"]])
a = (1 + np.tanh(z / 2)) / 2
L = -np.log(a)
links = [-1 / a, a * (1 - a), given["x"]]  # dL/da, da/dz, dz/dw
dL_dz = reduce(mul, links[:2])
dL_dw = reduce(mul, links)
dL_db = reduce(mul, [*links[:2], 1])


def descend(value, gradient, rate):
    return value - rate * gradient


step = partial(descend, rate=lr)
w_new = step(given["w"], dL_dw)
b_new = step(given["b"], dL_db)
