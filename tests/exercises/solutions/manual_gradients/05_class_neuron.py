import numpy as np


class Neuron:
    """a single sigmoid neuron"""

    def __init__(self, w, b):
        self.w = w
        self.b = b
        self.cache = {}

    def __call__(self, x):
        self.cache["x"] = x
        self.cache["z"] = self.w * x + self.b
        self.cache["a"] = 1 / (1 + np.exp(-self.cache["z"]))
        return self.cache["a"]

    def loss(self, y):
        a = self.cache["a"]
        self.cache["y"] = y
        return -y * np.log(a) - (1 - y) * np.log(1 - a)

    def backward(self):
        dz = self.cache["a"] - self.cache["y"]
        return dz, dz * self.cache["x"], dz

    def step(self, lr, dw, db):
        self.w -= lr * dw
        self.b -= lr * db


x, w, b, y, lr = 2.0, 0.5, 0.3, 1.0, 0.1
neuron = Neuron(w, b)
a = neuron(x)
z = neuron.cache["z"]
L = neuron.loss(y)
dL_dz, dL_dw, dL_db = neuron.backward()
neuron.step(lr, dL_dw, dL_db)
w_new, b_new = neuron.w, neuron.b
