import matplotlib.pyplot as plt
import numpy as np

# everything as matrices, like in the lecture: W (1,1), x (1,1)
X = np.array([[2.0]])
W = np.array([[0.5]])
B = np.array([[0.3]])
Y = np.array([[1.0]])
lr = 0.1
m = X.shape[1]

z = W @ X + B
a = 1 / (1 + np.exp(-z))
L = -np.sum(Y * np.log(a) + (1 - Y) * np.log(1 - a)) / m

dL_dz = a - Y
dL_dw = dL_dz @ X.T / m
dL_db = np.sum(dL_dz, axis=1, keepdims=True) / m

w_new = W - lr * dL_dw
b_new = B - lr * dL_db
