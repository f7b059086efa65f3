"""The counter begins at 30, a run that leaves |x| < 20 is stopped and marked by -1.

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

results = []
fig, ax = plt.subplots()
for lr in learning_rates:
    x = 0.0
    path = [x]
    counter = n_iterations
    found = False
    for i in range(n_iterations):
        x = x - lr * df(x)
        path.append(x)
        if not found and abs(f(x) - 3.0) < 0.01:
            found, counter = True, i + 1
        if abs(x) > 20:
            counter = -1
            break
    results.append(
        {
            "lr": lr,
            "final_x": path[-1],
            "final_f": f(path[-1]),
            "converged_iter": counter,
            "status": "Converged" if counter > 0 else "Diverged",
        }
    )
    ax.plot(path, [f(p) for p in path], "o-", label=f"lr={lr}")

fastest_lr = 0.5
ax.set_xlim(-2, 6)
ax.set_ylim(0, 30)
ax.legend()
plt.show()
