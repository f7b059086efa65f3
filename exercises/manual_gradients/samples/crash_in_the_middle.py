"""A function that was never imported ends the run after the prediction.

loses: L, dL_dz, dL_dw, dL_db, w_new, b_new
names: nothing
"""

import numpy as np

x = 2.0
w = 0.5
b = 0.3
y = 1.0
lr = 0.1

z = w * x + b
a = 1 / (1 + np.exp(-z))
L = -(y * log(a) + (1 - y) * log(1 - a))

dL_dz = a - y
dL_dw = dL_dz * x
dL_db = dL_dz

w_new = w - lr * dL_dw
b_new = b - lr * dL_db
