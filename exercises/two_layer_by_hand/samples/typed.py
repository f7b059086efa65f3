"""Worked out on paper, rounded at every step, and typed as lists.

loses: nothing
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

z1 = [0, 1.8]
a1 = [0.5, 0.858]
z2 = 0.157
a2 = 0.539
L = 0.618

dz2 = -0.461
dW2 = [-0.2305, -0.3955]
da1 = [-0.2766, 0.1844]
dz1 = [-0.0691, 0.0225]
dW1 = [[-0.0691, -0.1382], [0.0225, 0.045]]
db1 = [-0.0691, 0.0225]

W1_new = [[0.507, -0.286], [0.198, 0.796]]
