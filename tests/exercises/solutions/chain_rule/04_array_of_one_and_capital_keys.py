import numpy as np


def chain(x):
    x = np.array([x])
    U = 3 * np.power(x, 2) - 1
    Y = np.where(U > 0, 1 / (1 + np.exp(-U)), np.exp(U) / (1 + np.exp(U)))
    out = {}
    out["U"], out["Y"] = U, Y
    out["dU/dx"] = 6 * x
    out["dY/dU"] = Y - Y**2
    out["dY/dx"] = out["dU/dx"] * out["dY/dU"]
    return out


for at in (-1, 0, 1):
    print(at, chain(at))
