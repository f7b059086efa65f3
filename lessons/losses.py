# %%
import matplotlib.pyplot as plt
import numpy as np

# %% [markdown]
# ## How wrong is a prediction?
#
# A **loss** $L(y, \hat y)$ turns a label and a prediction into one number that is small when they
# agree. Over $m$ samples the mean of their losses is the **cost** $J$.
#
# **Squared error**, for numbers: $L = \frac12 (y - \hat y)^2$. The half is there so that no 2 is
# left when you differentiate.
#
# **Binary cross-entropy**, for the probability of class 1:
#
# $$L = -\bigl[\,y \ln \hat y + (1 - y) \ln(1 - \hat y)\,\bigr].$$
#
# The label is 0 or 1, so that only one of the two terms survives: the loss is minus the logarithm of
# the probability that was given to what really happened. Every logarithm here is the natural one.
#
# **Categorical cross-entropy**, for $C$ classes, is the same thought: with a label that is 1 for the
# true class and 0 for all others,
#
# $$L = -\sum_{c=1}^{C} y_c \ln \hat y_c .$$
#
# There the predictions come from scores $z_c$ by the softmax, $\hat y_c = e^{z_c} / \sum_k e^{z_k}$,
# which makes them positive with the sum 1.
#
# ### What a loss looks like, and how steep it is
#
# Learning uses slopes, and a slope is only known once it is said **by what** the loss is
# differentiated. First by the prediction, $\partial L / \partial \hat y$, for a sample whose label
# is 1. The slopes below are not from a formula: they are measured on the curves themselves.


# %%
def demo_losses_by_prediction():
    share = np.linspace(0.005, 0.995, 9901)
    curves = {"cross-entropy": -np.log(share), "squared error": (1 - share) ** 2 / 2}
    fig, (left, right) = plt.subplots(1, 2, figsize=(10, 3.6), layout="constrained")
    for name, height in curves.items():
        steepness = np.gradient(height, share)
        left.plot(share, height, linewidth=2, label=name)
        right.plot(share, -steepness, linewidth=2, label=name)
        at = [50, 4950, 8950]
        told = ", ".join(f"{steepness[i]:8.2f} at {share[i]:.2f}" for i in at)
        print(f"{name:14} slope by the prediction: {told}")
    left.set(title="loss, label 1", xlabel="prediction", ylabel="L")
    right.set(
        title="how steeply it falls (log axis)",
        xlabel="prediction",
        ylabel="minus the slope",
        yscale="log",
    )
    for ax in (left, right):
        ax.legend()
        ax.grid(alpha=0.3)
    plt.show()


demo_losses_by_prediction()

# %% [markdown]
# A confident mistake costs cross-entropy a lot, and its slope there is steeper by two orders of
# magnitude. Squared error hardly minds: between 0 and 1 its slope cannot be steeper than 1.
#
# A prediction is not turned directly, though. What learning moves is the pre-activation $z$ in
# $\hat y = \sigma(z)$, so here are the same two losses **by $z$**, again measured:


# %%
def demo_losses_by_pre_activation():
    z = np.linspace(-8, 8, 1601)
    share = (1 + np.tanh(z / 2)) / 2
    curves = {"cross-entropy": -np.log(share), "squared error": (1 - share) ** 2 / 2}
    fig, (left, right) = plt.subplots(1, 2, figsize=(10, 3.6), layout="constrained")
    for name, height in curves.items():
        left.plot(z, height, linewidth=2, label=name)
        right.plot(z, np.gradient(height, z), linewidth=2, label=name)
    left.set(title="loss, label 1", xlabel="z", ylabel="L")
    right.set(title="its slope by z", xlabel="z", ylabel="dL/dz")
    for ax in (left, right):
        ax.axvspan(-8, -3, color="grey", alpha=0.15)
        ax.legend()
        ax.grid(alpha=0.3)
    plt.show()


demo_losses_by_pre_activation()

# %% [markdown]
# In the grey region the network is confident and wrong. Squared error is nearly flat there: behind a
# sigmoid it learns least where it errs most. Cross-entropy still pulls with all its force, and never
# with more than 1. The steepness of the logarithm and the flatness of the sigmoid cancel, which is
# why these two belong together.
#
# **Mind the "by what".** The slope of cross-entropy by $z$ and the slope of squared error by
# $\hat y$ are the same expression. Draw these two into one picture, and you get the same line twice
# and the impression that the losses differ in nothing. Compare slopes by the same variable only.
#
# ### One sample among many
#
# $J$ is a *mean*. So one prediction among $m$ moves it by only an $m$-th of what it does to its own
# loss. Nudge one prediction of five, and see:


# %%
def demo_share_of_one():
    label = np.array([3.0, -1.0, 2.0, 0.0, 5.0])
    guess = np.array([2.5, 0.0, 2.2, 0.4, 3.0])
    nudge = np.zeros(5)
    nudge[4] = 1e-6
    alone = ((label - guess - nudge) ** 2 / 2 - (label - guess) ** 2 / 2)[4] / 1e-6
    among = np.mean((label - guess - nudge) ** 2 / 2 - (label - guess) ** 2 / 2) / 1e-6
    print(f"slope of its own loss: {alone:.3f}    slope of the mean of five: {among:.3f}")


demo_share_of_one()

# %% [markdown]
# ### Predictions of exactly 0 and 1
#
# $\ln 0$ is minus infinity, so code keeps predictions a little away from 0 and 1. How little depends
# on the type of the numbers: what is too small for it is no distance at all.


# %%
def demo_too_small():
    for kind in (np.float64, np.float32):
        for gap in (1e-15, 1e-7):
            kept = kind(1) - kind(gap)
            print(f"{kind.__name__}: 1 - {gap:g} is {'still' if kept == 1 else 'less than'} 1")


demo_too_small()
