# %%
import matplotlib.pyplot as plt
import numpy as np

# %% [markdown]
# ## Exercise 7: Short answers on gradient descent
#
# Four questions, four entries in the dictionary `answers`.
#
# **`"noisier"`**: three variants of gradient descent differ in how many samples each update sees.
# Which one makes the noisiest steps: `"batch"`, `"mini-batch"` or `"sgd"` (one sample at a time)?
#
# **`"updates"`**: 1000 samples are used in batches of 32, all of them in every epoch. How many
# updates does one epoch make? Give a number.
#
# **`"large_rate"`**: on a parabola $f$, the learning rate is larger than $2 / f''$. What does
# gradient descent do?
#
# - `"converges"`: it gets closer and closer to the minimum.
# - `"oscillates"`: it swings around the minimum, always at the same distance.
# - `"diverges"`: it moves farther and farther away.
#
# **`"jitter"`**: with one sample at a time and a constant rate, the loss falls for a while. Then it
# falls no more, and goes up and down. Why? Give a letter.
#
# - `"a"`: the learning rate grows from update to update.
# - `"b"`: the path is caught in a local minimum that it cannot leave.
# - `"c"`: each step follows a single sample; near the minimum these pull in different directions,
#   though their mean hardly pulls at all.
# - `"d"`: the model has learned the samples by heart.
#
# **What is graded:** the four entries of `answers`, one point each.
#
# **What is accepted:** words in upper or lower case, common synonyms, numbers of any type.
# Whoever names several choices has made none.

# %%
answers = {
    "noisier": None,
    "updates": None,
    "large_rate": None,
    "jitter": None,
}
