import matplotlib.pyplot as plt
import numpy as np


def f(x):
    return x**2 - 4 * x + 7


def df(x):
    return 2 * x - 4


learning_rates = np.array([0.01, 0.1, 0.5, 0.9, 1.1])
n_iterations = 30

X = np.zeros((5, n_iterations + 1))
for t in range(n_iterations):
    X[:, t + 1] = X[:, t] - learning_rates * df(X[:, t])
F = f(X)

hit = np.abs(F - 3) < 0.01
steps = np.where(hit.any(axis=1), hit.argmax(axis=1).astype(float), np.nan)
diverged = F[:, -1] > F[:, 0]
status = np.where(diverged, "diverged", np.where(np.isnan(steps), "not yet", "converged"))

results = []
for k in range(5):
    results.append(
        {
            "lr": learning_rates[k],
            "final_x": X[k, -1],
            "final_f": F[k, -1],
            "converged_iter": steps[k],
            "status": status[k],
        }
    )
fastest_lr = learning_rates[np.nanargmin(steps)]

plt.semilogy(F.T)
plt.legend([f"$\\alpha$ = {lr}" for lr in learning_rates])
plt.xlabel("iteration")
plt.show()
