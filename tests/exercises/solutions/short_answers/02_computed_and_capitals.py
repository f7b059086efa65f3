import math

import numpy as np

m, B = 1000, 32
batches = [range(i, min(i + B, m)) for i in range(0, m, B)]
assert len(batches) == math.ceil(m / B)

answers = {}
answers["noisier"] = "SGD"
answers["updates"] = np.ceil(m / B)
answers["large_rate"] = "Diverges!"
answers["jitter"] = "C"
