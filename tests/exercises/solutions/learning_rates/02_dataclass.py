import matplotlib.pyplot as plt
import numpy as np


def f(x):
    return x**2 - 4 * x + 7


def df(x):
    return 2 * x - 4


from dataclasses import asdict, dataclass


@dataclass
class Row:
    lr: float
    final_x: float
    final_f: float
    converged_iter: int | None
    status: str


def run(lr, n=30, start=0.0):
    path = [start]
    while len(path) <= n:
        path.append(path[-1] - lr * df(path[-1]))
    return np.array(path)


def classify(path):
    error = path - 2
    if abs(error[-1]) > abs(error[0]):
        return "diverged"
    if np.all(error[1:] * error[:-1] < 0):
        return "oscillating"
    return "converged" if abs(f(path[-1]) - 3) < 0.01 else "not yet"


def first(path):
    hits = np.flatnonzero(np.abs(f(path) - 3) < 0.01)
    return int(hits[0]) if hits.size else None


learning_rates = [0.01, 0.1, 0.5, 0.9, 1.1]
n_iterations = 30
paths = {lr: run(lr, n_iterations) for lr in learning_rates}
rows = [Row(lr, p[-1], f(p[-1]), first(p), classify(p)) for lr, p in paths.items()]
results = [asdict(row) for row in rows]
fastest_lr = min(
    (r for r in rows if r.converged_iter is not None), key=lambda r: r.converged_iter
).lr

fig, axes = plt.subplots(1, 5, figsize=(20, 4))
for ax, (lr, p) in zip(axes, paths.items()):
    ax.plot(p, f(p), "o-", label=f"lr = {lr}")
    ax.set_title(f"lr = {lr}")
    ax.legend()
plt.show()
