import math

x, w, b, y, lr = 2.0, 0.5, 0.3, 1.0, 0.1

_z = w * x + b
_a = 1 / (1 + math.exp(-_z))
_g = _a - y

z = f"{_z:.4f}"
a = f"{_a:.4f}"
L = f"{-math.log(_a):.4f}"
dL_dz = f"{_g:.4f}"
dL_dw = f"{_g * x:.4f}"
dL_db = f"{_g:.4f}"
w_new = f"{w - lr * _g * x:.4f}"
b_new = f"{b - lr * _g:.4f}"
print("z", z, "a", a, "L", L)
print(dL_dz, dL_dw, dL_db, w_new, b_new)
