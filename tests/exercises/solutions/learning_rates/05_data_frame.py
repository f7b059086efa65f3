import matplotlib.pyplot as plt
import numpy as np


def f(x):
    return x**2 - 4 * x + 7


def df(x):
    return 2 * x - 4


import pandas as pd

learning_rates = [0.01, 0.1, 0.5, 0.9, 1.1]
n_iterations = 30

paths = pd.DataFrame(index=range(n_iterations + 1), columns=learning_rates, dtype=float)
paths.iloc[0] = 0.0
for k in range(n_iterations):
    paths.iloc[k + 1] = paths.iloc[k] - np.array(learning_rates) * df(paths.iloc[k])
heights = f(paths)
near = (heights - 3).abs() < 0.01

results = pd.DataFrame(
    {
        "lr": learning_rates,
        "final_x": paths.iloc[-1].to_numpy(),
        "final_f": heights.iloc[-1].to_numpy(),
        "converged_iter": [near[lr].idxmax() if near[lr].any() else None for lr in learning_rates],
    }
)
results["status"] = "converged"
results.loc[results.converged_iter.isna(), "status"] = "not yet"
results.loc[results.final_f > 7, "status"] = "diverged"
fastest_lr = results.loc[results.converged_iter.idxmin(), "lr"]
print(results.to_string())

heights.plot(logy=True)
plt.xlabel("update")
plt.show()
