import numpy as np

f32 = np.float32
x, w, b, y, lr = f32(2.0), f32(0.5), f32(0.3), f32(1.0), f32(0.1)

z = w * x + b
a = f32(1) / (f32(1) + np.exp(-z))
L = -np.log(a)  # y is 1, so the other term is gone

dL_dz = a - y
dL_dw = dL_dz * x
dL_db = dL_dz

w_new = w - lr * dL_dw
b_new = b - lr * dL_db
print(z.dtype, w_new.dtype)
