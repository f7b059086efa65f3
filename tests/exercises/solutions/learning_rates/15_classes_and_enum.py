import matplotlib.pyplot as plt
import numpy as np


def f(x):
    return x**2 - 4 * x + 7


def df(x):
    return 2 * x - 4


from enum import Enum


class Status(str, Enum):
    CONVERGED = "converged"
    OSCILLATING = "oscillating"
    DIVERGED = "diverged"
    NOT_YET = "not yet"


class Run:
    def __init__(self, lr):
        self.lr = lr
        self.x = [0.0]

    def __call__(self, n):
        for _ in range(n):
            self.x.append(self.x[-1] - self.lr * df(self.x[-1]))
        return self

    @property
    def f(self):
        return [f(x) for x in self.x]

    @property
    def arrived(self):
        for k, value in enumerate(self.f):
            if abs(value - 3) < 0.01:
                return k
        return None

    @property
    def status(self):
        if self.f[-1] > self.f[0]:
            return Status.DIVERGED
        if self.arrived is None:
            return Status.NOT_YET
        swings = all((p - 2) * (q - 2) < 0 for p, q in zip(self.x, self.x[1:]))
        return Status.OSCILLATING if swings else Status.CONVERGED


learning_rates = [0.01, 0.1, 0.5, 0.9, 1.1]
n_iterations = 30
runs = [Run(lr)(n_iterations) for lr in learning_rates]
results = [
    {
        "lr": r.lr,
        "final_x": r.x[-1],
        "final_f": r.f[-1],
        "converged_iter": r.arrived,
        "status": r.status,
    }
    for r in runs
]
assert results[0]["status"] == "not yet"
fastest_lr = min((r for r in runs if r.arrived), key=lambda r: r.arrived).lr

for r in runs:
    plt.plot(r.x, r.f, ".-", label=f"lr={r.lr} ({r.status.value})")
plt.legend()
plt.show()
