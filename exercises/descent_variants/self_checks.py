"""What students may run to see for themselves whether an answer can be right."""

GRAD = """\
X, y, w, h = np.array([[1.0, 2, 0], [3, 1, 1]]), np.array([1.0, 0, 2]), np.array([0.5, -1]), 1e-6
for e in np.eye(2):  # one parameter moved at a time
    up, down = (np.mean(((w + d * e) @ X - y) ** 2) / 2 for d in (h, -h))
    print((up - down) / (2 * h), grad(w, X, y) @ e)
"""
GD = """\
X, y = np.array([[1.0, 2, 0], [3, 1, 1]]), np.array([1.0, 0, 2])
path = gd(X, y, np.zeros(2), 0.1, 4)
for w in path:  # the loss along the path
    print(w, np.mean((w @ X - y) ** 2) / 2)
"""
MINIBATCHES = """\
X = np.arange(14.0).reshape(2, 7)
for Xb, yb in minibatches(X, X[0], 3, 1):  # here each label is the first entry of its sample
    print(Xb.shape, yb.shape, Xb[0] == yb)
"""
SGD = """\
X, y = np.array([[1.0, 2, 0], [3, 1, 1]]), np.array([1.0, 0, 2])
print(len(sgd(X, y, np.zeros(2), 0.1, 5, 2, 1)))  # how many updates should there be?
print(sgd(X, y, np.zeros(2), 0.1, 4, 3, 1)[-1], gd(X, y, np.zeros(2), 0.1, 4)[-1])
"""
