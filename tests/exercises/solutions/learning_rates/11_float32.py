import matplotlib.pyplot as plt
import numpy as np


def f(x):
    return x**2 - 4 * x + 7


def df(x):
    return 2 * x - 4


learning_rates = np.array([0.01, 0.1, 0.5, 0.9, 1.1], dtype=np.float32)
n_iterations = 30

results = []
fig, ax = plt.subplots()
for lr in learning_rates:
    x = np.float32(0)
    path = [x]
    for i in range(n_iterations):
        x = x - lr * df(x)
        path.append(x)
    path = np.array(path, dtype=np.float32)
    near = np.abs(f(path) - 3) < 0.01
    converged_iter = int(near.argmax()) if near.any() else None
    status = "diverged" if f(x) > f(path[0]) else "converged" if near.any() else "not yet"
    results.append(
        {
            "lr": lr,
            "final_x": x,
            "final_f": f(x),
            "converged_iter": converged_iter,
            "status": status,
        }
    )
    ax.plot(path, f(path), label=f"lr={lr:.2f}")
fastest_lr = learning_rates[2]
ax.legend()
plt.show()
