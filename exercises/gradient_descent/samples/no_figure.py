"""Everything is worked out, and nothing is drawn.

loses: figure
names: nothing
"""


def f(x):
    return x**2 - 4 * x + 7


def df(x):
    return 2 * x - 4


x = 0.0
lr = 0.1
n_iterations = 20

trajectory_x = [x]
trajectory_y = [f(x)]
for i in range(n_iterations):
    x = x - lr * df(x)
    trajectory_x.append(x)
    trajectory_y.append(f(x))

for step in zip(trajectory_x, trajectory_y):
    print(*step)
