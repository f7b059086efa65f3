import numpy as np


class Dual:
    def __init__(self, value, slope):
        self.value, self.slope = value, slope

    def __mul__(self, other):
        if not isinstance(other, Dual):
            other = Dual(other, 0.0)
        return Dual(self.value * other.value, self.slope * other.value + self.value * other.slope)

    def __sub__(self, number):
        return Dual(self.value - number, self.slope)

    def sigmoid(self):
        a = 0.5 * (1 + np.tanh(self.value / 2))
        return Dual(a, a * (1 - a) * self.slope)


def chain(x):
    u = Dual(x, 1.0) * Dual(x, 1.0) * 3 - 1
    y = u.sigmoid()
    alone = Dual(u.value, 1.0).sigmoid()
    return dict(u=u.value, y=y.value, du_dx=u.slope, dy_du=alone.slope, dy_dx=y.slope)
