"""The points are counted, the start among them, instead of the updates.

loses: converged_iter
names: converged_iter=iter-one-more
"""

import matplotlib.pyplot as plt
import numpy as np


# from exercise 2
def f(x):
    return x**2 - 4 * x + 7


def df(x):
    return 2 * x - 4


learning_rates = [0.01, 0.1, 0.5, 0.9, 1.1]
n_iterations = 30

results = []
paths = {}
for lr in learning_rates:
    x = 0.0
    path = [x]
    converged_iter = None
    for i in range(n_iterations):
        x = x - lr * df(x)
        path.append(x)
        if converged_iter is None and abs(f(x) - 3) < 0.01:
            converged_iter = len(path)
    paths[lr] = np.array(path)

    if abs(path[-1] - 2) > abs(path[0] - 2):
        status = "diverged"
    elif converged_iter is not None:
        status = "converged"
    else:
        status = "not yet"
    results.append(
        {
            "lr": lr,
            "final_x": x,
            "final_f": f(x),
            "converged_iter": converged_iter,
            "status": status,
        }
    )

arrived = [row for row in results if row["converged_iter"] is not None]
fastest_lr = min(arrived, key=lambda row: row["converged_iter"])["lr"]

xs = np.linspace(-2, 6, 200)
plt.plot(xs, f(xs), color="lightgrey")
for lr, path in paths.items():
    plt.plot(path, f(path), "o-", label=f"lr = {lr}")
plt.xlim(-2, 6)
plt.ylim(0, 30)
plt.xlabel("x")
plt.ylabel("f(x)")
plt.legend()
plt.show()
