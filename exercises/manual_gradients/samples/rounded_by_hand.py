"""Everything was worked out with a pocket calculator and typed to four decimals.

loses: nothing
names: nothing
"""

x = 2.0
w = 0.5
b = 0.3
y = 1.0
lr = 0.1

# z = 0.5 * 2 + 0.3
z = 1.3
# e^-1.3 = 0.2725, 1 / 1.2725
a = 0.7858
# - ln 0.7858
L = 0.2410

# 0.7858 - 1
dL_dz = -0.2142
dL_dw = -0.4283
dL_db = -0.2142

w_new = 0.5428
b_new = 0.3214
