import matplotlib.pyplot as plt
import numpy as np


def f(x):
    return x**2 - 4 * x + 7


def df(x):
    return 2 * x - 4


learning_rates = [0.01, 0.1, 0.5, 0.9, 1.1]
n_iterations = 30

results = []
history = []
for lr in learning_rates:
    x = 0.0
    hist = [x]
    it = -1
    for i in range(n_iterations):
        x = x - lr * df(x)
        hist.append(x)
        if it == -1 and np.isclose(f(x), 3, rtol=0, atol=0.01):
            it = i
    if abs(x) > 100:
        s = "diverged"
    elif it >= 0:
        s = "converged"
    else:
        s = "not yet"
    results.append((lr, x, f(x), it, s))
    history.append(np.array(hist))

order = [(r[3], r[0]) for r in results if r[3] != -1]
fastest_lr = min(order)[1]

for lr, h in zip(learning_rates, history):
    plt.semilogy(np.abs(h - 2) + 1e-300, label=lr)
plt.legend()
plt.ylim(1e-5, 1e3)
plt.show()
