"""A large rate is taken for a fast one.

loses: large_rate
names: large_rate=rate-converges
"""

answers = {
    "noisier": "sgd",
    "updates": 32,
    "large_rate": "converges",
    "jitter": "c",
}
