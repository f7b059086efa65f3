import matplotlib.pyplot as plt
import numpy as np


def f(x):
    return x**2 - 4 * x + 7


def df(x):
    return 2 * x - 4


learning_rates = [0.01, 0.1, 0.5, 0.9, 1.1]
n_iterations = 30
TOL = 0.01
results, errors = [], {}
for lr in learning_rates:
    x, when = 0.0, None
    errors[lr] = [abs(f(x) - 3)]
    for i in range(n_iterations):
        x -= lr * df(x)
        errors[lr].append(abs(f(x) - 3))
        if errors[lr][-1] < TOL and when is None:
            when = i + 1
    results += [{"lr": lr, "final_x": x, "final_f": f(x), "converged_iter": when}]

for row in results:
    e = errors[row["lr"]]
    row["status"] = (
        "converged" if row["converged_iter"] else ("diverged" if e[-1] > e[0] else "not yet")
    )
fastest_lr = [r["lr"] for r in results if r["converged_iter"] == 1][0]

fig, (ax1, ax2) = plt.subplots(2, 1)
for lr, e in errors.items():
    ax1.semilogy(range(len(e)), [max(v, 1e-16) for v in e], label=f"lr={lr}")
    ax2.plot(range(len(e)), [v + 3 for v in e], label=f"lr={lr}")
ax2.set_ylim(0, 10)
ax1.legend()
plt.show()
