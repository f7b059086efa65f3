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
    path_x = [x]
    path_y = [f(x)]
    when = None
    for i in range(n_iterations):
        x = x - lr * df(x)
        path_x.append(round(x, 4))
        path_y.append(round(f(x), 4))
        if when is None and abs(f(x) - 3) < 0.01:
            when = i + 1
    results.append(
        {
            "lr": lr,
            "final_x": round(x, 4),
            "final_f": round(f(x), 4),
            "converged_iter": when,
            "status": "diverged" if f(x) > 7 else "not yet" if when is None else "converged",
        }
    )
    plt.plot(path_x, path_y, "-o", label="lr = %s" % lr)
fastest_lr = results[2]["lr"]
plt.xlim(-5, 10)
plt.ylim(0, 50)
plt.legend()
plt.show()
