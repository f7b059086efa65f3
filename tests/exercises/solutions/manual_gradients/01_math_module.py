import math

x = 2.0
w = 0.5
b = 0.3
y = 1.0
lr = 0.1

z = w * x + b
a = 1 / (1 + math.exp(-z))
L = -(y * math.log(a) + (1 - y) * math.log(1 - a))

dL_dz = a - y
dL_dw = dL_dz * x
dL_db = dL_dz * 1

w_new = w - lr * dL_dw
b_new = b - lr * dL_db

print("forward: ", z, a, L)
print("backward:", dL_dz, dL_dw, dL_db)
print("updated: ", w_new, b_new)

# did the loss fall?
z2 = w_new * x + b_new
print(-math.log(1 / (1 + math.exp(-z2))) < L)
