# %%
import matplotlib.pyplot as plt
import numpy as np

# %% [markdown]
# ## Exercise 3: What the learning rate does
#
# Take `f` and `df` of Exercise 2 and run gradient descent with five learning rates: 0.01, 0.1,
# 0.5, 0.9 and 1.1. (If you work in a file of its own, define `f` and `df` here first.)
#
# Make 30 updates with each rate. **Every run starts anew at $x = 0$.** Append one dictionary a
# rate to `results`, with these keys:
#
# | key | value |
# |---|---|
# | `lr` | the learning rate |
# | `final_x` | the last `x` of the run |
# | `final_f` | the value of `f` there |
# | `converged_iter` | the number of updates after which $\lvert f(x) - 3\rvert < 0.01$ holds for the first time; `None` if it never does |
# | `status` | one of the four words below |
#
# - `"converged"`: the criterion was met within the 30 updates.
# - `"oscillating"`: every step lands on the other side of the minimum, yet gets closer to it.
#   Where such a run also meets the criterion, either word is fine.
# - `"diverged"`: the run moves away from the minimum. You may stop it early.
# - `"not yet"`: on its way to the minimum, but not there after 30 updates.
#
# Then:
#
# - set `fastest_lr` to the rate with the smallest `converged_iter`;
# - draw all five trajectories into one figure, as `f` against `x` or as `f` against the number of
#   the update, and label each with its rate.
#
# **What is graded:** the columns of `results`, `fastest_lr` and the figure. Keep these names.
#
# **What is accepted:** the list of dictionaries described here; a dictionary of rows by rate or of
# columns is read as well. Numbers may be rounded to 4 decimals, no coarser. What follows from your own `f` and `df` counts as right.

# %%
# Given.
learning_rates = [0.01, 0.1, 0.5, 0.9, 1.1]
n_iterations = 30

# To be filled.
results = []  # one dict a rate: lr, final_x, final_f, converged_iter, status
fastest_lr = None

# %%
# One run a learning rate. Keep its trajectory for the figure.
for lr in learning_rates:
    pass  # your code here

# %%
# The figure: five trajectories, one label each. A legend helps, and so does a limit on the axes,
# since a diverging run leaves every scale.

# %%
# A look at your table.
for row in results:
    print(row)
print("fastest:", fastest_lr)
