"""Dictionaries and masks as caches, einsum, one-hot labels.

loses: nothing
names: nothing
"""

# %%
import numpy as np

# %% [markdown]
# ## Exercise 1: Layers of a network, forward and backward


# %%
def affine_forward(x, w, b):
    flat = np.reshape(x, (len(x), w.shape[0]))
    return np.einsum("nd,dm->nm", flat, w) + b, {"flat": flat, "w": w, "like": np.shape(x)}


def affine_backward(dout, cache):
    return {
        "dw": np.einsum("nd,nm->dm", cache["flat"], dout),
        "db": np.ones(len(dout)) @ dout,
        "dx": np.einsum("nm,dm->nd", dout, cache["w"]).reshape(cache["like"]),
    }


def relu_forward(x):
    mask = x > 0
    return x * mask, mask


def relu_backward(dout, cache):
    return np.where(cache, dout, 0)


def softmax_loss(x, y):
    e = np.exp(x - x.max(1)[:, None])
    p = e / e.sum(1)[:, None]
    hot = np.eye(x.shape[1])[y]
    log_p = (x - x.max(1)[:, None]) - np.log(e.sum(1)[:, None])
    return -(hot * log_p).sum() / len(x), (p - hot) / len(x)
