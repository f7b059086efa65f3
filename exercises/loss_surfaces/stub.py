# %%
import matplotlib.pyplot as plt
import numpy as np

# %% [markdown]
# ## Exercise 11: A loss as a surface
#
# A sigmoid neuron with one input has two parameters, $w$ and $b$. Its loss is a height over the
# plane of these two: a surface.
#
# 1. Write `loss_surface(w_range, b_range, X, y)`. It returns an array `Z` of shape
#    `(len(b_range), len(w_range))`: in row `i` and column `j` stands the mean binary cross-entropy
#    over all samples with bias `b_range[i]` and weight `w_range[j]`. It must stay finite where
#    predictions round to 0 or 1.
# 2. From `start` (weight, then bias) make 20 updates of gradient descent on that mean loss, with
#    learning rate 0.5 and all samples in each update. `loss_path` holds every point, **the start
#    included**: an array of shape `(21, 2)`, one row a point, the weight first.
# 3. Draw the surface as contours, and the path on it.
#
# Where a surface bends more, a rate must be smaller. On the parabola $f(x) = x^2 - 4x + 7$ this
# can be worked out exactly:
#
# 4. `critical_lr` is the rate up to which gradient descent gets closer to the minimum with each
#    step: with any larger rate it moves away.
# 5. `one_step_lr` is the rate with which one step leads right into the minimum, from any start.
#
# **What is graded:** `loss_surface`, called with ranges and samples that your code has not seen;
# `loss_path`, `critical_lr`, `one_step_lr`, and the figure. Keep these names.
#
# **What is accepted:** any code for `Z`, with loops or without; a list of pairs for `loss_path`. In
# the figure, `contour`, `contourf`, `imshow` or `pcolormesh` for the surface, and a line or points
# for the path; colours and layout are up to you.

# %%
# Given. Please leave these numbers as they are.
X = np.array([-2.0, -1.0, 0.0, 1.0, 2.0, 3.0])
y = np.array([0.0, 0.0, 1.0, 0.0, 1.0, 1.0])
start = np.array([-2.0, 2.0])  # weight, bias
lr = 0.5
n_iterations = 20


# %%
def loss_surface(w_range, b_range, X, y):
    """The mean loss for each pair of bias and weight."""
    # your code here
    pass


# %%
loss_path = []  # one point a row: weight, bias
for i in range(n_iterations):
    pass  # your code here

# %%
# The figure. Begin with plt.subplots() and end with plt.show().
w_range = np.linspace(-3, 4, 71)
b_range = np.linspace(-3, 3, 61)

# %%
critical_lr = None
one_step_lr = None
