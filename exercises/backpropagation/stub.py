# %%
import matplotlib.pyplot as plt
import numpy as np

# %% [markdown]
# ## Exercise 9: Back through two layers
#
# The network is that of Exercise 4: $n_0$ inputs, a hidden layer of $n_1$ neurons with the
# **relu**, one output neuron with the **sigmoid**; each *column* is one of $m$ samples. Its loss
# $J$ is the **mean** over the samples of the binary cross-entropy, with the natural logarithm.
#
# A batch has gone forward already. Write `backward`, which works out how $J$ changes with every
# sum, weight and bias.
#
# | argument | what it holds |
# |---|---|
# | `cache` | a dictionary of the inputs `x` $(n_0, m)$, the hidden `z1` and `a1` $(n_1, m)$, and `z2` and `a2` $(1, m)$ of the output |
# | `params` | a dictionary of `W1` $(n_1, n_0)$, `b1` $(n_1, 1)$, `W2` $(1, n_1)$ and `b2` $(1, 1)$ |
# | `y` | the labels, 0 or 1, of shape $(1, m)$ |
#
# It *returns* `dZ2`, `dW2`, `db2`, `dZ1`, `dW1` and `db1`: the derivatives of the mean $J$ by `z2`,
# `W2`, `b2`, `z1`, `W1` and `b1`, each of the shape of what it belongs to. The $1/m$ of the mean is
# a part of every one of them.
#
# Neither `cache` nor `params` nor `y` may be changed, and predictions of exactly 0 or 1 must not
# end in `nan`. Update nothing here.
#
# **What is graded:** `dZ2`, `dW2`, `db2`, `dZ1`, `dW1` and `db1` as `backward` returns them, for
# batches of different sizes that your code has not seen. Keep these names.
#
# **What is accepted:** a dictionary with these keys, or the six arrays in this order. A slip is
# charged once: what follows from your own earlier arrays counts as right.


# %%
def backward(cache, params, y):
    """All gradients of the mean loss; returns {"dZ2": ..., "dW2": ..., ..., "db1": ...}."""
    # your code here
    pass


# %%
# A look at a batch of two samples that has gone forward.
cache = {
    "x": np.array([[1.0, -2.0], [0.5, 3.0]]),
    "z1": np.array([[0.05, -1.8], [0.75, -1.1], [-0.3, 2.4]]),
    "a1": np.array([[0.05, 0.0], [0.75, 0.0], [0.0, 2.4]]),
    "z2": np.array([[-0.625, 2.02]]),
    "a2": np.array([[0.34864514, 0.88288101]]),
}
params = {
    "W1": np.array([[0.2, -0.5], [0.7, 0.1], [-0.4, 0.6]]),
    "b1": np.array([[0.1], [0.0], [-0.2]]),
    "W2": np.array([[0.5, -1.0, 0.8]]),
    "b2": np.array([[0.1]]),
}
y = np.array([[1, 0]])
print(backward(cache, params, y))
