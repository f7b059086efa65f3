import numpy as np

x = np.array([[1.0], [2.0]])
y = 1.0
W1 = np.array([[0.5, -0.3], [0.2, 0.8]])
b1 = np.array([[0.1], [0.0]])
W2 = np.array([[0.6, -0.4]])
b2 = 0.2
lr = 0.1


def loss_from(z1=None, a1=None, z2=None, W1=W1, b1=b1, W2=W2):
    z1 = W1 @ x + b1 if z1 is None else z1
    a1 = 1 / (1 + np.exp(-z1)) if a1 is None else a1
    z2 = W2 @ a1 + b2 if z2 is None else z2
    return float(np.logaddexp(0, z2)[0, 0] - y * z2[0, 0])


def slope(name, value, h=1e-5):
    found = np.zeros_like(value)
    for place in np.ndindex(value.shape):
        step = np.zeros_like(value)
        step[place] = h
        found[place] = (loss_from(**{name: value + step}) - loss_from(**{name: value - step})) / (
            2 * h
        )
    return found


z1 = W1 @ x + b1
a1 = 1 / (1 + np.exp(-z1))
z2 = W2 @ a1 + b2
a2 = 1 / (1 + np.exp(-z2))
L = loss_from()
dz2, dW2, da1 = slope("z2", z2), slope("W2", W2), slope("a1", a1)
dz1, dW1, db1 = slope("z1", z1), slope("W1", W1), slope("b1", b1)
W1_new = W1 - lr * dW1
