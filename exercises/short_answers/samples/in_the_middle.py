"""Mini-batches are called the noisiest.

loses: noisier
names: noisier=noisier-mini-batch
"""

answers = {
    "noisier": "minibatch",
    "updates": 32,
    "large_rate": "diverges",
    "jitter": "c",
}
