# %%
import matplotlib.pyplot as plt
import numpy as np

# %% [markdown]
# ## Exercise 10: A numerical gradient
#
# A gradient that you worked out by hand can be checked with one that needs no formula: move one
# entry of $x$ a little, and see how the function answers.
#
# Write `gradient_check(f, x, h)`.
#
# - `f` is a function that takes an array of shape `(n,)` and returns a number.
# - `x` is an array of shape `(n,)`, and `h` is a positive number.
# - It returns an array of shape `(n,)`: for each entry of `x` the slope of `f` there, from the
#   heights of `f` with that entry moved by `h` to **either side** (a *central* difference). When
#   `h` is halved, the error of such a slope falls to a quarter.
# - After the call, `x` holds the same numbers as before.
# - `x` may hold whole numbers: `np.array([1, 2])` must give what `np.array([1.0, 2.0])` gives.
#
# Two functions to try it on are given. `bowl` is a parabola in each entry. `waves` is curved in
# other ways, and each of its slopes depends on all entries.
#
# **What is graded:** `gradient_check`, called with `bowl` and `waves`, with arrays and steps that
# your code has not seen, long steps among them; that `x` is kept; that whole numbers work.
#
# **What is accepted:** any code that gives these slopes. A difference to one side only earns half
# of the points for the slopes.


# %%
# Given. Please leave both functions as they are.
def bowl(x):
    return np.sum(np.arange(1, x.size + 1) * (x - 1) ** 2)


def waves(x):
    return np.sum(np.sin(2 * x)) + np.prod(x)


# %%
def gradient_check(f, x, h):
    """The slope of f for each entry of x, by differences."""
    # your code here
    pass


# %%
# A look at your slopes. At (1, ..., 1) the bowl is flat.
print(gradient_check(bowl, np.array([1.0, 1.0, 1.0]), 0.1))
