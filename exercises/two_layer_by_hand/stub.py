# %%
import matplotlib.pyplot as plt
import numpy as np

# %% [markdown]
# ## Exercise 12: Two layers by hand
#
# The whole way of one sample, there and back, with numbers small enough for paper. The network has
# two inputs, a hidden layer of two neurons and one output neuron. **All three neurons have the
# sigmoid**, and the loss is binary cross-entropy with the natural logarithm.
#
# Work out with pen and paper first, and then with Python:
#
# 1. **Forward:** the hidden sums `z1` and activations `a1`, the output's sum `z2`, the prediction
#    `a2` and the loss `L`.
# 2. **Backward:** the derivatives of `L` by the output's sum, `dz2`, and by its weights, `dW2`; by
#    the hidden activations, `da1`, and sums, `dz1`; by the hidden weights, `dW1`, and biases, `db1`.
# 3. **Update:** the hidden weights `W1_new` after one step of gradient descent with learning rate
#    `lr`. The other parameters move in the same way; they need not be worked out.
#
# **What is graded:** the values of `z1`, `a1`, `z2`, `a2`, `L`, `dz2`, `dW2`, `da1`, `dz1`, `dW1`,
# `db1` and `W1_new`. Keep these names.
#
# **What is accepted:** arrays or lists, worked out by Python or typed with at least 3 significant
# digits. A derivative has the shape of what it belongs to; a column may be written as a row. A
# slip is charged once: what follows from your own earlier values counts as right.

# %%
# Given. Please leave these numbers as they are.
x = np.array([[1.0], [2.0]])
y = 1.0
W1 = np.array([[0.5, -0.3], [0.2, 0.8]])
b1 = np.array([[0.1], [0.0]])
W2 = np.array([[0.6, -0.4]])
b2 = 0.2
lr = 0.1

# %%
# Step 1, forward: replace each None.
z1 = None
a1 = None
z2 = None
a2 = None
L = None

# %%
# Step 2, backward: from the output to the inputs.
dz2 = None
dW2 = None
da1 = None
dz1 = None
dW1 = None
db1 = None

# %%
# Step 3: the hidden weights after one step.
W1_new = None

# %%
# A look at your values.
print("forward: ", z1, a1, z2, a2, L, sep="\n")
print("backward:", dz2, dW2, da1, dz1, dW1, db1, sep="\n")
print("updated: ", W1_new, sep="\n")
