import numpy as np


def bowl(x):
    return np.sum(np.arange(1, x.size + 1) * (x - 1) ** 2)


def waves(x):
    return np.sum(np.sin(2 * x)) + np.prod(x)


class NumericalGradient:
    def __call__(self, f, x, h):
        points = np.repeat(x[None, :].astype("float64"), 2 * len(x), axis=0)
        for i in range(len(x)):
            points[2 * i, i] += h
            points[2 * i + 1, i] -= h
        heights = np.apply_along_axis(f, 1, points)
        return -np.diff(heights.reshape(-1, 2))[:, 0] / (h + h)


gradient_check = NumericalGradient()
