import matplotlib.pyplot as plt
import numpy as np


def f(x):
    return x**2 - 4 * x + 7


def df(x):
    return 2 * x - 4


learning_rates = [0.01, 0.1, 0.5, 0.9, 1.1]
colors = ["red", "blue", "green", "orange", "purple"]
n_iterations = 30
results = []

plt.plot(np.linspace(-5, 9, 200), f(np.linspace(-5, 9, 200)), color="gray")
for lr, color in zip(learning_rates, colors):
    x = 0.0
    plt.scatter(x, f(x), color=color, label="lr=" + str(lr))
    count = None
    for i in range(n_iterations):
        x = x - lr * df(x)
        plt.scatter(x, f(x), color=color)
        if count is None and abs(f(x) - 3) < 0.01:
            count = i + 1
    if abs(x - 2) > 2:
        status = "diverged"
    elif count is None:
        status = "not yet"
    else:
        status = "converged"
    results.append(
        {"lr": lr, "final_x": x, "final_f": f(x), "converged_iter": count, "status": status}
    )
fastest_lr = 0.5
plt.xlim(-5, 9)
plt.ylim(0, 50)
plt.legend()
plt.show()
