import matplotlib.pyplot as plt
import numpy as np


def f(x):
    return x**2 - 4 * x + 7


def df(x):
    return 2 * x - 4


learning_rates = [0.01, 0.1, 0.5, 0.9, 1.1]
n_iterations = 30

results = []
all_paths = []
for lr in learning_rates:
    x = 0.0
    path = [x]
    converged_iter = None
    status = None
    k = 0
    while k < n_iterations:
        x -= lr * df(x)
        path.append(x)
        k += 1
        if abs(x) > 10:
            status = "diverged"
            break
        if converged_iter is None and abs(f(x) - 3) < 0.01:
            converged_iter = k
    if status is None:
        status = "not yet" if converged_iter is None else "converged"
    results.append(
        dict(lr=lr, final_x=x, final_f=f(x), converged_iter=converged_iter, status=status)
    )
    all_paths.append(path)

fastest_lr = 0.5

plt.figure()
for lr, path in zip(learning_rates, all_paths):
    plt.plot(path, [f(p) for p in path], marker=".", label="lr " + str(lr))
plt.legend()
plt.savefig("rates.png", dpi=80)
plt.close()
