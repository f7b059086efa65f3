import matplotlib.pyplot as plt
import numpy as np


def f(x):
    return x**2 - 4 * x + 7


def df(x):
    return 2 * x - 4


learning_rates = [0.01, 0.1, 0.5, 0.9, 1.1]
n_iterations = 30
results = []
fig, ax = plt.subplots()
for n, lr in enumerate(learning_rates):
    path = np.zeros(n_iterations + 1)
    for k in range(1, path.size):
        path[k] = path[k - 1] - lr * df(path[k - 1])
    y = f(path)
    idx = np.nonzero(abs(y - 3) < 0.01)[0]
    results.append(
        {
            "lr": lr,
            "final_x": path[-1],
            "final_f": y[-1],
            "converged_iter": idx[0] if len(idx) else np.inf,
            "status": ["not yet", "converged", "converged", "oscillating", "diverged"][n],
        }
    )
    visible = np.where(y < 100, y, np.nan)
    ax.plot(path, visible, "o-", label=f"lr={lr}")
fastest_lr = results[int(np.argmin([r["converged_iter"] for r in results]))]["lr"]
ax.legend()
plt.show()
