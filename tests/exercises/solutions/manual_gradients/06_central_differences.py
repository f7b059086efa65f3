import numpy as np

x = 2.0
w = 0.5
b = 0.3
y = 1.0
lr = 0.1


def loss_of_z(z):
    a = 1 / (1 + np.exp(-z))
    return -(y * np.log(a) + (1 - y) * np.log(1 - a))


def loss(w, b):
    return loss_of_z(w * x + b)


h = 1e-5
z = w * x + b
a = 1 / (1 + np.exp(-z))
L = loss(w, b)

# my pen and paper result is a - y, here by numbers
dL_dz = (loss_of_z(z + h) - loss_of_z(z - h)) / (2 * h)
dL_dw = (loss(w + h, b) - loss(w - h, b)) / (2 * h)
dL_db = (loss(w, b + h) - loss(w, b - h)) / (2 * h)
print("check:", a - y, (a - y) * x, a - y)

w_new = w - lr * dL_dw
b_new = b - lr * dL_db
