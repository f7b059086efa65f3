import matplotlib.pyplot as plt
import numpy as np


def f(x):
    return x**2 - 4 * x + 7


def df(x):
    return 2 * x - 4


from itertools import islice


def descent(lr, x=0.0):
    while True:
        yield x
        x = x - lr * df(x)


learning_rates = [0.01, 0.1, 0.5, 0.9, 1.1]
n_iterations = 30
runs = {lr: list(islice(descent(lr), n_iterations + 1)) for lr in learning_rates}

results = [
    {
        "lr": lr,
        "final_x": run[-1],
        "final_f": f(run[-1]),
        "converged_iter": min((k for k, x in enumerate(run) if abs(f(x) - 3) < 0.01), default=None),
        "status": (
            "diverged"
            if f(run[-1]) > f(run[0])
            else "oscillating"
            if all((p - 2) * (q - 2) < 0 for p, q in zip(run, run[1:]))
            else "converged"
            if abs(f(run[-1]) - 3) < 0.01
            else "not yet"
        ),
    }
    for lr, run in runs.items()
]
fastest_lr = min(
    results, key=lambda r: float("inf") if r["converged_iter"] is None else r["converged_iter"]
)["lr"]

for lr, run in runs.items():
    plt.scatter(run, [f(x) for x in run], label=f"lr={lr}", s=12)
plt.axis([-2, 6, 0, 20])
plt.legend()
plt.show()
