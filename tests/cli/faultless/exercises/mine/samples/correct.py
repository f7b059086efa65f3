"""All of it as it should be.

loses: nothing
names: nothing
"""

# %%
import numpy as np

# %% [markdown]
# ## Exercise 1: Mine

# %%
x = 2.0
w = 0.5
b = 0.3
y = 1.0

p = w * x + b
e = p - y


def mse(p, y):
    return np.mean((p - y) ** 2)
