# %%
import matplotlib.pyplot as plt
import numpy as np

# %% [markdown]
# ## Exercise 4: Forward through two layers
#
# A network has $n_0$ inputs, a hidden layer of $n_1$ neurons with the **relu** as activation
# function, and one output neuron with the **sigmoid**. It is given a batch of $m$ samples at once:
# each *column* of `x` is one sample.
#
# Write `forward`, which takes the batch through both layers and *returns* what it met on its way.
#
# | argument | shape | | returned | shape | |
# |---|---|---|---|---|---|
# | `x` | $(n_0, m)$ | the inputs | `z1` | $(n_1, m)$ | weighted sums of the hidden layer |
# | `W1` | $(n_1, n_0)$ | its weights | `a1` | $(n_1, m)$ | its activations |
# | `b1` | $(n_1, 1)$ | its biases | `z2` | $(1, m)$ | weighted sums of the output |
# | `W2` | $(1, n_1)$ | weights of the output | `a2` | $(1, m)$ | the predictions |
# | `b2` | $(1, 1)$ | its bias | | | |
#
# No loop over the samples is needed. The function must work for any $n_0$, $n_1$ and $m$, also for
# a single sample; it must not change its arguments; and sums of 800 or -800 must not end in `nan`.
#
# **What is graded:** `z1`, `a1`, `z2` and `a2` as `forward` returns them, for batches that your
# code has not seen. Keep these names.
#
# **What is accepted:** a dictionary with these keys, or the four arrays in this order. More keys do
# no harm. A slip is charged once: what follows from your own earlier arrays counts as right.


# %%
def forward(x, W1, b1, W2, b2):
    """Both layers for a batch; returns {"z1": ..., "a1": ..., "z2": ..., "a2": ...}."""
    # your code here
    pass


# %%
# A look at a batch of two samples.
x = np.array([[1.0, -2.0], [0.5, 3.0], [-1.5, 2.5]])
W1 = np.array([[0.2, -0.5, 1.0], [0.7, 0.1, -0.3], [-0.4, 0.6, 0.9], [0.3, -0.8, 0.5]])
b1 = np.array([[0.1], [0.0], [-0.2], [0.4]])
W2 = np.array([[0.5, -1.0, 0.8, 0.3]])
b2 = np.array([[0.1]])
print(forward(x, W1, b1, W2, b2))
