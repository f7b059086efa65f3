"""Two entries are left as they were, and one is deleted.

loses: updates, large_rate, jitter
names: nothing
"""

answers = {"noisier": "sgd", "updates": None, "large_rate": ""}
