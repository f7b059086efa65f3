from math import exp, log

x1, x2, y, lr = 1.0, 2.0, 1.0, 0.1
w11, w12, w21, w22 = 0.5, -0.3, 0.2, 0.8
v1, v2, b2 = 0.6, -0.4, 0.2

s = lambda t: 1 / (1 + exp(-t))
z11, z12 = w11 * x1 + w12 * x2 + 0.1, w21 * x1 + w22 * x2
z1 = [z11, z12]
a11, a12 = s(z11), s(z12)
a1 = [a11, a12]
z2 = v1 * a11 + v2 * a12 + b2
a2 = s(z2)
L = -log(a2)
dz2 = a2 - y
dW2 = [dz2 * a11, dz2 * a12]
da1 = [dz2 * v1, dz2 * v2]
dz1 = [da1[0] * a11 * (1 - a11), da1[1] * a12 * (1 - a12)]
dW1 = [[dz1[0] * x1, dz1[0] * x2], [dz1[1] * x1, dz1[1] * x2]]
db1 = dz1
W1_new = [
    [w11 - lr * dW1[0][0], w12 - lr * dW1[0][1]],
    [w21 - lr * dW1[1][0], w22 - lr * dW1[1][1]],
]
