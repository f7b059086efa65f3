"""The jitter is blamed on a local minimum.

loses: jitter
names: jitter=jitter-local
"""

answers = {
    "noisier": "sgd",
    "updates": 32,
    "large_rate": "diverges",
    "jitter": "B",
}
