import numpy as np

x = np.array([[1.0], [2.0]])
y = 1.0
W1 = np.array([[0.5, -0.3], [0.2, 0.8]])
b1 = np.array([[0.1], [0.0]])
W2 = np.array([[0.6, -0.4]])
b2 = 0.2
lr = 0.1

z1 = np.dot(W1, x) + b1
a1 = 1 / (1 + np.exp(-z1))
z2 = np.dot(W2, a1) + b2
a2 = 1 / (1 + np.exp(-z2))
L = -np.log(a2)

dz2 = a2 - y
dW2 = np.dot(dz2, a1.T)
da1 = np.dot(W2.T, dz2)
dz1 = da1 * a1 * (1 - a1)
dW1 = np.dot(dz1, x.T)
db1 = dz1
W1_new = W1 - lr * dW1
