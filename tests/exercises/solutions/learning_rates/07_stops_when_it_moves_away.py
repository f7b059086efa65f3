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
    xs, ys = [x], [f(x)]
    when = None
    moved_away = False
    for i in range(1, n_iterations + 1):
        x = x - lr * df(x)
        xs.append(x)
        ys.append(f(x))
        if ys[-1] > ys[-2]:  # higher than before: no use going on
            moved_away = True
            break
        if when is None and abs(ys[-1] - 3) < 0.01:
            when = i
    word = "diverged" if moved_away else "not yet" if when is None else "converged"
    results.append(
        {"lr": lr, "final_x": x, "final_f": ys[-1], "converged_iter": when, "status": word}
    )
    plt.plot(xs, ys, "o-", label=f"{lr}")

fastest_lr = min(results, key=lambda r: r["converged_iter"] or 1000)["lr"]
plt.legend()
plt.show()
