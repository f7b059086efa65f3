"""The number of full batches: what is left over is forgotten.

loses: updates
names: updates=updates-floor
"""

answers = {
    "noisier": "sgd",
    "updates": 1000 // 32,
    "large_rate": "diverges",
    "jitter": "c",
}
