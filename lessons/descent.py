# %%
import matplotlib.pyplot as plt
import numpy as np

# %% [markdown]
# ## Downhill, step by step
#
# The gradient of a cost $J$ points to where it rises fastest. So learning steps the other way:
#
# $$\theta_{\text{new}} = \theta_{\text{old}} - \alpha \, \frac{\partial J}{\partial \theta}$$
#
# for every weight and bias $\theta$, over and over. The **learning rate** $\alpha$ is not the length
# of the step but a factor: where the ground is flat steps are short, where it is steep they are
# long.
#
# ### One parameter
#
# On a parabola everything can be worked out. Let $h(t) = \frac{c}{2}(t - 1)^2$ with the curvature
# $c = 3$. Its slope is $c\,(t - 1)$, so that one update turns the distance from the minimum into
#
# $$t_{\text{new}} - 1 = (t_{\text{old}} - 1) - \alpha c\,(t_{\text{old}} - 1)
# = (1 - \alpha c)\,(t_{\text{old}} - 1).$$
#
# The distance is multiplied by the same number each time, and all depends on that number:
#
# | factor $1 - \alpha c$ | what you see |
# |---|---|
# | between 0 and 1 | it walks down one side, the slower the nearer the factor is to 1 |
# | 0, for $\alpha = 1/c$ | it arrives in a single step; only a parabola does that |
# | between $-1$ and 0 | it swings from side to side, and still arrives |
# | $-1$, for $\alpha = 2/c$ | it swings for ever: the **critical rate** |
# | below $-1$ | it swings ever wider: it diverges |


# %%
def demo_one_parameter():
    c, start, steps = 3.0, -1.0, np.arange(9)
    t = np.linspace(-2.2, 4.2, 200)
    fig, axes = plt.subplots(1, 4, figsize=(12, 3.2), sharey=True, layout="constrained")
    for ax, alpha in zip(axes, (0.05, 0.25, 0.6, 0.7)):
        path = 1 + (start - 1) * (1 - alpha * c) ** steps
        ax.plot(t, c / 2 * (t - 1) ** 2, color="grey")
        ax.plot(path, c / 2 * (path - 1) ** 2, "o-", color="C0", markersize=4)
        ax.plot(start, c / 2 * (start - 1) ** 2, "o", color="C1", label="start")
        ax.set(title=f"rate {alpha}, factor {1 - alpha * c:+.2f}", xlabel="t", xlim=(-2.2, 4.2))
        ax.set_ylim(-0.5, 16)
    axes[0].set_ylabel("h(t)")
    axes[0].legend()
    plt.show()


demo_one_parameter()

# %% [markdown]
# ### How fast? Look at the distance, on a log axis
#
# All those paths lie on one and the same curve and hide each other. The distance from the minimum
# against the number of the update tells them apart. On a logarithmic axis, multiplying by the same
# factor is a straight line: falling, level or rising. Only the size of the factor counts for that,
# so a rate that walks and a rate that swings may arrive at the same time: here 0.1 and
# $2/c - 0.1$, with the factors $0.7$ and $-0.7$.


# %%
def demo_rates():
    c = 3.0
    updates = np.arange(31)
    fig, (left, right) = plt.subplots(1, 2, figsize=(11, 3.8), layout="constrained")
    marks = ["o", "s", "x", "d", "^"]
    for alpha, mark in zip((0.01, 0.1, 2 / c - 0.1, 2 / c, 0.75), marks):
        distance = 2 * np.abs(1 - alpha * c) ** updates
        left.plot(updates, distance, mark + "-", markersize=4, label=f"rate {alpha:.3g}")
    left.set(title="distance from the minimum", xlabel="update", ylabel="distance", yscale="log")
    left.legend()

    alphas = np.linspace(0.002, 0.78, 400)
    right.plot(alphas, 2 * np.abs(1 - alphas * c) ** 30, color="C0")
    right.axhline(2, color="grey", linestyle=":", label="distance at the start")
    right.axvline(2 / c, color="C3", linestyle="--", label="critical rate 2/c")
    right.set(title="distance after 30 updates", xlabel="rate", yscale="log", ylim=(1e-12, 1e5))
    right.legend()
    for ax in (left, right):
        ax.grid(alpha=0.3)
    plt.show()


