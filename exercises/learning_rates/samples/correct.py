"""Five runs of one function; the figure shows them on the curve and against the updates.

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


def run(lr, n):
    """The points of one descent from 0."""
    path = [0.0]
    for _ in range(n):
        path.append(path[-1] - lr * df(path[-1]))
    return path


def first_arrival(path):
    """The number of updates after which f is within 0.01 of its minimum, or None."""
    for k, x in enumerate(path):
        if abs(f(x) - 3) < 0.01:
            return k
    return None


def describe(path):
    distances = [x - 2 for x in path]
    if abs(distances[-1]) > abs(distances[0]):
        return "diverged"
    if all(d * e < 0 for d, e in zip(distances, distances[1:])):
        return "oscillating"
    return "not yet" if first_arrival(path) is None else "converged"


learning_rates = [0.01, 0.1, 0.5, 0.9, 1.1]
n_iterations = 30

paths = {lr: run(lr, n_iterations) for lr in learning_rates}
results = [
    {
        "lr": lr,
        "final_x": path[-1],
        "final_f": f(path[-1]),
        "converged_iter": first_arrival(path),
        "status": describe(path),
    }
    for lr, path in paths.items()
]

arrived = [row for row in results if row["converged_iter"] is not None]
fastest_lr = min(arrived, key=lambda row: row["converged_iter"])["lr"]

print(f"{'lr':>5} {'final x':>12} {'final f':>14} {'arrived':>8}  status")
for row in results:
    print(
        f"{row['lr']:5} {row['final_x']:12.4f} {row['final_f']:14.4f} "
        f"{row['converged_iter']!s:>8}  {row['status']}"
    )

fig, (left, right) = plt.subplots(1, 2, figsize=(12, 5))
xs = np.linspace(-2, 6, 200)
left.plot(xs, f(xs), color="lightgrey")
for lr, path in paths.items():
    heights = [f(x) for x in path]
    left.plot(path, heights, "o-", label=f"lr = {lr}")
    right.plot(heights, label=f"lr = {lr}")
left.set(xlim=(-2, 6), ylim=(0, 30), xlabel="x", ylabel="f(x)")
right.set(yscale="log", xlabel="update", ylabel="f(x)")
right.legend()
plt.show()
