"""The loss is the squared error; the gradients are those of cross-entropy.

loses: L
names: L=L-mse
"""

import numpy as np

x = 2.0
w = 0.5
b = 0.3
y = 1.0
lr = 0.1

z = w * x + b
a = 1 / (1 + np.exp(-z))
L = (a - y) ** 2

dL_dz = a - y
dL_dw = dL_dz * x
dL_db = dL_dz

w_new = w - lr * dL_dw
b_new = b - lr * dL_db
