import matplotlib.pyplot as plt


def f(x):
    return x**2 - 4 * x + 7


def df(x, h=1e-5):
    return (f(x + h) - f(x - h)) / (2 * h)


learning_rates = [0.01, 0.1, 0.5, 0.9, 1.1]
n_iterations = 30
columns = {"lr": [], "final_x": [], "final_f": [], "converged_iter": [], "status": []}
for lr in learning_rates:
    xs = [0.0]
    for _ in range(n_iterations):
        xs.append(xs[-1] - lr * df(xs[-1]))
    ys = [f(x) for x in xs]
    close = [abs(y - 3) < 0.01 for y in ys]
    columns["lr"].append(lr)
    columns["final_x"].append(xs[-1])
    columns["final_f"].append(ys[-1])
    columns["converged_iter"].append(close.index(True) if True in close else None)
    columns["status"].append(
        "diverged" if ys[-1] > ys[0] else "converged" if close[-1] else "not yet"
    )
    plt.plot(ys, label=lr)
results = columns
fastest_lr = learning_rates[2]
plt.ylim(2, 10)
plt.legend()
plt.show()
