import math


class Value:
    """reverse mode on scalars, after micrograd"""

    def __init__(self, data, parents=()):
        self.data = data
        self.grad = 0.0
        self.parents = parents  # pairs (node, local derivative)

    def __add__(self, other):
        return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        return Value(self.data * other.data, ((self, other.data), (other, self.data)))

    def sigmoid(self):
        s = 1 / (1 + math.exp(-self.data))
        return Value(s, ((self, s * (1 - s)),))

    def bce(self, target):
        p = self.data
        value = -(target * math.log(p) + (1 - target) * math.log(1 - p))
        return Value(value, ((self, (p - target) / (p * (1 - p))),))

    def backward(self, upstream=1.0):
        self.grad += upstream
        for node, local in self.parents:
            node.backward(upstream * local)


x, w, b, y, lr = 2.0, 0.5, 0.3, 1.0, 0.1
W, X, B = Value(w), Value(x), Value(b)
Z = W * X + B
A = Z.sigmoid()
loss = A.bce(y)
loss.backward()

z, a, L = Z.data, A.data, loss.data
dL_dz, dL_dw, dL_db = Z.grad, W.grad, B.grad
w_new, b_new = (p.data - lr * p.grad for p in (W, B))
