answers = {
    "noisier": "sgd",
    "updates": 32,
    "large_rate": "diverges",
    "jitter": "c",
}
