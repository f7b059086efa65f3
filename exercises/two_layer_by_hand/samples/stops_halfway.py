"""The shapes do not fit on the way back, and the code ends there.

loses: da1, dz1, dW1, db1, W1_new
names: nothing
"""

import numpy as np

x = np.array([[1.0], [2.0]])
y = 1.0
W1 = np.array([[0.5, -0.3], [0.2, 0.8]])
b1 = np.array([[0.1], [0.0]])
W2 = np.array([[0.6, -0.4]])
b2 = 0.2
lr = 0.1


def sigmoid(t):
    return 1 / (1 + np.exp(-t))


# forward
z1 = W1 @ x + b1
a1 = sigmoid(z1)
z2 = W2 @ a1 + b2
a2 = sigmoid(z2)
L = -(y * np.log(a2) + (1 - y) * np.log(1 - a2))

# backward
dz2 = a2 - y
dW2 = dz2 @ a1.T
da1 = W2 @ dz2
dz1 = da1 * a1 * (1 - a1)
dW1 = dz1 @ x.T
db1 = dz1

# update
W1_new = W1 - lr * dW1
