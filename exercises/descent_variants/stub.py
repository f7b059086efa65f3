# %%
import matplotlib.pyplot as plt
import numpy as np

# %% [markdown]
# ## Exercise 6: Batch, mini-batch and stochastic gradient descent
#
# Fit a linear model, whose prediction for a sample $x$ is $w \cdot x$, with the three variants of
# gradient descent. The loss is the mean over the $m$ samples of half the squared error:
#
# $$J(w) = \frac{1}{m} \sum_{i=1}^{m} \frac{1}{2} (w \cdot x^{(i)} - y^{(i)})^2$$
#
# `X` has shape `(n, m)`, **one column a sample**. Labels `y` have shape `(m,)`, parameters `w` have
# shape `(n,)`.
#
# 1. `grad(w, X, y)` returns the gradient of $J$ at `w`, of shape `(n,)`.
# 2. `gd(X, y, w0, lr, n)` makes `n` updates, each with all samples. It returns the list of all `n + 1`
#    parameter vectors, **the start included**.
# 3. `minibatches(X, y, B, seed)` shuffles the samples and cuts them into batches of `B`. It returns a
#    list of pairs `(Xb, yb)`. Each sample is in one batch, with its label; where `m` is no multiple of
#    `B`, the last batch is smaller.
# 4. `sgd(X, y, w0, lr, epochs, B, seed)` runs through all batches `epochs` times, each time **in a new
#    order**, and makes one update a batch, with the gradient of that batch. It returns the list of all
#    parameter vectors, the start included.
#
# The same `seed` must give the same result, another one another order: draw all that is random from
# the generator in the stub. To use `minibatches` in `sgd`, hand it another seed in each epoch.
#
# **What is graded:** the four functions, on data that you have not seen; batches of one sample and of
# all of them are among the tests. Keep their names and the order of their arguments, and leave the
# arguments as they are.
#
# **What is accepted:** lists or arrays of parameters. Any order of the samples will do, as long as it
# comes from the seed. A slip is charged once: what follows from your own `grad`, and in most cases from
# your own `minibatches`, counts as right.


# %%
def grad(w, X, y):
    """The gradient of the mean loss of these samples, of the shape of w."""
    # your code here
    pass


def gd(X, y, w0, lr, n):
    """The parameters before the first update and after each one: a list of n + 1 arrays."""
    # your code here
    pass


# %%
def minibatches(X, y, B, seed):
    """A list of pairs (Xb, yb), of shapes (n, B) and (B,) but for the last."""
    rng = np.random.default_rng(seed)
    # your code here
    pass


def sgd(X, y, w0, lr, epochs, B, seed):
    """The parameters before the first update and after each one: a list of arrays."""
    rng = np.random.default_rng(seed)
    # your code here
    pass


# %%
# A look at your functions, on labels that a linear model can fit.
X = np.random.default_rng(0).normal(size=(2, 10))
y = np.array([1.0, -2.0]) @ X
print("gradient:", grad(np.zeros(2), X, y))
print("batches:", minibatches(X, y, 4, seed=1))
print("batch descent:", gd(X, y, np.zeros(2), 0.1, 50))
print("stochastic:   ", sgd(X, y, np.zeros(2), 0.1, 5, 1, seed=1))
