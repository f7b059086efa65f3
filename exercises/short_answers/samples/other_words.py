"""Other words, other types, keys filled in one by one.

loses: nothing
names: nothing
"""

import math

import numpy as np

answers = {}
answers["Noisier"] = "Stochastic gradient descent (one sample at a time)"
answers["updates"] = np.int64(math.ceil(1000 / 32))
answers["large rate"] = "It does not converge, it DIVERGES"
answers["jitter"] = "(C)"
