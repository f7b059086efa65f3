"""Values are typed with two significant digits, which earns half; 1.3 is exact.

loses: a, L, dL_dz, dL_dw, dL_db, w_new, b_new
names: nothing
"""

x = 2.0
w = 0.5
b = 0.3
y = 1.0
lr = 0.1

z = 1.3
a = 0.79
L = 0.24

dL_dz = -0.21
dL_dw = -0.43
dL_db = -0.21

w_new = 0.54
b_new = 0.32
