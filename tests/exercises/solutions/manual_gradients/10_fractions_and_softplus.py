from fractions import Fraction as F
from math import exp, log1p

x, w, b, y, lr = F(2), F(1, 2), F(3, 10), F(1), F(1, 10)

z = w * x + b  # exactly 13/10
# 1 - a = 1/(1+e^z), and L = ln(1 + e^-z) for the label 1
one_minus_a = 1 / (1 + exp(z))
a = 1 - one_minus_a
L = log1p(exp(-z))
dL_dz = -one_minus_a
dL_dw = dL_dz * x
dL_db = dL_dz
w_new = w - lr * dL_dw
b_new = b - lr * dL_db
