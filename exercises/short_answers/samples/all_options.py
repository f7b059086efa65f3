"""All choices are named, in the hope that one of them counts.

loses: noisier, updates, large_rate, jitter
names: nothing
"""

answers = {
    "noisier": "batch sgd mini-batch",
    "updates": "31 or 32",
    "large_rate": ["converges", "oscillates", "diverges"],
    "jitter": "a, b, c, d",
}
