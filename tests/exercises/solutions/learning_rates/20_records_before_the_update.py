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
    values = []
    count = 0
    converged_iter = None
    for i in range(n_iterations):
        values.append(f(x))
        x = x - lr * df(x)
        count += 1
        if converged_iter is None and abs(f(x) - 3) < 0.01:
            converged_iter = count
    status = "converged"
    if converged_iter is None:
        status = "diverged" if f(x) > 7 else "not yet"
    results.append(
        {
            "lr": lr,
            "final_x": x,
            "final_f": f(x),
            "converged_iter": converged_iter,
            "status": status,
        }
    )
    plt.plot(values, label="lr=" + str(lr))
fastest_lr = 0.5
plt.ylim(0, 12)
plt.legend()
plt.show()
