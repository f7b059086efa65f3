import numpy as np

x = 2.0
w = 0.5
b = 0.3
y = 1.0
lr = 0.1
z = round(w * x + b, 4)
a = round(1 / (1 + np.exp(-z)), 4)
L = round(-np.log(a), 4)
dL_dz = round(a - y, 4)
dL_dw = round(dL_dz * x, 4)
dL_db = dL_dz
w_new = round(w - lr * dL_dw, 4)
b_new = round(b - lr * dL_db, 4)
