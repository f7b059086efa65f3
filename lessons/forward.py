# %%
import matplotlib.pyplot as plt
import numpy as np

# %% [markdown]
# ## From the input to the prediction
#
# A **neuron** does two things. It weighs its inputs and adds a bias, and then it bends the sum with
# an **activation** $f$:
#
# $$z = \mathbf w^T\mathbf x + b = \sum_i w_i x_i + b, \qquad a = f(z).$$
#
# $z$ is called the pre-activation, $a$ the activation. Without $f$ a stack of neurons would be no
# more than one weighted sum; the bend is what lets a network draw curves.
#
# Common bends are $\tanh(z)$, between $-1$ and $1$; the sigmoid
# $\sigma(z) = 1/(1 + e^{-z})$, between 0 and 1; and ReLU, which is $\max(0, z)$. Look at how each of
# them treats the same pre-activations:


# %%
def demo_bends():
    z = np.linspace(-5, 5, 201)
    bends = {
        "tanh": np.tanh(z),
        "sigmoid": (1 + np.tanh(z / 2)) / 2,
        "ReLU": np.where(z > 0, z, 0),
    }
    fig, axes = plt.subplots(1, 3, figsize=(10, 2.6), layout="constrained")
    for ax, (name, a) in zip(axes, bends.items()):
        ax.plot(z, a, linewidth=2)
        ax.set(title=name, xlabel="z", ylabel="a")
        ax.grid(alpha=0.3)
    plt.show()


demo_bends()

# %% [markdown]
# ### Layers
#
# Neurons that read the same inputs form a layer. Their weights are the rows of one matrix, so that
# a layer is one matrix product, one addition and one bend. With layers counted by $l$ from 1 and
# $a^{[0]} = \mathbf x$:
#
# $$z^{[l]} = W^{[l]} a^{[l-1]} + b^{[l]}, \qquad a^{[l]} = f^{[l]}(z^{[l]}).$$
#
# The activation of the last layer is the prediction $\hat y$. Two rules keep the shapes in order:
#
# - $W^{[l]}$ has one **row** for each neuron of its layer, and one **column** for each input of it;
# - several samples stand side by side as **columns**, and $b^{[l]}$ is one column that is added to
#   each of them.
#
# Here are three inputs on their way through four hidden neurons to one output, with tanh as the
# bend everywhere. Thick lines are large weights, orange ones are negative.


# %%
def demo_flow():
    rng = np.random.default_rng(7)
    sizes = [3, 4, 1]
    values = [np.array([0.8, -0.5, 0.3])]
    weights = []
    for before, after in zip(sizes, sizes[1:]):
        weights.append(rng.normal(size=(after, before)))
        values.append(np.tanh(weights[-1] @ values[-1] + 0.1))

    fig, ax = plt.subplots(figsize=(9, 4.2), layout="constrained")
    places = [np.linspace(0, 1, size + 2)[1:-1][::-1] for size in sizes]
    for layer, matrix in enumerate(weights):
        for k, row in enumerate(matrix):
            for i, weight in enumerate(row):
                ax.plot(
                    [layer, layer + 1],
                    [places[layer][i], places[layer + 1][k]],
                    color="C0" if weight > 0 else "C1",
                    linewidth=0.5 + 2 * abs(weight),
                    alpha=0.6,
                    zorder=1,
                )
    names = ["input", "hidden, tanh", "output, tanh"]
    for layer, (heights, numbers) in enumerate(zip(places, values)):
        colours = np.clip(numbers, -1, 1)
        ax.scatter(
            np.full(len(heights), layer),
            heights,
            s=1500,
            c=colours,
            cmap="PuOr",
            vmin=-1.6,
            vmax=1.6,
            edgecolors="black",
            zorder=2,
        )
        for height, number in zip(heights, numbers):
            ax.text(layer, height, f"{number:+.2f}", ha="center", va="center", zorder=3)
        ax.text(layer, -0.02, names[layer], ha="center", va="top")
    ax.set(xlim=(-0.4, 2.4), ylim=(-0.12, 1))
    ax.set_title("forward: each layer reads the one before it")
    ax.axis("off")
    plt.show()


demo_flow()

# %% [markdown]
# ### Many samples at once
#
# The same two lines serve one sample or a thousand. Follow the shapes: the inner numbers of a
# product must agree, and the number of columns stays what it was at the input.


# %%
def demo_shapes():
    rng = np.random.default_rng(1)
    for samples in (1, 5):
        flow = rng.normal(size=(3, samples))
        print(f"{samples} sample(s): input {flow.shape}", end="")
        for neurons in (4, 1):
            matrix, bias = rng.normal(size=(neurons, len(flow))), np.zeros((neurons, 1))
            flow = np.tanh(matrix @ flow + bias)
            print(f"  ->  {matrix.shape} @ + {bias.shape} = {flow.shape}", end="")
        print()


demo_shapes()
