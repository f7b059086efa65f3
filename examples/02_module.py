"""Module 2, exercises 1 to 3."""

import math

import matplotlib.pyplot as plt

# ---- Exercise 1 ----

x, w, b = 2.0, 0.5, 0.3
y = 1.0
lr = 0.1


def logistic(t):
    return math.exp(t) / (1 + math.exp(t))


z = b + w * x
a = logistic(z)
L = math.log1p(math.exp(-z))  # -ln a, since y = 1
dL_dz = -(1 - a)
dL_dw = x * dL_dz
dL_db = dL_dz
w_new = w - lr * dL_dw
b_new = b - lr * dL_db

# ---- Exercise 2 ----


def f(x):
    return 7 + x * (x - 4)


def df(x):
    return 2 * x - 4


lr = 0.1
n_iterations = 20
x = 0.0
trajectory_x, trajectory_y = [x], [f(x)]
while len(trajectory_x) < n_iterations + 1:
    x = x - lr * df(x)
    trajectory_x.append(x)
    trajectory_y.append(f(x))

grid = [i / 50 for i in range(-50, 251)]
plt.figure()
plt.plot(grid, [f(t) for t in grid])
plt.plot(trajectory_x, trajectory_y, "s", markersize=4)
plt.axvline(2, color="grey", linewidth=0.5)
plt.savefig("descent.png")

# ---- Exercise 3 ----

learning_rates = [0.01, 0.1, 0.5, 0.9, 1.1]
n_iterations = 30


def walk(rate):
    """All points of one run."""
    points = [0.0]
    for _ in range(n_iterations):
        points.append(points[-1] - rate * df(points[-1]))
    return points


def summary(rate, points):
    near = [k for k, p in enumerate(points) if abs(f(p) - 3) < 0.01]
    if abs(points[-1]) > 10:
        word = "diverged"
    elif not near:
        word = "not yet"
    elif points[1] > 2:
        word = "oscillating"
    else:
        word = "converged"
    return {
        "lr": rate,
        "final_x": points[-1],
        "final_f": f(points[-1]),
        "converged_iter": near[0] if near else None,
        "status": word,
    }


runs = {rate: walk(rate) for rate in learning_rates}
results = [summary(rate, points) for rate, points in runs.items()]
fastest_lr = sorted((row["converged_iter"], row["lr"]) for row in results if row["converged_iter"])[
    0
][1]

plt.figure()
for rate, points in runs.items():
    plt.plot(points, [f(p) for p in points], "o-", label=f"lr = {rate}")
plt.xlim(-2, 6)
plt.ylim(2, 20)
plt.legend()
plt.savefig("rates.png")
