import numpy as np


class Layer:
    def __init__(self, W, b, activation):
        self.W, self.b, self.activation = W, b, activation

    def __call__(self, a):
        self.z = self.W.dot(a) + self.b
        return self.activation(self.z)


def forward(x, W1, b1, W2, b2):
    hidden = Layer(W1, b1, lambda z: (z + np.abs(z)) / 2)
    out = Layer(W2, b2, lambda z: 1.0 / (1.0 + np.exp(-z)))
    a1 = hidden(x)
    a2 = out(a1)
    return {"x": x, "z1": hidden.z, "a1": a1, "W2": W2, "z2": out.z, "a2": a2}
