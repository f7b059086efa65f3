"""The smoothest variant is taken for the noisiest.

loses: noisier
names: noisier=noisier-batch
"""

answers = {
    "noisier": "Batch gradient descent",
    "updates": 32,
    "large_rate": "diverges",
    "jitter": "c",
}
