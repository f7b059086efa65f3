import matplotlib.pyplot as plt
import numpy as np


def f(x):
    return x**2 - 4 * x + 7


def df(x):
    return 2 * x - 4


learning_rates = [0.01, 0.1, 0.5, 0.9, 1.1]
n_iterations = 30
results = []
xs = np.linspace(-2, 6, 100)
plt.plot(xs, f(xs), "k:")
for j, lr in enumerate(learning_rates):
    x = 0.0
    when = None
    for i in range(n_iterations):
        x_next = x - lr * df(x)
        plt.plot(
            [x, x_next], [f(x), f(x_next)], color=f"C{j}", label=f"lr={lr}" if i == 0 else None
        )
        x = x_next
        if when is None and abs(f(x) - 3) < 0.01:
            when = i + 1
    status = "diverged" if abs(x) > 20 else "not yet" if when is None else "converged"
    results.append(
        {"lr": lr, "final_x": x, "final_f": f(x), "converged_iter": when, "status": status}
    )
fastest_lr = 0.5
plt.axis([-2, 6, 0, 20])
plt.legend()
plt.show()
