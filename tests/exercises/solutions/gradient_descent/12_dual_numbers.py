import matplotlib.pyplot as plt


class Dual:
    def __init__(self, re, eps=0.0):
        self.re, self.eps = re, eps

    def __add__(self, o):
        o = o if isinstance(o, Dual) else Dual(o)
        return Dual(self.re + o.re, self.eps + o.eps)

    __radd__ = __add__

    def __mul__(self, o):
        o = o if isinstance(o, Dual) else Dual(o)
        return Dual(self.re * o.re, self.re * o.eps + self.eps * o.re)

    __rmul__ = __mul__


def f(x):
    return x * x + (-4) * x + 7


def df(x):
    return f(Dual(x, 1.0)).eps


x = 0.0
lr = 0.1
n_iterations = 20
trajectory_x = [x] * (n_iterations + 1)
trajectory_y = [f(x)] * (n_iterations + 1)
for i, _ in enumerate(trajectory_x[1:], start=1):
    trajectory_x[i] = x = x - lr * df(x)
    trajectory_y[i] = f(x)

plt.scatter(trajectory_x, trajectory_y)
plt.plot([p / 20 for p in range(90)], [f(p / 20) for p in range(90)])
plt.show()
