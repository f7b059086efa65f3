import numpy as np

x = np.array([2.0])
w = np.array([0.5])
b = np.array([0.3])
y = np.array([1.0])
lr = 0.1

z = x.dot(w) + b
a = np.reciprocal(1 + np.exp(-z))
L = np.mean(-y * np.log(a) - (1 - y) * np.log(1 - a + 1e-15))
dL_dz = a - y
dL_dw = np.dot(dL_dz, x)
dL_db = dL_dz.copy()
theta = np.array([w, b]) - lr * np.array([np.atleast_1d(dL_dw), dL_db])
w_new, b_new = theta
