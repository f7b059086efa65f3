import matplotlib.pyplot as plt
import numpy as np


def f(x):
    return x**2 - 4 * x + 7


def df(x):
    return 2 * x - 4


learning_rates = [0.01, 0.1, 0.5, 0.9, 1.1]
n_iterations = 30
results = []
fastest_lr = None

fig, ax = plt.subplots()
xs = np.linspace(-3, 7, 200)
ax.plot(xs, f(xs), "k-", alpha=0.3)
for lr in learning_rates:
    x = 0.0
    trajectory_x = [x]
    trajectory_y = [f(x)]
    converged_iter = None
    sides = []
    for i in range(n_iterations):
        sides.append(x > 2)
        x = x - lr * df(x)
        trajectory_x.append(x)
        trajectory_y.append(f(x))
        if abs(f(x) - 3) < 0.01 and converged_iter is None:
            converged_iter = i + 1
    if trajectory_y[-1] > trajectory_y[0]:
        status = "diverged"
    elif all(s != t for s, t in zip(sides, sides[1:])):
        status = "oscillating"
    elif converged_iter is not None:
        status = "converged"
    else:
        status = "not yet"
    results.append(
        {
            "lr": lr,
            "final_x": x,
            "final_f": f(x),
            "converged_iter": converged_iter,
            "status": status,
        }
    )
    ax.plot(trajectory_x, trajectory_y, "o-", label=f"lr={lr}")

best = None
for row in results:
    if row["converged_iter"] is not None and (best is None or row["converged_iter"] < best):
        best = row["converged_iter"]
        fastest_lr = row["lr"]

ax.set_xlim(-3, 7)
ax.set_ylim(0, 30)
ax.legend()
plt.show()

for row in results:
    print(row)
print("fastest:", fastest_lr)
