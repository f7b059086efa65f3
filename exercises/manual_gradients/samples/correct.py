"""All steps worked out in Python, and a small figure of the loss.

loses: nothing
names: nothing
"""

import matplotlib.pyplot as plt
import numpy as np

x = 2.0
w = 0.5
b = 0.3
y = 1.0
lr = 0.1

# forward
z = w * x + b
a = 1 / (1 + np.exp(-z))
L = -(y * np.log(a) + (1 - y) * np.log(1 - a))

# backward: dL/da and da/dz, multiplied
dL_da = (a - y) / (a * (1 - a))
da_dz = a * (1 - a)
dL_dz = dL_da * da_dz
dL_dw = dL_dz * x
dL_db = dL_dz

# update
w_new = w - lr * dL_dw
b_new = b - lr * dL_db

# the loss seen as a function of the weight, before and after the step
weights = np.linspace(-1, 2, 200)
losses = -np.log(1 / (1 + np.exp(-(weights * x + b))))
plt.plot(weights, losses, label="loss")
plt.plot(w, L, "o", label="before the step")
plt.plot(w_new, -np.log(1 / (1 + np.exp(-(w_new * x + b)))), "s", label="after the step")
plt.xlabel("w")
plt.ylabel("L")
plt.legend()
plt.show()
