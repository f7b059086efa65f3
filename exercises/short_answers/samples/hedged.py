"""Each answer takes itself back.

loses: noisier, large_rate, jitter
names: nothing
"""

answers = {
    "noisier": "not batch",
    "updates": 32,
    "large_rate": "converges or diverges",
    "jitter": "b or c",
}
