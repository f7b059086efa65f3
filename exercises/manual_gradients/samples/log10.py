"""The loss is taken with the logarithm to base 10; no gradient rests on it.

loses: L
names: L=L-log10
"""

import math

x = 2.0
w = 0.5
b = 0.3
y = 1.0
lr = 0.1

z = w * x + b
a = 1 / (1 + math.exp(-z))
L = -(y * math.log10(a) + (1 - y) * math.log10(1 - a))

dL_dz = a - y
dL_dw = x * dL_dz
dL_db = dL_dz

w_new = w - lr * dL_dw
b_new = b - lr * dL_db
