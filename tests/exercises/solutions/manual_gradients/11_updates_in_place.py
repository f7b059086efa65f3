import matplotlib.pyplot as plt
import numpy as np

x = 2.0
w = 0.5
b = 0.3
y = 1.0
lr = 0.1

sigmoid = lambda t: 1 / (1 + np.exp(-t))

losses = []
for step in range(2):
    z_now = w * x + b
    a_now = sigmoid(z_now)
    losses.append(-np.log(a_now))
    if step == 1:
        break
    z, a, L = z_now, a_now, losses[0]
    dL_dz = a - y
    dL_dw = x * dL_dz
    dL_db = dL_dz
    w -= lr * dL_dw
    b -= lr * dL_db

w_new = w
b_new = b
print("loss fell from %.4f to %.4f" % tuple(losses))

# and a picture of the sigmoid
x = np.linspace(-6, 6, 100)
y = sigmoid(x)
plt.plot(x, y)
plt.plot(z, a, "ro")
plt.show()
