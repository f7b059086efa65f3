"""The last link of the chain is missing in the gradient of the weight.

loses: dL_dw
names: dL_dw=dw-no-x
"""

import numpy as np

x = 2.0
w = 0.5
b = 0.3
y = 1.0
lr = 0.1

z = w * x + b
a = 1 / (1 + np.exp(-z))
L = -np.log(a)  # the label is 1, so that the second term vanishes

dL_dz = a - y
dL_dw = dL_dz
dL_db = dL_dz

w_new = w - lr * dL_dw
b_new = b - 0.1 * dL_db
