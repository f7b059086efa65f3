# %%
import matplotlib.pyplot as plt
import numpy as np

# %% [markdown]
# ## Backwards through the graph
#
# If $q$ depends on $d$, and $d$ depends on $c$, then a small change of $c$ is passed on twice, and
# the two rates multiply. That is the **chain rule**:
#
# $$\frac{dq}{dc} = \frac{dq}{dd} \cdot \frac{dd}{dc}.$$
#
# **Backpropagation** is nothing but this rule, applied from the end to the beginning. Draw the
# calculation as a graph. Then
#
# 1. go **forward** and write the value on every node;
# 2. write on every arrow its own slope, which needs only the values at its two ends;
# 3. go **backward** from the result, whose slope by itself is 1: at each node, multiply what came
#    from behind by the slope of the arrow, and **add** where several arrows lead away from a node.
#
# Take $c = u\,v$, then $d = c + u$, then $q = d^2$, at $u = 1.5$ and $v = -2$. Note that $u$ is
# used twice.


# %%
def demo_graph():
    u, v = 1.5, -2.0
    c = u * v
    d = c + u
    q = d**2
    back_d = 2 * d
    back_c = back_d * 1
    back_v = back_c * u
    back_u = back_c * v + back_d * 1  # two ways lead from u to q
    nodes = {
        "u": (0, 1, u, back_u),
        "v": (0, 0, v, back_v),
        "c = u v": (1, 0, c, back_c),
        "d = c + u": (2, 0.5, d, back_d),
        "q = d²": (3, 0.5, q, 1.0),
    }
    arrows = [
        ("u", "c = u v", f"v = {v:g}"),
        ("v", "c = u v", f"u = {u:g}"),
        ("c = u v", "d = c + u", "1"),
        ("u", "d = c + u", "1"),
        ("d = c + u", "q = d²", f"2d = {2 * d:g}"),
    ]
    fig, ax = plt.subplots(figsize=(10, 4), layout="constrained")
    for tail, head, slope in arrows:
        start, end = nodes[tail][:2], nodes[head][:2]
        ax.annotate("", end, start, arrowprops={"arrowstyle": "->", "shrinkA": 32, "shrinkB": 32})
        middle = np.add(start, end) / 2
        ax.text(*middle, slope, ha="center", va="center", backgroundcolor="white", fontsize=9)
    for name, (x, y, value, back) in nodes.items():
        ax.scatter(x, y, s=3200, color="white", edgecolors="black", zorder=2)
        ax.text(x, y + 0.05, name, ha="center", va="center", fontsize=9, zorder=3)
        ax.text(x, y - 0.07, f"{value:g}", ha="center", va="center", color="C0", zorder=3)
        ax.text(x, y - 0.24, f"slope of q: {back:g}", ha="center", va="center", color="C3")
    ax.set(xlim=(-0.4, 3.4), ylim=(-0.4, 1.3))
    ax.set_title("blue: values, forward; on the arrows: their own slopes; red: backward")
    ax.axis("off")
    plt.show()


demo_graph()

# %% [markdown]
# ### Is it right? Nudge and see
#
# A slope is a promise: change $u$ by a little, and $q$ changes by the slope times that little. So
# any gradient can be put to the test without a formula. Below, each input is nudged upwards.
# Halving the nudge halves what is left of the difference; looking to both sides does better still.


# %%
def demo_nudge():
    def result(u, v):
        return (u * v + u) ** 2

    u, v = 1.5, -2.0
    for little in (1e-2, 5e-3, 1e-6):
        by_u = (result(u + little, v) - result(u, v)) / little
        by_v = (result(u, v + little) - result(u, v)) / little
        print(f"nudge {little:<7g} slope by u: {by_u:.6f} (3 by the graph)", end="   ")
        print(f"by v: {by_v:.6f} (-4.5 by the graph)")


demo_nudge()

# %% [markdown]
# ### A network with two layers
#
# The graph of a network is the same thing with matrices on its arrows. **Forward:**
# $z^{[1]} = W^{[1]} x + b^{[1]}$, $a^{[1]} = f^{[1]}(z^{[1]})$,
# $z^{[2]} = W^{[2]} a^{[1]} + b^{[2]}$, $a^{[2]} = f^{[2]}(z^{[2]}) = \hat y$, and the cost $J$.
# **Backward**, for one sample, with $\odot$ for the product entry by entry:
#
# $$\frac{\partial J}{\partial z^{[2]}} = \frac{\partial J}{\partial a^{[2]}} \odot
# \frac{\partial a^{[2]}}{\partial z^{[2]}}, \qquad
# \frac{\partial J}{\partial W^{[2]}} = \frac{\partial J}{\partial z^{[2]}}\,(a^{[1]})^T, \qquad
# \frac{\partial J}{\partial b^{[2]}} = \frac{\partial J}{\partial z^{[2]}},$$
#
# $$\frac{\partial J}{\partial a^{[1]}} = (W^{[2]})^T \frac{\partial J}{\partial z^{[2]}}, \qquad
# \frac{\partial J}{\partial z^{[1]}} = \frac{\partial J}{\partial a^{[1]}} \odot
# \frac{\partial a^{[1]}}{\partial z^{[1]}},$$
#
# and then $W^{[1]}$ and $b^{[1]}$ as in the layer above, with $x$ in the place of $a^{[1]}$.
#
# **With several samples** in the columns, $J$ is a mean, so a factor $1/m$ comes in, once, and stays
# in all that follows. A bias serves every sample; so its gradient *collects* what comes from all of
# them and has the shape of the bias again. That is a good check for all: **a gradient has the shape
# of what it belongs to.**
#
# ### Why backwards?
#
# Nudging costs one pass for every parameter. Going backward costs about one pass for all of them
# together, since every node is visited once and keeps what came from behind for all that lies before
# it. The price: the forward values must be kept.
#
# And a slope that is passed through many layers is a product of many numbers. If they are small, it
# vanishes: the sigmoid is never steeper than 1/4. If they are large, it explodes.


# %%
def demo_depth():
    depth = np.arange(1, 21)
    fig, ax = plt.subplots(figsize=(7, 3.2), layout="constrained")
    for label, link in (("1/4, a sigmoid at its best", 0.25), ("0.9", 0.9), ("1.5", 1.5)):
        ax.plot(depth, link**depth, "o-", markersize=4, label=f"each link {label}")
    ax.set(title="a product of equal links", xlabel="layers", ylabel="product", yscale="log")
    ax.legend()
    ax.grid(alpha=0.3)
    plt.show()


demo_depth()
