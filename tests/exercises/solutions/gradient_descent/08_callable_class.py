import matplotlib.pyplot as plt
import numpy as np


class Quadratic:
    def __init__(self, a, b, c):
        self.a, self.b, self.c = a, b, c

    def __call__(self, x):
        return self.a * x**2 + self.b * x + self.c

    def derivative(self):
        return Quadratic(0, 2 * self.a, self.b)


class Optimizer:
    def __init__(self, gradient, lr):
        self.gradient, self.lr = gradient, lr
        self.history = []

    def run(self, start, n):
        point = start
        self.history = [point]
        for _ in range(n):
            point -= self.lr * self.gradient(point)
            self.history.append(point)
        return point


f = Quadratic(1, -4, 7)
df = f.derivative()
x, lr, n_iterations = 0.0, 0.1, 20
gd = Optimizer(df, lr)
x = gd.run(x, n_iterations)
trajectory_x = gd.history
trajectory_y = [f(p) for p in gd.history]


def show(path, values):
    fig, ax = plt.subplots(figsize=(6, 4))
    grid = np.linspace(min(path) - 1, max(path) + 2, 200)
    ax.plot(grid, f(grid))
    ax.plot(path, values, ".-")
    ax.scatter(2, f(2), zorder=5)
    ax.set(xlabel="x", ylabel="f(x)", title="gradient descent")
    plt.show()
    return fig


figure = show(trajectory_x, trajectory_y)
