# %%
import matplotlib.pyplot as plt
import numpy as np

# %% [markdown]
# ## Exercise 1: Gradients of one sigmoid neuron, by hand
#
# A neuron has one input $x = 2.0$, one weight $w = 0.5$ and one bias $b = 0.3$. Its activation is
# the sigmoid, its loss is binary cross-entropy, and the true label of this input is $y = 1$.
#
# Work out, with pen and paper first:
#
# 1. **Forward:** the weighted sum `z`, the prediction `a` and the loss `L`.
# 2. **Backward:** the gradients `dL_dz`, `dL_dw` and `dL_db`, link by link along the chain rule.
# 3. **Update:** the weight `w_new` and the bias `b_new` after one step of gradient descent with
#    learning rate $\alpha = 0.1$, which is called `lr` below.
#
# **What is graded:** the values of `z`, `a`, `L`, `dL_dz`, `dL_dw`, `dL_db`, `w_new` and `b_new`.
# Keep these names.
#
# **What is accepted:** an expression that Python works out, or a number that you type. A typed
# number needs at least 3 significant digits; more are welcome. Every logarithm is the natural one
# (`np.log`). A slip is charged once: what follows from your own earlier values counts as right.

# %%
# Given. Please leave these numbers as they are.
x = 2.0
w = 0.5
b = 0.3
y = 1.0
lr = 0.1

# %%
# Step 1, forward: replace each None.
z = None  # weighted sum
a = None  # prediction
L = None  # loss, natural logarithm

# %%
# Step 2, backward: from the loss back to the parameters.
dL_dz = None
dL_dw = None
dL_db = None

# %%
# Step 3: both parameters after one step.
w_new = None
b_new = None

# %%
# A look at your values. Compute the loss once more with w_new and b_new: did it fall?
print("forward: ", z, a, L)
print("backward:", dL_dz, dL_dw, dL_db)
print("updated: ", w_new, b_new)
