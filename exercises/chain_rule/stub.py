# %%
import matplotlib.pyplot as plt
import numpy as np

# %% [markdown]
# ## Exercise 8: The chain rule, link by link
#
# The function
#
# $$y = \sigma(3x^2 - 1)$$
#
# is a chain of two: an inner function $u = 3x^2 - 1$, and the sigmoid $\sigma$ of it. Write
# `chain(x)`, which takes one number and returns a dictionary with five entries:
#
# | key | value |
# |---|---|
# | `"u"` | the inner function at `x` |
# | `"y"` | the sigmoid of that |
# | `"du_dx"` | the inner link: the derivative of $u$ by $x$ |
# | `"dy_du"` | the outer link: the derivative of $y$ by $u$ |
# | `"dy_dx"` | the whole chain: the derivative of $y$ by $x$ |
#
# Work out both links yourself, with pen and paper first.
#
# **What is graded:** the five entries that `chain` returns, at numbers that your code has not seen.
#
# **What is accepted:** the dictionary, or a tuple of the five numbers in this order. A slip is
# charged once: what follows from your own earlier entries counts as right.


# %%
def chain(x):
    """The values and derivatives along the chain from x to y."""
    # your code here
    pass


# %%
# A look at your values. How could you find out whether "dy_dx" is the slope of "y"?
print(chain(0.5))
