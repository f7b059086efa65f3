import matplotlib.pyplot as plt

# calculator, four decimals


def f(x):
    return x**2 - 4 * x + 7


def df(x):
    return 2 * x - 4


x = 0.0
lr = 0.1
n_iterations = 20

trajectory_x = [
    0.0,
    0.4,
    0.72,
    0.976,
    1.1808,
    1.3446,
    1.4757,
    1.5806,
    1.6645,
    1.7316,
    1.7853,
    1.8282,
    1.8626,
    1.8900,
    1.9120,
    1.9296,
    1.9437,
    1.9550,
    1.9640,
    1.9712,
    1.9769,
]
trajectory_y = [
    7.0,
    5.56,
    4.6384,
    4.0486,
    3.6711,
    3.4295,
    3.2749,
    3.1759,
    3.1126,
    3.0721,
    3.0461,
    3.0295,
    3.0189,
    3.0121,
    3.0077,
    3.0050,
    3.0032,
    3.0020,
    3.0013,
    3.0008,
    3.0005,
]
x = 1.9769

plt.plot(trajectory_x, trajectory_y, "o-")
plt.plot([k / 10 for k in range(41)], [f(k / 10) for k in range(41)])
plt.show()
