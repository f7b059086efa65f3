# %%
import matplotlib.pyplot as plt
import numpy as np

# %% [markdown]
# ## Exercise 5: Losses and their gradients
#
# Write the losses of module 2 as functions, and the gradients that backpropagation starts from.
# **Every loss is a mean over the $m$ samples**, so each gradient is that of a mean.
#
# For one output, predictions `p` and labels `y` are arrays of shape `(m,)`:
#
# 1. `mse(p, y)`: the mean squared error, with the half of section 3.1 in front of each square.
# 2. `mse_grad(p, y)`: its gradient by the predictions, an array of shape `(m,)`.
# 3. `bce(p, y)`: the binary cross-entropy, with labels 0 and 1.
# 4. `bce_grad(p, y)`: its gradient **by the predictions** `p`, not by the sums before the sigmoid.
#
# For $C$ classes, arrays have shape `(C, m)`, **one column a sample**, and labels are one-hot:
#
# 5. `softmax(z)`: the probabilities of the classes for scores `z`.
# 6. `cce(p, y)`: the categorical cross-entropy for probabilities `p`.
# 7. `softmax_cce_grad(z, y)`: the gradient of `cce(softmax(z), y)` **by the scores** `z`.
#
# A prediction may be exactly 0 or 1, and a score may be 1000 or -1000: no result may be `inf` or
# `nan` then. All logarithms are natural. Leave the arguments as they are.
#
# **What is graded:** the seven functions, on batches that you have not seen, of one sample and of
# several. Keep their names and the order of their arguments.
#
# **What is accepted:** losses as numbers, gradients as arrays or lists. How far you keep predictions
# away from 0 and 1 is up to you, as long as a prediction of 0.0001 is not changed by it. A slip is
# charged once: a gradient that belongs to your own loss, or follows from your own `softmax`, counts
# as right. A function that is right but for such extreme arguments keeps three quarters of its points.


# %%
def mse(p, y):
    """The mean squared error, a number."""
    # your code here
    pass


def mse_grad(p, y):
    """Its gradient by p, of the shape of p."""
    # your code here
    pass


# %%
def bce(p, y):
    """The binary cross-entropy, a number."""
    # your code here
    pass


def bce_grad(p, y):
    """Its gradient by p, of the shape of p."""
    # your code here
    pass


# %%
def softmax(z):
    """Probabilities of the classes, of the shape of z."""
    # your code here
    pass


def cce(p, y):
    """The categorical cross-entropy, a number."""
    # your code here
    pass


def softmax_cce_grad(z, y):
    """The gradient of cce(softmax(z), y) by z, of the shape of z."""
    # your code here
    pass


# %%
# A look at your functions. Which of these numbers do you expect?
print("mse:", mse(np.array([1.0, 4.0]), np.array([3.0, 4.0])))
print("bce:", bce(np.array([0.9, 0.2]), np.array([1, 0])))
print("softmax:", softmax(np.array([[0.0, 2.0], [0.0, 1.0]])))
