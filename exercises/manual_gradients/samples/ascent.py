"""The parameters are moved uphill instead of downhill.

loses: w_new, b_new
names: w_new=w-ascent, b_new=b-ascent
"""

import numpy as np

x = 2.0
w = 0.5
b = 0.3
y = 1.0
lr = 0.1


def sigmoid(t):
    return 1.0 / (1.0 + np.exp(-t))


z = w * x + b
a = sigmoid(z)
L = -(y * np.log(a) + (1 - y) * np.log(1 - a))

dL_dz = a - y
dL_dw = dL_dz * x
dL_db = dL_dz

# add the gradient to improve
w_new = w + lr * dL_dw
b_new = b + lr * dL_db
