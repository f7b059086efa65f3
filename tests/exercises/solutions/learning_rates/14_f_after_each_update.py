import matplotlib.pyplot as plt
import numpy as np


def f(x):
    return x**2 - 4 * x + 7


def df(x):
    return 2 * x - 4


learning_rates = [0.01, 0.1, 0.5, 0.9, 1.1]
n_iterations = 30
updates = range(1, n_iterations + 1)
results = []
for lr in learning_rates:
    x = 0.0
    heights = []
    for i in updates:
        x = x - lr * df(x)
        heights.append(f(x))
    when = next((i for i, h in zip(updates, heights) if abs(h - 3) < 0.01), None)
    status = "diverged" if heights[-1] > heights[0] else "not yet" if when is None else "converged"
    results.append(
        {"lr": lr, "final_x": x, "final_f": heights[-1], "converged_iter": when, "status": status}
    )
    plt.plot(updates, heights, label=f"lr = {lr}")
fastest_lr = min([r for r in results if r["converged_iter"]], key=lambda r: r["converged_iter"])[
    "lr"
]
plt.xlabel("number of the update")
plt.ylabel("f")
plt.yscale("log")
plt.legend()
plt.show()
