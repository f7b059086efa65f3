"""The words of the stub.

loses: nothing
names: nothing
"""

answers = {
    "noisier": "sgd",
    "updates": 32,
    "large_rate": "diverges",
    "jitter": "c",
}
