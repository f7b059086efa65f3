from decimal import Decimal

import matplotlib.pyplot as plt


def f(x):
    return x * x - 4 * x + 7


def df(x):
    return 2 * x - 4


learning_rates = [Decimal(text) for text in ("0.01", "0.1", "0.5", "0.9", "1.1")]
n_iterations = 30
results = []
for lr in learning_rates:
    x = Decimal(0)
    path = [x]
    converged_iter = None
    for i in range(n_iterations):
        x = x - lr * df(x)
        path.append(x)
        if converged_iter is None and abs(f(x) - 3) < Decimal("0.01"):
            converged_iter = i + 1
    if f(x) > f(path[0]):
        status = "diverged"
    elif converged_iter is None:
        status = "not yet"
    else:
        status = "converged"
    results.append(
        {
            "lr": lr,
            "final_x": x,
            "final_f": f(x),
            "converged_iter": converged_iter,
            "status": status,
        }
    )
    plt.plot([float(p) for p in path], [float(f(p)) for p in path], "o-", label=f"lr = {lr}")
fastest_lr = min(results, key=lambda r: r["converged_iter"] or 31)["lr"]
plt.legend()
plt.show()
