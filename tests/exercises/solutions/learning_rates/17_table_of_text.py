import matplotlib.pyplot as plt
import numpy as np


def f(x):
    return x**2 - 4 * x + 7


def df(x):
    return 2 * x - 4


learning_rates = [0.01, 0.1, 0.5, 0.9, 1.1]
n_iterations = 30
results = []
for lr in learning_rates:
    x = 0.0
    path = [x]
    converged_iter = None
    for i in range(n_iterations):
        x = x - lr * df(x)
        path.append(x)
        if converged_iter is None and abs(f(x) - 3) < 0.01:
            converged_iter = i + 1
    status = "diverged" if abs(x) > 10 else "converged" if converged_iter else "not yet"
    row = {
        "lr": f"{lr}",
        "final_x": f"{x:.4f}",
        "final_f": f"{f(x):.4f}",
        "converged_iter": f"{converged_iter}",
        "status": f"{status:<10}",
    }
    results.append(row)
    print(" | ".join(row.values()))
    plt.plot(path, [f(p) for p in path], "o--", label=row["lr"])
fastest_lr = "0.5"
plt.legend()
plt.show()
