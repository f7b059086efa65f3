"""The bias is forgotten; the error follows from that and is right.

loses: p
names: p=p-no-bias
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

p = w * x
e = p - y


def mse(p, y):
    return np.mean((p - y) ** 2)
