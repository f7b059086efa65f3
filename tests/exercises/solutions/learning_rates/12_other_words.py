import matplotlib.pyplot as plt
import numpy as np


def f(x):
    return x**2 - 4 * x + 7


def df(x):
    return 2 * x - 4


learning_rates = [0.01, 0.1, 0.5, 0.9, 1.1]
n_iterations = 30
results = []
curves = []
for lr in learning_rates:
    x = 0.0
    points = [(x, f(x))]
    converged_iter = "never"
    for i in range(n_iterations):
        x = x - lr * df(x)
        points.append((x, f(x)))
        if converged_iter == "never" and abs(f(x) - 3.0) < 1e-2:
            converged_iter = i + 1
    curves.append(points)
    if lr > 1:
        status = "Divergence!"
    elif converged_iter == "never":
        status = "Not converged yet"
    elif 1 > lr > 0.5:
        status = "Converged with oscillations"
    else:
        status = "CONVERGED"
    results.append(
        {
            "Learning rate": lr,
            "Final x": x,
            "Final f(x)": f(x),
            "converged_iter": converged_iter,
            "Status": status,
        }
    )
fastest_lr = 0.5
for lr, points in zip(learning_rates, curves):
    plt.plot(*zip(*points), label=f"{lr}")
plt.legend(loc="upper right")
plt.show()
