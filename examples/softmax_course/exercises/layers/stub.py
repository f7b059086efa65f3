# %%
import numpy as np

# %% [markdown]
# ## Exercise 1: Layers of a network, forward and backward
#
# A network is built of layers. Each has a forward function, which returns what comes out of it and a
# *cache* of whatever its backward function will need; and a backward function, which takes `dout`, the
# gradient of the loss with respect to what came out, and that cache.
#
# | function | returns |
# |---|---|
# | `affine_forward(x, w, b)` | `out, cache` |
# | `affine_backward(dout, cache)` | `dx, dw, db` |
# | `relu_forward(x)` | `out, cache` |
# | `relu_backward(dout, cache)` | `dx` |
# | `softmax_loss(x, y)` | `loss, dx` |
#
# `x` holds `N` samples along its first axis. For the affine layer a sample may have any shape
# `(d1, ..., dk)` with `D` entries in all; `w` has the shape `(D, M)` and `b` the shape `(M,)`. For
# `softmax_loss`, `x` holds scores, shape `(N, C)`, and `y` the true class of each sample, a whole
# number from 0 to `C - 1`; the loss is the mean cross-entropy.
#
# **What is graded:** these five functions, on inputs of several shapes. Keep their names, and the
# order of their arguments. The scores may be as large as a thousand.
#
# **What is accepted:** a cache of any kind: it goes from your forward function to your backward
# function as it is, and nobody looks into it. So a slip forward costs nothing backward.


# %%
def affine_forward(x, w, b):
    # your code here
    pass


def affine_backward(dout, cache):
    # your code here
    pass


# %%
def relu_forward(x):
    # your code here
    pass


def relu_backward(dout, cache):
    # your code here
    pass


# %%
def softmax_loss(x, y):
    # your code here
    pass


# %%
# Try your functions here, with shapes that differ from each other.
