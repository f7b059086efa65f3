from itertools import accumulate, repeat

import matplotlib.pyplot as plt

COEFFS = (7, -4, 1)


def f(x):
    return sum(c * x**k for k, c in enumerate(COEFFS))


def df(x):
    return sum(k * c * x ** (k - 1) for k, c in enumerate(COEFFS) if k)


lr, n_iterations = 0.1, 20
trajectory_x = tuple(
    accumulate(repeat(None, n_iterations), lambda p, _: p - lr * df(p), initial=0.0)
)
trajectory_y = tuple(f(p) for p in trajectory_x)
x = trajectory_x[-1]

plt.plot(range(1, len(trajectory_x) + 1), trajectory_x, "s")
plt.axhline(2)
plt.show()
