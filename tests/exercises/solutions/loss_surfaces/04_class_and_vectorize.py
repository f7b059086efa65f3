import matplotlib.pyplot as plt
import numpy as np

X = np.array([-2.0, -1.0, 0.0, 1.0, 2.0, 3.0])
y = np.array([0.0, 0.0, 1.0, 0.0, 1.0, 1.0])
start = np.array([-2.0, 2.0])  # weight, bias
lr = 0.5
n_iterations = 20


class Neuron:
    def __init__(self, w, b):
        self.theta = np.array([w, b], dtype=float)

    def z(self, X):
        return self.theta[0] * X + self.theta[1]

    def loss(self, X, y):
        z = self.z(X)
        return np.mean(np.maximum(z, 0) - y * z + np.log1p(np.exp(-np.abs(z))))

    def step(self, X, y, lr):
        error = 1 / (1 + np.exp(-self.z(X))) - y
        self.theta -= lr * np.array([error @ X, error.sum()]) / X.size


def loss_surface(w_range, b_range, X, y):
    at = np.vectorize(lambda b, w: Neuron(w, b).loss(X, y))
    return at(np.reshape(b_range, (-1, 1)), np.reshape(w_range, (1, -1)))


neuron, loss_path = Neuron(*start), [start.copy()]
for _ in range(n_iterations):
    neuron.step(X, y, lr)
    loss_path += [neuron.theta.copy()]
loss_path = np.stack(loss_path)

w_range = np.linspace(-3, 4, 71)
b_range = np.linspace(-3, 3, 61)
plt.imshow(loss_surface(w_range, b_range, X, y), extent=[-3, 4, -3, 3], origin="lower")
plt.plot(loss_path[:, 0], loss_path[:, 1], "w-")
plt.show()

# |1 - 2 lr| = 1 and 1 - 2 lr = 0
critical_lr = (1 + 1) / 2
one_step_lr = 1 / 2