demo_rates()

# %% [markdown]
# ### Two parameters
#
# In a valley that is steep across and flat along, both directions share one rate. The steep one sets
# the limit (its critical rate is the smaller one), and the flat one makes you wait.


# %%
def demo_two_parameters():
    flat, steep, steps = 1.0, 12.0, np.arange(25)
    across, along = np.linspace(-5, 5, 120), np.linspace(-2, 2, 120)
    height = flat / 2 * across**2 + steep / 2 * along[:, None] ** 2
    fig, axes = plt.subplots(1, 3, figsize=(12, 3.2), sharey=True, layout="constrained")
    for ax, alpha in zip(axes, (0.02, 0.12, 0.16)):
        ax.contour(across, along, height, levels=np.geomspace(0.1, 30, 10), cmap="Greys_r")
        one = -4.5 * (1 - alpha * flat) ** steps
        other = 1.4 * (1 - alpha * steep) ** steps
        ax.plot(one, other, "o-", markersize=3, color="C0")
        ax.plot(0, 0, "*", color="C3", markersize=12)
        ax.set(title=f"rate {alpha}", xlabel="flat direction")
    axes[0].set_ylabel("steep direction")
    fig.suptitle(f"critical rate of the steep direction: 2/{steep:g} = {2 / steep:.3f}")
    plt.show()


demo_two_parameters()

# %% [markdown]
# ### All samples, one, or a few
#
# $J$ is a mean over samples, and so is its gradient. How many samples should one update ask?
#
# - **Batch**: all of them. The direction is exact; each update costs a pass over the data. On a
#   bowl, with a rate below the critical one, it settles at the bottom.
# - **Stochastic**: one, drawn at random. Many cheap updates, in directions that are right on average
#   only. With a constant rate it never comes to rest, but jitters around the bottom.
# - **Mini-batch**: a few. Less jitter than one, cheaper than all, and a size that computers like:
#   what practice uses most.
#
# One pass over all samples is an **epoch**. The samples are shuffled for each, and each is used once
# in it. Here a point looks for the middle of a cloud of 60, for three epochs each; the cost is half
# the mean squared distance from the cloud's points.


# %%
def demo_batches():
    rng = np.random.default_rng(3)
    cloud = rng.normal(size=(60, 2)) @ np.array([[1.0, 0.4], [0.0, 0.8]]) + [2.0, 1.0]
    middle = cloud.mean(axis=0)
    fig, (left, right) = plt.subplots(1, 2, figsize=(11, 4.2), layout="constrained")
    left.scatter(*cloud.T, s=8, color="lightgrey")
    for name, updates, alpha in (
        ("batch", 1, 0.3),
        ("mini-batch", 6, 0.3),
        ("stochastic", 60, 0.3),
    ):
        here, path = np.array([-1.5, 3.5]), []
        for _ in range(3):
            for few in np.array_split(rng.permutation(cloud), updates):
                path.append(here)
                here = (1 - alpha) * here + alpha * few.mean(axis=0)
        path = np.array([*path, here])
        passes = np.linspace(0, 3, len(path))
        label = f"{name}: {updates} update{'s' * (updates > 1)} an epoch"
        style = {"marker": ".", "alpha": 0.8, "linewidth": 1, "label": label}
        left.plot(*path.T, **style)
        right.plot(passes, np.sum((path - middle) ** 2, axis=1) / 2, **style)
    left.plot(*middle, "*", color="C3", markersize=14, label="middle")
    left.set(title="three epochs", aspect="equal")
    left.legend(fontsize=8)
    right.set(
        title="cost above the smallest one",
        xlabel="passes over the data",
        yscale="log",
    )
    right.legend(fontsize=8)
    right.grid(alpha=0.3)
    plt.show()


demo_batches()
