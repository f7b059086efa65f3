import numpy as np

x = np.array([[1.0], [2.0]])
y = 1.0
W1 = np.array([[0.5, -0.3], [0.2, 0.8]])
b1 = np.array([[0.1], [0.0]])
W2 = np.array([[0.6, -0.4]])
b2 = 0.2
lr = 0.1

sigmoid = np.vectorize(lambda t: 0.5 + 0.5 * np.tanh(t / 2))

z1 = (W1 * x.T).sum(axis=1, keepdims=True) + b1
a1 = sigmoid(z1)
z2 = (W2.T * a1).sum() + b2
a2 = float(sigmoid(z2))
L = -y * np.log(a2) - (1 - y) * np.log1p(-a2)

dL_da2 = -y / a2 + (1 - y) / (1 - a2)
dz2 = dL_da2 * a2 * (1 - a2)
dW2 = dz2 * a1.T
da1 = dz2 * W2.T
dz1 = np.diag((a1 * (1 - a1)).ravel()) @ da1
dW1 = np.kron(dz1, x.T)
db1 = dz1 * 1
W1_new = W1.copy()
W1_new -= lr * dW1
