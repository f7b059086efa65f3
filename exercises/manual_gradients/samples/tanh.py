"""The activation is tanh, and all else follows from that prediction.

loses: a
names: a=a-tanh
"""

import numpy as np

x = 2.0
w = 0.5
b = 0.3
y = 1.0
lr = 0.1

z = w * x + b
a = np.tanh(z)
L = -(y * np.log(a) + (1 - y) * np.log(1 - a))

dL_dz = a - y
dL_dw = dL_dz * x
dL_db = dL_dz

w_new = w - lr * dL_dw
b_new = b - lr * dL_db
