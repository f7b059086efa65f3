# %%
import numpy as np

# %% [markdown]
# ## Exercise 1: Mine
#
# A model predicts $p = w x + b$ for the input $x = 2.0$, with $w = 0.5$ and $b = 0.3$. The true
# value is $y = 1$.
#
# 1. Work out the prediction `p`, and its error `e`: positive where the prediction is too high.
# 2. Write a function `mse(p, y)` that takes arrays of predictions and true values and returns the
#    mean squared error.
#
# **What is graded:** the values of `p` and `e`, and the function `mse`. Keep these names.
#
# **What is accepted:** an expression that Python works out, or a number that you type, with at
# least 3 significant digits. A slip is charged once: what follows from your own earlier values
# counts as right.

# %%
# Given. Please leave these numbers as they are.
x = 2.0
w = 0.5
b = 0.3
y = 1.0

# %%
p = None
e = None


# %%
def mse(p, y):
    # your code here
    pass
