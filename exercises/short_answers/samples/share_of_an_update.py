"""The quotient, which is no whole number.

loses: updates
names: updates=updates-share
"""

answers = {
    "noisier": "sgd",
    "updates": 1000 / 32,
    "large_rate": "diverges",
    "jitter": "c",
}
