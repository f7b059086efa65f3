import matplotlib.pyplot as plt
import numpy as np


def f(x):
    return x**2 - 4 * x + 7


def df(x):
    return 2 * x - 4


learning_rates = [0.01, 0.1, 0.5, 0.9, 1.1]
n_iterations = 30

trajectories = {}
results = {}
for lr in learning_rates:
    trajectories[lr] = [0.0]
    for _ in range(n_iterations):
        trajectories[lr].append(trajectories[lr][-1] - lr * df(trajectories[lr][-1]))

for lr, path in trajectories.items():
    values = [f(p) for p in path]
    results[lr] = {"final_x": path[-1], "final_f": values[-1]}
    results[lr]["converged_iter"] = next(
        (k for k, v in enumerate(values) if abs(v - 3) < 0.01), None
    )
    if values[-1] > values[0]:
        results[lr]["status"] = "diverged"
    elif results[lr]["converged_iter"] is None:
        results[lr]["status"] = "not yet"
    elif (path[1] - 2) * (path[2] - 2) < 0:
        results[lr]["status"] = "oscillating"
    else:
        results[lr]["status"] = "converged"

fastest_lr = sorted((r["converged_iter"], lr) for lr, r in results.items() if r["converged_iter"])[
    0
][1]

for lr, path in trajectories.items():
    plt.plot(range(31), [f(p) for p in path], label=str(lr))
plt.yscale("log")
plt.legend(title="learning rate")
plt.show()
