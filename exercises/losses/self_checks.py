"""What students may run to see for themselves whether their gradients and shares can be right."""

MSE_GRAD = """\
p, y, h = np.array([1.0, 4.0, 2.0]), np.array([3.0, 3.5, 2.0]), 1e-6
for e in np.eye(3):  # one prediction moved at a time
    print((mse(p + h * e, y) - mse(p - h * e, y)) / (2 * h), mse_grad(p, y) @ e)
"""
BCE_GRAD = """\
p, y, h = np.array([0.2, 0.7, 0.6]), np.array([0, 1, 0]), 1e-6
for e in np.eye(3):  # one prediction moved at a time
    print((bce(p + h * e, y) - bce(p - h * e, y)) / (2 * h), bce_grad(p, y) @ e)
"""
SOFTMAX = "print(softmax(np.array([[0.0, 900], [2, 901]])).sum(axis=0))\n"
SOFTMAX_CCE_GRAD = """\
z, y, h = np.array([[1.0, 0], [2, 1], [0, 3]]), np.eye(3)[:, :2], 1e-6
e = np.zeros((3, 2))
e[0, 1] = h  # one score moved; try the others too
print((cce(softmax(z + e), y) - cce(softmax(z - e), y)) / (2 * h), softmax_cce_grad(z, y)[0, 1])
"""
