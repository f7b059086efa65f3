"""What happens at the critical rate is said of rates above it.

loses: large_rate
names: large_rate=rate-oscillates
"""

answers = {
    "noisier": "sgd",
    "updates": 32,
    "large_rate": "oscillates",
    "jitter": "c",
}
