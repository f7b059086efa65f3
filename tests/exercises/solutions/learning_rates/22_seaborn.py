import matplotlib.pyplot as plt
import numpy as np


def f(x):
    return x**2 - 4 * x + 7


def df(x):
    return 2 * x - 4


import pandas as pd
import seaborn as sns

sns.set_theme()
learning_rates = [0.01, 0.1, 0.5, 0.9, 1.1]
n_iterations = 30
rows = []
results = []
for lr in learning_rates:
    x = 0.0
    rows.append({"lr": str(lr), "update": 0, "f": f(x)})
    converged_iter = None
    for i in range(n_iterations):
        x = x - lr * df(x)
        rows.append({"lr": str(lr), "update": i + 1, "f": f(x)})
        if converged_iter is None and abs(f(x) - 3) < 0.01:
            converged_iter = i + 1
    results.append(
        {
            "lr": lr,
            "final_x": x,
            "final_f": f(x),
            "converged_iter": converged_iter,
            "status": "diverged" if f(x) > 7 else "converged" if converged_iter else "not yet",
        }
    )
table = pd.DataFrame(results).set_index("lr")
fastest_lr = table["converged_iter"].idxmin()
sns.lineplot(data=pd.DataFrame(rows), x="update", y="f", hue="lr")
plt.yscale("log")
plt.show()
