from decimal import Decimal, getcontext

getcontext().prec = 30

x = Decimal("2.0")
w = Decimal("0.5")
b = Decimal("0.3")
y = Decimal(1)
lr = Decimal("0.1")

z = w * x + b
a = 1 / (1 + (-z).exp())
L = -a.ln()
dL_dz = a - y
dL_dw = dL_dz * x
dL_db = dL_dz
w_new = w - lr * dL_dw
b_new = b - lr * dL_db
print(f"{w_new:.12f} {b_new:.12f}")
