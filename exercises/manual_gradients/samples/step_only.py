"""Both updates hold the step alone, without the old value.

loses: w_new, b_new
names: w_new=w-step-only, b_new=b-step-only
"""

import numpy as np

x = 2.0
w = 0.5
b = 0.3
y = 1.0
lr = 0.1

z = w * x + b
a = 1 / (1 + np.exp(-z))
L = -(y * np.log(a) + (1 - y) * np.log(1 - a))

dL_dz = a - y
dL_dw = dL_dz * x
dL_db = dL_dz

w_new = -lr * dL_dw
b_new = -lr * dL_db
