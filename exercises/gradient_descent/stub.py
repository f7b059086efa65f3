# %%
import matplotlib.pyplot as plt
import numpy as np

# %% [markdown]
# ## Exercise 2: Gradient descent on a parabola
#
# Find the minimum of
#
# $$f(x) = x^2 - 4x + 7$$
#
# by gradient descent instead of by solving for it.
#
# 1. Write `f(x)`, and work out its derivative yourself for `df(x)`. Both take one number and
#    *return* one number.
# 2. Start at $x_0 = 0$ and make 20 updates with learning rate 0.1.
# 3. Record the whole path: `trajectory_x` holds every `x`, `trajectory_y` the value of `f` at each
#    of them. **The start is part of the path**, so both end up with 21 entries.
# 4. At the end `x` holds the last point, and `f(x)` is the smallest value that you found.
# 5. Draw the curve of `f`, the trajectory on it, and mark the minimum.
#
# **What is graded:** `f`, `df`, `trajectory_x`, `trajectory_y`, `x` and the figure.
# Keep these names.
#
# **What is accepted:** lists or arrays. The trajectory may be drawn on the curve, or against the
# number of the update; as a line, as markers or both. Colours and layout are up to you.
# A slip is charged once: what follows from your own `f` and `df` counts as right.


# %%
def f(x):
    """The function that is to be minimised."""
    # your code here
    pass


def df(x):
    """The derivative of f."""
    # your code here
    pass


# %%
# Given.
x = 0.0  # where the descent starts
lr = 0.1  # learning rate
n_iterations = 20  # number of updates

# To be filled: the path, its start included.
trajectory_x = []
trajectory_y = []

# %%
# Gradient descent: update x and record where it went, n_iterations times.
for i in range(n_iterations):
    pass  # your code here

# %%
# The figure: the curve of f, your trajectory, the minimum. Begin with plt.subplots() and
# end with plt.show().
